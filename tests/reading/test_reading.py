import hashlib
import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import gangmu
from gangmu.reading import read
from gangmu.terms import InputError

NOTICE = """临江区人民政府关于印发《临江区汽车产业规划（2026—2028年）》的通知
临政发〔2026〕3号
各镇人民政府：
现将《临江区汽车产业规划（2026—2028年）》印发给你们，请执行。
临江区人民政府
2026年3月1日

临江区汽车产业规划（2026—2028年）
一、目标
到2O28年翻番。
表1 指标
指标\t单位\t2028年
产值\t亿元\t320
"""


def spans(document):
    yield document.body
    if document.wrapper:
        yield document.wrapper
    for clause in document.clauses:
        yield clause.span
        yield clause.heading_span
    for table in document.tables:
        yield table.span
        for row in table.cells:
            yield from row


def test_read_is_there_at_the_top_and_costs_nothing_until_asked_for():
    assert gangmu.read is read
    code = "import sys, gangmu; assert 'lxml' not in sys.modules and 'pypdfium2' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    with pytest.raises(AttributeError):
        gangmu.write  # noqa: B018


def test_a_notice_and_its_document(read_text):
    document = read_text(NOTICE)
    assert document.id == "临政发〔2026〕3号"
    assert document.text == NOTICE
    assert document.wrapper is not None
    assert document.wrapper.end == document.body.start
    assert document.quote(document.body).startswith("临江区汽车产业规划")
    assert document.tables[0].caption == "表1 指标"
    assert document.quote(document.tables[0].cells[1][2]) == "320"
    [repaired] = document.repairs
    assert repaired.printed in "2O28"
    assert repaired.read_as in "2028"
    assert "2O28" in document.text
    assert {span.document for span in spans(document)} == {document.id}


def test_a_string_is_a_path_too_and_the_hash_is_of_the_file(tmp_path):
    file = tmp_path / "甲.TXT"
    file.write_bytes(NOTICE.encode("gb18030"))
    [document] = read(str(file))
    assert document.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert document.path == file


def test_a_text_without_a_title_is_named_by_its_file(read_text):
    assert read_text("产值增长了，企业多了。\n", "调研.txt").id == "调研"


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("没有.txt", None, "不存在"),
        ("空.txt", b"", "空的"),
        ("白.txt", b" \n\t\n", "空的"),
        ("空.html", b"<html><script>1</script></html>", "没有文字"),
        ("表.xls", b"x", "旧版 Excel 表格，不能当文件读"),
        ("无扩展名", b"x", "不支持"),
        ("假.pdf", b"PK\x03\x04", "压缩包"),
        ("假.docx", b"%PDF-1.4", "已损坏"),
        ("二进制.txt", bytes(range(256)) * 9, "不是文本"),
    ],
)
def test_bad_input_is_one_sentence_with_cause_place_and_remedy(tmp_path, name, data, cause):
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(InputError) as error:
        read(file)
    assert cause in error.value.cause
    assert error.value.where == str(file)
    assert error.value.remedy


def test_a_folder_and_an_impossible_path_are_refused(tmp_path):
    folder = tmp_path / "甲.txt"
    folder.mkdir()
    with pytest.raises(InputError, match="文件夹"):
        read(folder)
    with pytest.raises(InputError):
        read("甲\0乙.txt")


WORDS = st.sampled_from(
    ["关于印发《", "》的通知", "临江区人民政府", "临政发〔2026〕3号", "各单位：", "现印发给你们，请执行。", "2026年3月1日",
     "临江区产业规划", "\n", "\n\n", "一、", "（一）", "第一条 ", "【字号】", "•【制定机关】", "文章属性", "正文", "发布时间：",
     "表1", "\t", "|", "附件：", "有效期三年。", "自2026年4月1日起施行，", "“十五五”", "目录", "　", "#", "抄送：", "。", "产业"]
)  # fmt: skip


@given(
    st.one_of(
        st.lists(WORDS, min_size=1, max_size=50).map("".join),
        st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=80),
    )
)
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_reading_never_loses_a_character(tmp_path: Path, text: str):
    file = tmp_path / "任意.txt"
    file.write_bytes(text.encode("utf-8", "replace"))
    try:
        documents = read(file)
    except InputError:
        return
    whole = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    assert len({d.id for d in documents}) == len(documents)
    assert documents[-1].origin + len(documents[-1].text) == len(whole)
    for document, following in itertools.pairwise(documents):
        assert document.origin + len(document.text) == following.origin
    for document in documents:
        assert whole[document.origin : document.origin + len(document.text)] == document.text
        for span in spans(document):
            assert 0 <= span.start <= span.end <= len(document.text)


@given(st.binary(max_size=300), st.sampled_from(["txt", "html", "docx", "pdf"]))
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, kind: str):
    file = tmp_path / f"任意.{kind}"
    file.write_bytes(data)
    try:
        documents = read(file)
    except InputError:
        return
    assert documents
