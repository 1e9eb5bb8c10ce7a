"""What tests share: the example workspaces, copied, and the command line as people run it."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from gangmu import demo
from gangmu.jobs import measures
from gangmu.store import Workspace

ROOT = Path(__file__).parents[1]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def gangmu() -> Run:
    """Run the command line in a process of its own, as people do."""

    def run(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gangmu", *map(str, words)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def linjiang(tmp_path: Path) -> Workspace:
    """Give a fresh copy of the fictional district."""
    return demo.unpack("linjiang", tmp_path / "临江")


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a copy of the fictional district that was settled once; tests only read it."""
    workspace = demo.unpack("linjiang", tmp_path_factory.mktemp("settled") / "临江")
    measures.evaluate(workspace, demo.DAY)
    return workspace


def load_module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def speed() -> ModuleType:
    """Give the benchmark that sets pages as PDF without a font file."""
    return load_module("reading_speed", ROOT / "benchmarks" / "reading_speed.py")


@pytest.fixture(scope="session")
def renderings() -> ModuleType:
    """Give the module that writes one document in every format."""
    return load_module("renderings", ROOT / "tests" / "renderings.py")
