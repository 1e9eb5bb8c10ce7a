"""The page on reading says what the code does: its formats and its bounds."""

import re
from pathlib import Path

from gangmu.reading import READERS, batch, docx, ofd, office, pdf
from gangmu.reading import __dict__ as reading
from gangmu.reading.kinds import NAMES, SUFFIXES, sniff

PAGE = (Path(__file__).parents[2] / "docs" / "读文件.md").read_text("utf-8")


def rows(mark: str) -> list[list[str]]:
    table = re.search(rf"<!-- {mark} -->\n((?:\|.*\n)+)", PAGE)
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()[2:]]  # fmt: skip


def test_every_extension_that_is_read_is_in_the_table_and_no_other():
    listed = {name for row in rows("formats") for name in re.findall(r"`(\.[a-z]+)`", row[0])}
    assert listed == SUFFIXES
    assert {sniff(b"", suffix) for suffix in listed} <= {*READERS, "zip"} <= set(NAMES)


def test_the_bounds_are_those_of_the_code():
    said = {row[0]: row[1] for row in rows("bounds")}
    assert said == {
        "一个文件的时间": f"{batch.SECONDS:g} 秒",
        "一个文件的内存（Linux）": f"{batch.MEMORY >> 30} GB",
        "文件大小": f"{reading['_MAX_BYTES'] >> 20} MB",
        "文本、网页的大小": f"{reading['_MAX_PLAIN'] >> 20} MB",
        "读出的文字": f"{reading['_MAX_TEXT'] // 10000} 万字",
        "Word、OFD 里一个部分解压后": f"{docx._MAX_PART >> 20} MB",
        "PDF、OFD 页数": f"{pdf._MAX_PAGES} 页",
        "一份 PDF 里要识别的扫描页": f"{pdf._MAX_RECOGNISED} 页",
        "压缩包里的文件数": f"{batch._MAX_MEMBERS}",
        "转换旧版 Word 的时间": f"{office.PATIENCE} 秒",
    }
    assert ofd._MAX_PAGES == pdf._MAX_PAGES
    assert ofd._MAX_PART == docx._MAX_PART


def test_the_extras_that_the_page_names_exist():
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    for name in set(re.findall(r"gangmu\[([a-z]+)\]", PAGE)):
        assert re.search(rf"^{name} = \[", project, re.M), name


def test_the_files_that_the_page_names_exist():
    root = Path(__file__).parents[2]
    for name in re.findall(r"`(tests/[^`]+)`", PAGE):
        assert (root / name).exists(), name
