"""Backup and restore, by the command line."""

import zipfile

from gangmu.store import Workspace
from gangmu.store.records import Records
from gangmu.store.records.people import Role, add_user, everyone


def test_what_was_backed_up_is_restored_with_its_runs_and_records(gangmu, settled, tmp_path):
    records = Records.open(settled.store)
    if not everyone(records):
        add_user(records, "系统", "管理", Role.ADMIN, "一句很容易记住的长话")
    records.close()

    made = gangmu("backup", tmp_path / "备份.zip", "-w", settled.path)
    back = gangmu("restore", tmp_path / "备份.zip", tmp_path / "新家")

    assert (made.returncode, back.returncode) == (0, 0), made.stderr + back.stderr
    assert "审计链完整" in back.stdout
    restored = Workspace.open(tmp_path / "新家")
    assert restored.current_run().name == settled.current_run().name
    again = Records.open(restored.store)
    assert [user.name for user in everyone(again)] == ["管理"]
    again.close()
    assert gangmu("audit-log", "verify", "-w", restored.path).returncode == 0


def test_a_broken_backup_restores_nothing(gangmu, tmp_path):
    (tmp_path / "坏.zip").write_bytes(b"PK\x03\x04 broken")
    with zipfile.ZipFile(tmp_path / "别的.zip", "w") as book:
        book.writestr("a.txt", "甲")

    for name, cause in (
        ("坏.zip", "备份已损坏"),
        ("别的.zip", "不是纲目的备份"),
        ("无.zip", "没有这个备份"),
    ):
        result = gangmu("restore", tmp_path / name, tmp_path / "新家")

        assert result.returncode == 2
        assert cause in result.stderr
        assert not (tmp_path / "新家").exists()


def test_nothing_is_restored_over_what_is_there(gangmu, settled, tmp_path):
    gangmu("backup", tmp_path / "备份.zip", "-w", settled.path)
    (tmp_path / "有").mkdir()
    (tmp_path / "有" / "甲.txt").write_text("甲")

    result = gangmu("restore", tmp_path / "备份.zip", tmp_path / "有")

    assert result.returncode == 2
    assert [path.name for path in (tmp_path / "有").iterdir()] == ["甲.txt"]
