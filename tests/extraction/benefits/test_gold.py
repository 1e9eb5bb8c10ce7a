"""The floor on documents of our own: what has been reached is not lost again."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

# Metric of the scorer and the least F1 (the figures reached are a little above). 71–81 came last and are
# hardly tuned on; without them conditions stand at .975.
FLOOR = {
    "x.detect(IoU>=.3)": 0.98,
    "x.amount": 0.97,
    "x.cap": 0.97,
    "x.rate": 0.97,
    "x.base": 0.97,
    "x.conditions": 0.94,
    "x.entity": 0.91,
    "x.benefit_kind": 0.96,
    "x.clause": 0.97,
    "x.terms(present)": 0.94,
    "d.task(IoU>=.5)": 0.95,
    "d.unit+role": 0.95,
}


def test_our_own_documents_stay_above_the_floor():
    path = ROOT / "benchmarks" / "benefits_gold.py"
    spec = importlib.util.spec_from_file_location("benefits_gold", path)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    if not benchmark.GOLD.is_dir():
        pytest.skip("../shared 不在：没有评分程序")
    table = benchmark.score_own(sorted(p.stem for p in benchmark.OWN.glob("*.txt")))
    rows = re.findall(r"^(\S+) +\S+ +\S+ +(\d\.\d+)", table, re.M)
    reached = {name: float(f1) for name, f1 in rows}
    below = {name: reached[name] for name, least in FLOOR.items() if reached[name] < least}
    assert not below
