"""Many files, each within its bounds: hostile ones are one sentence and the batch goes on."""

import io
import itertools
import os
import signal
import sys
import time
import zipfile
from pathlib import Path

import pytest

from gangmu.reading import read_bytes
from gangmu.reading.batch import Source, outcomes, sources
from gangmu.terms import InputError

PLAN = "临江区{0}产业发展规划\n一、目标\n到2028年翻番。\n"


def files(folder: Path, **contents: str | bytes) -> Path:
    for name, content in contents.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def zipped(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("_", "."), content)
    return out.getvalue()


def titles(batch):
    return [
        outcome.result[0].metadata.title if outcome.result else str(outcome.error or "")
        for outcome in outcomes(batch, read_bytes, 2)
    ]


def test_files_of_folders_and_zips_are_read_in_order(tmp_path):
    files(
        tmp_path,
        甲_txt=PLAN.format("汽车"),
        乙_zip=zipped(丙_txt=PLAN.format("医药"), 丁_txt=PLAN.format("材料"), 图_xyz=b"?"),
    )
    (tmp_path / "~$甲.txt").write_text("锁")
    batch, errors = sources([tmp_path])
    assert [str(source.name.relative_to(tmp_path)) for source in batch] == [
        "乙.zip/丁.txt",
        "乙.zip/丙.txt",
        "甲.txt",
    ]
    assert errors == []
    assert titles(batch) == [f"临江区{x}产业发展规划" for x in ("材料", "医药", "汽车")]


def test_a_docx_is_a_file_and_not_a_folder_of_parts(tmp_path, renderings, speed):
    files(tmp_path, 甲_docx=renderings.render([PLAN.format("汽车").split("\n")[0]], "docx", speed))
    assert sources([tmp_path])[0] == [Source(tmp_path / "甲.docx")]


def test_names_in_a_zip_may_be_gbk(tmp_path):
    data = zipped(abcd_txt=PLAN.format("汽车"))
    file = tmp_path / "a.zip"
    file.write_bytes(data.replace(b"abcd", "规划".encode("gb18030")))
    assert [source.member for source in sources([file])[0]] == ["规划.txt"]
    assert titles(sources([file])[0]) == ["临江区汽车产业发展规划"]


def test_the_same_content_is_read_once(tmp_path):
    files(tmp_path, 甲_txt=PLAN.format("汽车"), 乙_txt=PLAN.format("汽车"))
    second, first = outcomes(sources([tmp_path])[0], read_bytes)
    assert second.result
    assert first.result is None
    assert first.same_as == second.source


def test_what_is_known_is_not_worked_on_again(tmp_path):
    files(tmp_path, 甲_txt=PLAN.format("汽车"))
    batch, _ = sources([tmp_path])
    [first] = outcomes(batch, read_bytes)
    [again] = outcomes(batch, read_bytes, known={first.sha256}.__contains__)
    assert again.sha256 == first.sha256
    assert again.result is None
    assert again.error is None


@pytest.mark.parametrize(
    ("member", "cause"),
    [
        ({"内_zip": zipped(甲_txt="规划")}, "压缩包里还有压缩包，不再展开"),
        ({"零_txt": b"0" * 30_000_000}, "压缩炸弹"),
        ({"空_txt": b""}, "空的"),
        ({"乱_docx": b"PK\x03\x04" + b"\0" * 40}, "已损坏"),
    ],
)
def test_a_hostile_member_is_one_sentence_and_the_rest_goes_on(tmp_path, member, cause):
    files(tmp_path, 包_zip=zipped(**member, 好_txt=PLAN.format("汽车")))
    said = titles(sources([tmp_path])[0])
    assert len(said) == 2
    assert "临江区汽车产业发展规划" in said
    [error] = [one for one in said if cause in one]
    assert error.count("\n") == 0
    assert "包.zip/" in error


def test_damaged_and_locked_archives_are_named(tmp_path):
    whole = zipped(甲_txt=PLAN.format("汽车"))
    files(tmp_path, 断_zip=whole[:60], 它_rar=b"Rar!\x1a\x07\x00....")
    locked = bytearray(whole)
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    files(tmp_path, 锁_zip=bytes(locked))
    said = titles(sources([tmp_path])[0])
    assert [any(word in one for one in said) for word in ("RAR 压缩包", "密码", "断.zip")] == [True] * 3  # fmt: skip


# ---------------------------------------------------------------- bounds


def sleep(data: bytes, path: Path) -> str:
    if "慢" in path.name:
        time.sleep(60)
    return path.name


def devour(data: bytes, path: Path) -> str:
    return str(len(bytearray(900 * 2**20))) if "大" in path.name else path.name


def crash(data: bytes, path: Path) -> str:
    if "崩" in path.name:
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def fail(data: bytes, path: Path) -> str:
    if "错" in path.name:
        raise KeyError("内部细节")
    return path.name


needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="内存上限由 Linux 执行")


@pytest.mark.parametrize(
    ("work", "bad", "cause"),
    [
        (sleep, "慢", "超过 1 秒，已停止"),
        pytest.param(devour, "大", "内存超过 0.5 GB", marks=needs_limits),
        (crash, "崩", "异常退出"),
        (fail, "错", "读取时出错（KeyError）"),
    ],
)
def test_a_file_that_breaks_a_bound_is_one_error_and_the_batch_goes_on(tmp_path, work, bad, cause):
    files(tmp_path, **{name + "_txt": name for name in ("a", bad, "z1", "z2")})
    batch, _ = sources([tmp_path])
    found = list(outcomes(batch, work, 1, seconds=1, memory=2**29))
    assert [outcome.source for outcome in found] == batch
    assert [outcome.result for outcome in found if outcome.error is None] == ["a.txt", "z1.txt", "z2.txt"]  # fmt: skip
    [error] = [outcome.error for outcome in found if outcome.error]
    assert cause in error.cause
    assert bad in error.where
    assert error.remedy


@pytest.mark.parametrize("processes", [1, 2])
def test_what_a_process_had_before_it_when_it_died_is_given_to_another(tmp_path, processes):
    names = [f"{'崩' if at % 3 == 1 else '好'}{at:02}" for at in range(20)]
    files(tmp_path, **{name + "_txt": name for name in names})
    batch, _ = sources([tmp_path])
    found = list(outcomes(batch, crash, processes))
    assert [outcome.source for outcome in found] == batch
    for outcome in found:
        assert (outcome.error is None) == ("好" in outcome.source.path.name)


def test_only_what_is_taken_is_worked_on(tmp_path):
    files(tmp_path, **{f"{n}_txt": str(n) for n in range(60)})
    asked = []

    def listed():
        for source in sources([tmp_path])[0]:
            asked.append(source)
            yield source

    running = outcomes(listed(), sleep, 2)
    list(itertools.islice(running, 3))
    running.close()
    assert len(asked) <= 3 + 2 * 8


def test_an_error_crosses_the_process_whole(tmp_path):
    files(tmp_path, 坏_pdf=b"%PDF-1.4 broken")
    [outcome] = outcomes(sources([tmp_path])[0], read_bytes)
    assert isinstance(outcome.error, InputError)
    assert outcome.error.where == str(tmp_path / "坏.pdf")
    assert "损坏" in outcome.error.cause


def test_a_workbook_is_no_archive_and_an_archive_without_documents_says_so(tmp_path):
    for name in ("登记.xlsx", "登记.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("xl/workbook.xml", "<workbook/>")
    with zipfile.ZipFile(tmp_path / "空.zip", "w") as package:
        package.writestr("图.bin", "x")

    found, [error] = sources([tmp_path / name for name in ("登记.xlsx", "登记.zip", "空.zip")])

    assert [source.name.name for source in found] == ["登记.xlsx", "登记.zip"]
    assert str(error).endswith(
        "空.zip：压缩包里没有能读的文件。请确认压缩包里有 .docx、.pdf 等文件。"
    )
    with pytest.raises(
        InputError, match="这是 Excel 表格，不能当文件读。企业、项目、统计数据用 gangmu import 导入"
    ):
        read_bytes((tmp_path / "登记.xlsx").read_bytes(), tmp_path / "登记.xlsx")


@pytest.mark.parametrize("name", ["登记.csv", "登记.et", "登记.xls"])
def test_sheets_given_to_read_are_told_where_they_go(name):
    with pytest.raises(InputError, match="不能当文件读。企业、项目、统计数据用 gangmu import 导入"):
        read_bytes("序号,企业\n1,甲\n".encode(), Path(name))
