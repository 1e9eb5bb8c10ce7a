"""What tests share: the example workspaces, copied, and the command line as people run it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

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
