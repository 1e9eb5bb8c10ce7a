"""Nothing is lost: a process killed at any moment leaves the last complete state."""

import json
import multiprocessing
import random
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow.compute as pc

from gangmu import demo
from gangmu.jobs import measures
from gangmu.store import Workspace, decode

KILLS = 32


def _work(folder: str, day_offset: int) -> None:
    measures.evaluate(Workspace.open(Path(folder)), demo.DAY + timedelta(days=day_offset))


def _state(workspace: Workspace) -> tuple[str, int, str]:
    """Read everything that counts, as a person would after the power is back."""
    opened = Workspace.open(workspace.path)
    snapshot = opened.current("企业")
    assert snapshot is not None
    assert opened.table(snapshot).num_rows == snapshot.rows
    run = opened.current_run()
    assert run is not None
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    lines = decode((run / "lines.parquet").read_bytes())
    assert lines.num_rows == manifest["行数"]
    for name, digest in manifest["输出"].items():
        assert sha256((run / name).read_bytes()).hexdigest() == digest
    due = decode((run / "plan.parquet").read_bytes()).filter(pc.field("状态") == "本期拨付")
    assert sum(due.column("金额").to_pylist()) == manifest["拨付合计（分）"]
    return snapshot.id, snapshot.rows, run.name


def test_a_kill_at_any_point_of_an_import_or_a_run_leaves_the_last_complete_state(linjiang):
    # Two editions of the registry, so that every attempt imports as well as settles.
    full = (linjiang.path / "enterprises.xlsx").read_bytes()
    kept = [linjiang.path / "enterprises.xlsx", linjiang.path / "enterprises.csv"]
    small = "统一社会信用代码,企业名称,注册地,营业收入(万元)\n" + "".join(
        f"ABCDEFGH{n:010d},第{n}厂,临江区,{n}\n" for n in range(400)
    )
    started = time.monotonic()
    measures.evaluate(linjiang, demo.DAY)
    longest = time.monotonic() - started
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["gangmu.jobs.measures", "gangmu.demo"])
    dice = random.Random(20260630)
    known = {_state(linjiang)}

    killed = 0
    for attempt in range(1, KILLS + 1):
        for path in kept:
            path.unlink(missing_ok=True)
        if attempt % 2:
            kept[1].write_text(small.replace("第", f"{attempt}第"), "utf-8")
        else:
            kept[0].write_bytes(full)
        worker = context.Process(target=_work, args=(str(linjiang.path), attempt))
        worker.start()
        worker.join(dice.uniform(0.02, 1.3 * longest))
        if worker.is_alive():
            worker.kill()
            worker.join()
            killed += 1
        else:
            assert worker.exitcode == 0
        known.add(_state(linjiang))

    measures.evaluate(linjiang, demo.DAY + timedelta(days=99))

    assert killed >= KILLS // 2
    assert len(known) > 2
    assert _state(linjiang)[1] == 2000
