"""A workspace: settings, snapshots, runs."""

import hashlib
import json
import os
from pathlib import Path

import pyarrow as pa
import pytest

from gangmu.store import Draft, Workspace
from gangmu.store.snapshots import encode
from gangmu.terms import InputError, InputErrors, Snapshot

TABLE = pa.table(
    {
        "_row": pa.array([3, 2], pa.int32()),
        "注册地": pa.array(["临江区", None]).dictionary_encode(),
        "营业收入": pa.array([123, None], pa.int64()),
        "名录": pa.array([["龙头企业"], None], pa.list_(pa.string())),
    }
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.init(tmp_path / "临江", "临江区产业政策", "临江区", 2025)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "enterprises.xlsx"
    path.write_bytes(b"original")
    return path


def write(workspace: Workspace, source: Path, table: pa.Table = TABLE) -> Snapshot:
    return workspace.write_snapshot(
        "企业",
        table,
        source=source,
        sheet="企业",
        columns={"营业收入": "C"},
        notes=["甲"],
        by="张三",
    )


# ---------------------------------------------------------------- settings


def test_a_new_workspace_opens_as_it_was_made(workspace: Workspace) -> None:
    assert Workspace.open(workspace.path) == workspace
    assert (workspace.name, workspace.region, workspace.year) == ("临江区产业政策", "临江区", 2025)
    assert workspace.documents.is_dir()


def test_a_name_with_yaml_in_it_stays_a_name(tmp_path: Path) -> None:
    name = "甲: [乙]\n# '丙'"
    assert Workspace.init(tmp_path, name, "临江区", 2025).name == "甲: [乙] # '丙'"


def test_a_workspace_is_not_made_twice(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="已经是一个工作区"):
        Workspace.init(workspace.path, "乙", "乙", 2024)


@pytest.mark.parametrize("folder", ["没有", "."])
def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path, folder: str) -> None:
    with pytest.raises(InputError, match="gangmu init"):
        Workspace.open(tmp_path / folder)


def test_every_error_of_the_settings_is_listed_with_its_place(workspace: Workspace) -> None:
    (workspace.path / "gangmu.yaml").write_text(
        "名称: 甲\n年渡: 2025\n年度: 二五\n", encoding="utf-8"
    )
    with pytest.raises(InputErrors) as caught:
        Workspace.open(workspace.path)
    told = [str(error) for error in caught.value.errors]
    places = [line.partition("gangmu.yaml")[2].split("：")[0] for line in told]
    assert places == [":1:1", ":2:1", ":3:5"]
    assert "缺少「地区」" in told[0]
    assert "是不是「年度」" in told[1]
    assert "不是年份" in told[2]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", "名称：甲".encode(), b"- 1"])
def test_settings_that_are_no_settings_are_told(workspace: Workspace, content: bytes) -> None:
    (workspace.path / "gangmu.yaml").write_bytes(content)
    with pytest.raises(InputError, match=r"gangmu\.yaml"):
        Workspace.open(workspace.path)


# ---------------------------------------------------------------- snapshots


def test_a_table_comes_back_as_it_was_written(workspace: Workspace, source: Path) -> None:
    snapshot = write(workspace, source)
    assert workspace.current("企业") == snapshot
    assert workspace.table(snapshot).equals(TABLE)
    assert workspace.table(snapshot).schema == TABLE.schema
    assert (snapshot.rows, snapshot.source, snapshot.sheet) == (2, "enterprises.xlsx", "企业")
    assert (snapshot.columns, snapshot.notes) == ({"营业收入": "C"}, ("甲",))
    assert snapshot.imported_by == "张三"
    assert snapshot.imported_at.endswith("+00:00")


def test_nothing_imported_is_none(workspace: Workspace) -> None:
    assert workspace.current("企业") is None
    assert workspace.history("企业") == []
    assert workspace.current_run() is None
    assert workspace.runs() == []


def test_dictionaries_of_many_row_groups_come_back_as_one(
    workspace: Workspace, source: Path
) -> None:
    codes = pa.array([i % 3 for i in range(300_000)], pa.int32())
    column = pa.DictionaryArray.from_arrays(codes, pa.array(["甲", "乙", "丙", "丁"]))
    table = pa.table({"注册地": column})
    read = workspace.table(write(workspace, source, table))
    assert read.equals(table)
    assert read.column("注册地").num_chunks == 1
    assert read.column("注册地").chunk(0).dictionary.to_pylist() == ["甲", "乙", "丙", "丁"]


def test_the_same_import_is_the_same_snapshot(workspace: Workspace, source: Path) -> None:
    first = write(workspace, source)
    assert write(workspace, source) == first
    assert workspace.history("企业") == [first]


def test_equal_tables_are_equal_bytes(workspace: Workspace) -> None:
    chunked = pa.concat_tables([TABLE.slice(0, 1), TABLE.slice(1)])
    assert encode(chunked) == encode(TABLE.replace_schema_metadata({"pandas": "{}"}))


def test_history_keeps_every_import_and_current_is_the_last(
    workspace: Workspace, source: Path
) -> None:
    first = write(workspace, source)
    second = write(workspace, source, TABLE.slice(1))
    assert {snapshot.id for snapshot in workspace.history("企业")} == {first.id, second.id}
    assert workspace.current("企业") == second
    write(workspace, source)
    assert workspace.current("企业") == first


def test_tables_written_together_become_current_together(
    workspace: Workspace, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [Draft(name, TABLE, source, name, {}) for name in ("企业", "项目")]
    replace = os.replace

    def power_cut(old: Path, new: Path) -> None:
        if Path(new).parent.name == "项目":
            raise KeyboardInterrupt
        replace(old, new)

    monkeypatch.setattr(os, "replace", power_cut)
    with pytest.raises(KeyboardInterrupt):
        workspace.write_snapshots(drafts)
    monkeypatch.undo()
    assert workspace.current("企业") is None
    workspace.write_snapshots(drafts)
    assert workspace.current("企业") is not None
    assert workspace.current("项目") is not None


def test_the_original_is_kept_by_its_hash(workspace: Workspace, source: Path) -> None:
    snapshot = write(workspace, source)
    assert snapshot.source_sha256 == hashlib.sha256(b"original").hexdigest()
    kept = workspace.store / "originals" / snapshot.source_sha256 / "original.xlsx"
    assert kept.read_bytes() == b"original"


def test_a_file_that_changed_since_it_was_read_is_refused(
    workspace: Workspace, source: Path
) -> None:
    draft = Draft("企业", TABLE, source, "企业", {}, source_sha256="0" * 64)
    with pytest.raises(InputError, match="文件被改动"):
        workspace.write_snapshots([draft])
    assert workspace.current("企业") is None
    assert not list((workspace.store / "originals").glob("*"))


@pytest.mark.parametrize("damage", [b"", b"PAR1", None])
def test_damaged_facts_are_told_and_a_new_import_heals_them(
    workspace: Workspace, source: Path, damage: bytes | None
) -> None:
    snapshot = write(workspace, source)
    data = snapshot.path / "data.parquet"
    whole = data.read_bytes()
    if damage is None:
        data.unlink()
    else:
        data.write_bytes(whole[:-9] + damage)
    with pytest.raises(InputError, match="重新导入"):
        workspace.table(snapshot)
    assert workspace.table(write(workspace, source)).equals(TABLE)


def test_one_flipped_bit_is_seen(workspace: Workspace, source: Path) -> None:
    snapshot = write(workspace, source)
    data = snapshot.path / "data.parquet"
    whole = bytearray(data.read_bytes())
    whole[len(whole) // 2] ^= 1
    data.write_bytes(bytes(whole))
    with pytest.raises(InputError, match="哈希不符"):
        workspace.table(snapshot)


@pytest.mark.parametrize("change", ["row", "json", "missing", "list"])
def test_a_damaged_manifest_is_told(workspace: Workspace, source: Path, change: str) -> None:
    snapshot = write(workspace, source)
    path = snapshot.path / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    text = {"row": json.dumps(manifest | {"rows": 7}), "json": "{", "list": "[]"}.get(change)
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="重新导入"):
        workspace.current("企业")
    assert workspace.history("企业") == []
    assert write(workspace, source).rows == 2


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"x": "../../etc"}', b"\xff"])
def test_a_damaged_current_is_told(workspace: Workspace, source: Path, content: bytes) -> None:
    write(workspace, source)
    current = workspace.store / "snapshots" / "CURRENT"
    current.write_bytes(content)
    with pytest.raises(InputError, match="请删除它"):
        workspace.current("企业")
    current.unlink()
    assert workspace.current("企业") is None


# ---------------------------------------------------------------- runs


def put(text: str):  # type: ignore[no-untyped-def]
    return lambda folder: (folder / "lines.parquet").write_text(text)


def test_a_run_is_current_when_it_is_complete(workspace: Workspace) -> None:
    folder = workspace.commit_run("r1", put("甲"))
    assert (folder / "lines.parquet").read_text() == "甲"
    assert workspace.current_run() == folder
    workspace.commit_run("r2", put("乙"))
    assert [path.name for path in workspace.runs()] == ["r1", "r2"]
    current = workspace.current_run()
    assert current is not None
    assert current.name == "r2"


def test_a_run_that_fails_leaves_no_trace(workspace: Workspace) -> None:
    workspace.commit_run("r1", put("甲"))

    def fails(folder: Path) -> None:
        (folder / "lines.parquet").write_text("半")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        workspace.commit_run("r2", fails)
    assert [path.name for path in workspace.runs()] == ["r1"]
    assert not list((workspace.store / "tmp").iterdir())


def test_a_lost_run_is_told(workspace: Workspace) -> None:
    workspace.commit_run("r1", put("甲"))
    (workspace.store / "runs" / "CURRENT").write_text("r9\n")
    with pytest.raises(InputError, match="请重新运行"):
        workspace.current_run()
    (workspace.store / "runs" / "CURRENT").write_bytes(b"../..")
    with pytest.raises(InputError, match="已损坏"):
        workspace.current_run()


def test_leftovers_of_killed_writers_are_swept(workspace: Workspace) -> None:
    (workspace.store / "tmp" / "old").mkdir(parents=True)
    workspace.commit_run("r1", put("甲"))
    assert not list((workspace.store / "tmp").iterdir())


def test_a_read_only_workspace_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(InputError, match="没有写入权限"):
        workspace.commit_run("r1", put("甲"))
