"""Every benchmark of matching runs in small: its answers are asserted before anything is timed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("matching", ["--rows", "2000", "--repeat", "1", "--without-openfisca"]),
        ("tiles", ["--rows", "4000", "--measures", "50"]),
        ("index", ["--measures", "300", "--applicants", "4", "--check", "2"]),
        ("loading", ["--files", "4"]),
        ("reading_batch", ["--documents", "0", "--compare", "30"]),
        ("holdings", ["--documents", "24"]),
    ],
)
def test_answers_are_the_same(name, options):
    command = [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}

    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=120, env=environment
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout
