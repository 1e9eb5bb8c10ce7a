"""Kill an import and a run anywhere, fill the disk anywhere: the last complete state answers.

The file is also a script, run by the test in a process of its own: ``python <file> <mode> <base>
<cases>`` copies the base workspace once a case and, in a forked child, imports a new registry and
commits a run, until the child is killed or refused. Audit events of the interpreter (``open``,
``os.rename``, ``os.mkdir``...) are the steps, so that there is a case before every single change
of the disk; kills at random moments fall into the middle of writing, too.
"""

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from gangmu.enterprises import import_registry
from gangmu.enterprises.codes import check_character
from gangmu.measures.facts import load_facts
from gangmu.store import Workspace
from gangmu.terms import InputError

RANDOM_KILLS = 30
CHANGES = {"os.rename", "os.mkdir", "os.rmdir", "os.remove"}
TAKING = {"os.rmdir", "os.remove"}
FOLDER = "临江"


def registry(path: Path, rows: int) -> Path:
    """Write a workbook of enterprises and projects."""
    with xlsxwriter.Workbook(path) as workbook:
        enterprises, projects = workbook.add_worksheet("企业"), workbook.add_worksheet("项目")
        enterprises.write_row(0, 0, ["统一社会信用代码", "企业名称", "营业收入(万元)"])
        projects.write_row(0, 0, ["项目编号", "统一社会信用代码", "总投资(万元)"])
        for row in range(1, rows + 1):
            body = f"91310000MA{row:07d}"
            code = body + check_character(body)
            enterprises.write_row(row, 0, [code, f"临江{row}号", row * 1.5])
            projects.write_row(row, 0, [f"P{row}", code, row * 2])
    return path


def work(folder: Path) -> None:
    """Do what may be killed: an import of two tables, then a run."""
    workspace = Workspace.open(folder / FOLDER)
    import_registry(workspace, folder / "new.xlsx", load_facts(), by="乙")
    workspace.commit_run("r2", write_lines("新"))


def write_lines(text: str) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        (folder / "lines.parquet").write_text(text * 10_000)
        (folder / "manifest.json").write_text("{}")

    return write


# ---------------------------------------------------------------- the script


def changing(event: str, arguments: tuple[object, ...]) -> bool:
    """Tell whether an audit event is about to change the workspace."""
    if event != "open":
        return event in CHANGES
    path, mode, flags = arguments
    if FOLDER not in str(path):
        return False
    if isinstance(mode, str):
        return not mode.startswith("r") or "+" in mode
    assert isinstance(flags, int)
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def at_step(step: int, act: Callable[[str], None], forever: bool = False) -> None:
    """Do something before the step-th change of the disk, or from it on."""
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if changing(event, arguments):
            seen += 1
            if seen - 1 == step or (forever and seen - 1 > step):
                act(event)

    sys.addaudithook(hook)


def die(_event: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(code: int) -> Callable[[str], None]:
    def act(event: str) -> None:
        if event not in TAKING:
            raise OSError(code, os.strerror(code))

    return act


def in_child(case: Path, prepare: Callable[[], None]) -> int:
    """Fork a child that prepares and works; what it was told goes to ``told.txt``."""
    descriptor = os.open(case / "told.txt", os.O_WRONLY | os.O_CREAT)
    child = os.fork()
    if child:
        os.close(descriptor)
        return child
    told = "完成"
    try:
        prepare()
        work(case)
    except InputError as error:
        told = str(error)
    except BaseException as error:
        told = f"TRACEBACK {error!r}"
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    os.write(descriptor, told.encode())
    os._exit(0)


def count_steps(base: Path, case: Path) -> int:
    shutil.copytree(base, case)
    counter = case / "steps.txt"
    descriptor = os.open(counter, os.O_WRONLY | os.O_CREAT)

    def count() -> None:
        at_step(0, lambda _event: void(os.write(descriptor, b".")), forever=True)

    os.waitpid(in_child(case, count), 0)
    return counter.stat().st_size


def void(_: object) -> None:
    return None


def main(mode: str, base: Path, cases: Path) -> None:
    load_facts()  # once, here: the children shall spend their time on the disk
    steps = count_steps(base, cases / "count")
    if mode == "random":
        duration = measure(base, cases / "measure")
        moments = random.Random(2025)
        for number in range(RANDOM_KILLS):
            case = shutil.copytree(base, cases / f"{number:03d}")
            child = in_child(case, lambda: None)
            time.sleep(moments.uniform(0, duration))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    elif mode == "limit":
        for number, size in enumerate((0, 100, 1_000, 3_000, 5_000, 8_000)):
            case = shutil.copytree(base, cases / f"{number:03d}")

            def limit(size: int = size) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

            os.waitpid(in_child(case, limit), 0)
    else:
        act = {"kill": die, "full": refuse(errno.ENOSPC), "read-only": refuse(errno.EROFS)}[mode]
        last = {"kill": steps + 1, "full": steps, "read-only": 1}[mode]  # one kill comes too late
        for step in range(last):
            case = shutil.copytree(base, cases / f"{step:03d}")
            os.waitpid(in_child(case, lambda s=step: at_step(s, act, mode != "kill")), 0)
    print(steps)


def measure(base: Path, case: Path) -> float:
    shutil.copytree(base, case)
    started = time.monotonic()
    os.waitpid(in_child(case, lambda: None), 0)
    return time.monotonic() - started


# ---------------------------------------------------------------- the test


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with one import and one run, and a new registry beside it."""
    folder = tmp_path_factory.mktemp("base")
    workspace = Workspace.init(folder / FOLDER, "临江区产业政策", "临江区", 2025)
    import_registry(workspace, registry(folder / "old.xlsx", 3), load_facts(), by="甲")
    workspace.commit_run("r1", write_lines("旧"))
    registry(folder / "new.xlsx", 50)
    return folder


def run(mode: str, base: Path, cases: Path) -> list[tuple[str, str]]:
    """Run the script; give what each case was told, and its state, once it is checked."""
    subprocess.run([sys.executable, __file__, mode, str(base), str(cases)], check=True)
    return [state(case) for case in sorted(cases.glob("[0-9]*"))]


def state(case: Path) -> tuple[str, str]:
    """Check that a case answers from a complete state, and that it can be written to again."""
    workspace = Workspace.open(case / FOLDER)
    rows = set()
    for name in ("企业", "项目"):
        snapshot = workspace.current(name)
        assert snapshot is not None
        table = workspace.table(snapshot)
        assert table.num_rows == snapshot.rows
        rows.add(snapshot.rows)
    assert len(rows) == 1  # both tables are of one import
    folder = workspace.current_run()
    assert folder is not None
    text = (folder / "lines.parquet").read_text()
    assert text in ("旧" * 10_000, "新" * 10_000)
    assert (folder / "manifest.json").exists()
    assert text[0] == {"r1": "旧", "r2": "新"}[folder.name]
    found = f"{rows.pop()}{text[0]}"
    told = (case / "told.txt").read_text()
    work(case)
    assert [run.name for run in workspace.runs()] == ["r1", "r2"]
    assert {snapshot.rows for snapshot in workspace.history("企业")} == {3, 50}
    leftovers = [path for path in (case / FOLDER).rglob("*") if path.suffix in (".tmp", ".old")]
    assert leftovers + list((workspace.store / "tmp").iterdir()) == []
    return found, told


def test_a_kill_before_any_change_of_the_disk_loses_nothing(base: Path, tmp_path: Path) -> None:
    states = [found for found, told in run("kill", base, tmp_path / "cases")]
    assert len(states) >= 25
    assert states == sorted(states, key=["3旧", "50旧", "50新"].index)  # it only goes forward
    assert set(states) == {"3旧", "50旧", "50新"}


def test_a_kill_at_a_random_moment_loses_nothing(base: Path, tmp_path: Path) -> None:
    states = [found for found, told in run("random", base, tmp_path / "cases")]
    assert len(states) == RANDOM_KILLS
    assert set(states) <= {"3旧", "50旧", "50新"}


def test_a_disk_that_is_full_from_any_moment_loses_nothing_and_is_told(
    base: Path, tmp_path: Path
) -> None:
    for found, told in run("full", base, tmp_path / "cases"):
        assert found in ("3旧", "50旧", "50新")
        assert "磁盘已满" in told


def test_a_write_that_stops_halfway_loses_nothing_and_is_told(base: Path, tmp_path: Path) -> None:
    results = run("limit", base, tmp_path / "cases")
    assert {found for found, told in results} <= {"3旧", "50旧"}
    assert all("文件超过了系统允许的大小" in told for found, told in results)


def test_a_read_only_disk_is_told(base: Path, tmp_path: Path) -> None:
    ((found, told),) = run("read-only", base, tmp_path / "cases")
    assert found == "3旧"
    assert "磁盘是只读的" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root 不受文件夹权限约束")
def test_a_folder_without_permission_is_told_and_still_answers(base: Path, tmp_path: Path) -> None:
    case = shutil.copytree(base, tmp_path / "case")
    store = case / FOLDER / ".gangmu"
    store.chmod(0o500)
    (store / "lock").chmod(0o400)
    try:
        with pytest.raises(InputError, match="没有写入权限"):
            work(case)
        assert Workspace.open(case / FOLDER).current("企业") is not None
    finally:
        store.chmod(0o700)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
