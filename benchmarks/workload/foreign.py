"""openfisca-core beside us: installed on demand into an environment of its own, never a dependency.

It is AGPL; nothing of it is imported here. A separate process runs the same measures and answers
over its pipes (``openfisca_worker.py``).
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path
from types import TracebackType

import numpy as np

from workload.registry import Registry

VERSION = "46.0.1"
HERE = Path(__file__).parent
#: Where the environment lies; outside the project.
FOLDER = Path(os.environ.get("GANGMU_BENCH", Path.home() / ".cache" / "gangmu-bench"))


def environment() -> Path:
    """Give the Python of the environment, making it the first time."""
    folder = FOLDER / f"openfisca-{VERSION}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print(f"installing openfisca-core {VERSION} into {folder}", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        command = [python, "-m", "pip", "install", "-q", f"openfisca-core=={VERSION}"]
        if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
            sys.exit("openfisca-core cannot be installed; run with --without-openfisca")
        (folder / "ready").touch()
    return python


def lay_out(registry: Registry, folder: Path) -> None:
    """Write the registry as plain arrays; there must be no blanks."""
    assert all(known.all() for known in registry.known.values())
    renamed = {"年度综合评定": "review"}
    arrays = {"district": registry.district, "industry": registry.industry}
    arrays |= {renamed.get(name, name): values for name, values in registry.values.items()}
    for name, values in (arrays | registry.registers).items():
        np.save(folder / f"{name}.npy", values)


class OpenFisca:
    """A process that runs so many measures over the registry of a folder."""

    def __init__(self, folder: Path, count: int, form: str) -> None:
        command = [environment(), HERE / "openfisca_worker.py", folder, str(count), form]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self._read()

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            sys.exit("openfisca stopped")
        return line.strip()

    def _ask(self, word: str) -> str:
        assert self._process.stdin is not None
        print(word, file=self._process.stdin, flush=True)
        return self._read()

    def answers(self) -> list[str]:
        """Give a digest of what each measure pays to whom."""
        return self._ask("answers").split()

    def seconds(self) -> float:
        """Run all the measures once."""
        return float(self._ask("time"))

    def __enter__(self) -> OpenFisca:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def digest(rows: np.ndarray, paid: np.ndarray) -> str:
    """Digest what a measure pays to whom, as the worker does."""
    some = paid != 0
    return hashlib.sha256(
        rows[some].astype(np.int64).tobytes() + paid[some].astype(np.int64).tobytes()
    ).hexdigest()[:16]
