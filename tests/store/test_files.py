"""Files that are written whole or not at all."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gangmu.store import Files, atomic_write
from gangmu.store.files import sole_writer, telling, whole_folder, write_folder
from gangmu.terms import InputError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_when_the_block_ends(tmp_path: Path) -> None:
    target = tmp_path / "清单.xlsx"
    target.write_text("旧")
    with atomic_write(target) as temporary:
        temporary.write_text("新")
        assert target.read_text() == "旧"
    assert target.read_text() == "新"
    assert names(tmp_path) == ["清单.xlsx"]


def test_a_failing_block_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "清单.xlsx"
    target.write_text("旧")
    with pytest.raises(ZeroDivisionError), atomic_write(target) as temporary:
        raise ZeroDivisionError(temporary.write_text("半"))
    assert target.read_text() == "旧"
    assert names(tmp_path) == ["清单.xlsx"]


@pytest.mark.parametrize("step", ["fsync", "replace", "open"])
def test_a_full_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    target = tmp_path / "清单.xlsx"
    target.write_text("旧")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(InputError, match="磁盘已满") as caught, atomic_write(target) as temporary:
        temporary.write_text("新")
    monkeypatch.undo()
    assert "清单.xlsx" in caught.value.where
    assert target.read_text() == "旧"
    assert names(tmp_path) == ["清单.xlsx"]


def test_the_disk_error_inside_a_format_writers_own_error_is_told() -> None:
    class FileCreateError(Exception):
        pass

    with pytest.raises(InputError, match="只读"), telling("写入", Path("清单.xlsx")):
        raise FileCreateError(OSError(errno.EROFS, "Read-only file system"))


def test_other_errors_are_not_dressed_up() -> None:
    with pytest.raises(KeyError), telling("写入", Path("清单.xlsx")):
        raise KeyError("缺列")


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "清单.xlsx").mkdir()
    with pytest.raises(InputError, match="同名的文件夹"), atomic_write(tmp_path / "清单.xlsx"):
        pass


def test_leftovers_of_dead_writers_are_swept_and_living_ones_stay(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    (tmp_path / f".a[1].xlsx.{dead}-00.tmp").write_text("半")
    (tmp_path / f".a[1].xlsx.{os.getpid()}-00.tmp").write_text("在写")
    with atomic_write(tmp_path / "a[1].xlsx") as temporary:
        temporary.write_text("新")
    assert names(tmp_path) == [f".a[1].xlsx.{os.getpid()}-00.tmp", "a[1].xlsx"]


def test_the_same_folder_again_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "runs" / "r1"
    write_folder(target, tmp_path / "tmp" / "1", lambda folder: put(folder, "甲"))
    before = target.stat().st_ino
    write_folder(target, tmp_path / "tmp" / "2", lambda folder: put(folder, "甲"))
    assert target.stat().st_ino == before
    assert names(tmp_path / "tmp") == []


def test_other_bytes_replace_a_folder(tmp_path: Path) -> None:
    target = tmp_path / "runs" / "r1"
    write_folder(target, tmp_path / "tmp" / "1", lambda folder: put(folder, "甲"))
    write_folder(target, tmp_path / "tmp" / "2", lambda folder: put(folder, "乙"))
    assert (target / "子" / "a.txt").read_text() == "乙"
    assert names(tmp_path / "runs") == ["r1"]


def test_the_replaced_folder_answers_until_the_new_one_is_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "runs" / "r1"
    write_folder(target, tmp_path / "tmp" / "1", lambda folder: put(folder, "甲"))
    replace, calls = os.replace, []

    def second_fails(source: Path, to: Path) -> None:
        calls.append(to)
        if len(calls) == 2:
            raise KeyboardInterrupt
        replace(source, to)

    monkeypatch.setattr(os, "replace", second_fails)
    with pytest.raises(KeyboardInterrupt):
        write_folder(target, tmp_path / "tmp" / "2", lambda folder: put(folder, "乙"))
    monkeypatch.undo()
    assert (whole_folder(target) / "子" / "a.txt").read_text() == "甲"
    write_folder(target, tmp_path / "tmp" / "3", lambda folder: put(folder, "乙"))
    assert (whole_folder(target) / "子" / "a.txt").read_text() == "乙"
    assert names(tmp_path / "runs") == ["r1"]


def test_a_second_writer_is_told_who_is_writing(tmp_path: Path) -> None:
    lock = tmp_path / ".gangmu" / "lock"
    told = f"进程号 {os.getpid()}.*正在写入.*请等它结束后重试"
    with sole_writer(lock), pytest.raises(InputError, match=told), sole_writer(lock):
        pass
    with sole_writer(lock):
        pass


def test_a_killed_writer_does_not_keep_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / ".gangmu" / "lock"
    code = (
        "import os, signal, sys; from pathlib import Path; from gangmu.store.files import sole_writer\n"
        "with sole_writer(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(lock)], check=False).returncode == -9
    with sole_writer(lock):
        pass


def put(folder: Path, text: str) -> None:
    (folder / "子").mkdir()
    (folder / "子" / "a.txt").write_text(text)


def test_files_are_put_in_place_together_with_one_wait_for_each_and_one_for_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Files(tmp_path / "出")
    fsync, waits = os.fsync, []
    monkeypatch.setattr(os, "fsync", lambda handle: waits.append(fsync(handle)))

    for name in "甲乙丙":
        files.write(f"{name}.md", name.encode())
    before = [name for name in names(tmp_path / "出") if not name.startswith(".")]
    waited = len(waits)
    files.settle()

    assert (before, waited) == ([], 0)
    assert names(tmp_path / "出") == sorted(["甲.md", "乙.md", "丙.md"])
    assert len(waits) == 4
    files.settle()
    assert len(waits) == 4


def test_a_full_disk_leaves_what_was_whole_and_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Files(tmp_path)
    files.write("甲.md", b"1")

    def full(path: Path, _: bytes) -> None:
        path.open("wb").close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="磁盘已满") as caught:
        files.write("乙.md", b"2")
    files.settle()

    assert "乙.md" in caught.value.where
    assert names(tmp_path) == ["甲.md"]


def test_what_is_abandoned_or_left_by_the_dead_is_taken_away(tmp_path: Path) -> None:
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    (tmp_path / f".{dead}-3.tmp").write_bytes(b"half")
    (tmp_path / f".{os.getppid()}-3.tmp").write_bytes(b"of a living writer")

    files = Files(tmp_path)
    files.write("甲.md", b"1")
    files.abandon()

    assert names(tmp_path) == [f".{os.getppid()}-3.tmp"]
