import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.reading import read
from gangmu.reading.docx import read_docx
from gangmu.reading.numbering import numeral
from gangmu.terms import InputError

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:document {WORD} '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
)
LISTS = """
<w:abstractNum w:abstractNumId="7">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/><w:suff w:val="nothing"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/><w:pStyle w:val="Tiao"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
"""


def packed(body: str, numbering: str = "", parts: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", f"{HEAD}{body}</w:body></w:document>")
        package.writestr("word/numbering.xml", f"<w:numbering {WORD}>{numbering}</w:numbering>")
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return out.getvalue()


def text_of(*paragraphs: str, numbering: str = LISTS, parts: dict[str, str] | None = None) -> str:
    return read_docx(packed("".join(paragraphs), numbering, parts), "甲.docx").text


def p(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


def item(words: str, level: int, number: int = 1) -> str:
    return p(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(words)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_automatic_numbers_are_printed_as_word_prints_them():
    assert text_of(item("目标", 0), item("规模", 1), item("产值", 2), item("就业", 2), item("结构", 1),
                   item("任务", 0), item("研发", 1)) == (
        "一、目标\n（一）规模\n1.产值\n2.就业\n（二）结构\n二、任务\n（一）研发\n"
    )  # fmt: skip


def test_lists_that_share_a_definition_go_on_unless_restarted():
    assert text_of(item("甲", 0), item("乙", 0, 3), item("丙", 0, 3)) == "一、甲\n五、乙\n六、丙\n"


def test_a_number_comes_from_the_style_of_the_paragraph_or_its_parent():
    styles = (
        f'<w:styles {WORD}><w:style w:styleId="Tiao"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Child"><w:basedOn w:val="Tiao"/></w:style></w:styles>'
    )
    assert (
        text_of(
            p("目的。", '<w:pStyle w:val="Tiao"/>'),
            p("范围。", '<w:pStyle w:val="Child"/>'),
            p("不编号。", '<w:pStyle w:val="Tiao"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
            parts={"word/styles.xml": styles},
        )
        == "第一条 目的。\n第二条 范围。\n不编号。\n"
    )


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (110, "japaneseCounting", "一百一十"),
        (3, "chineseLegalSimplified", "叁"),
        (2, "upperLetter", "B"),
        (28, "lowerLetter", "bb"),
        (9, "upperRoman", "IX"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (5, "decimalFullWidth", "５"),
        (7, "decimalZero", "07"),
        (1, "none", ""),
    ],
)
def test_number_formats(value, form, printed):
    assert numeral(value, form) == printed


PENDING = (
    "<w:p><w:r><w:t>补助</w:t></w:r><w:del><w:r><w:delText>10%</w:delText></w:r></w:del>"
    "<w:ins><w:r><w:t>15%</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom>"
    "<w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>"
)


def test_tracked_insertions_are_kept_and_deletions_dropped():
    assert text_of(PENDING) == "补助15%新\n"


def test_each_pending_change_is_remarked_on_at_its_place():
    made = read_docx(packed(item("目标", 0) + PENDING, LISTS), "甲.docx")
    first, *changes = made.remarks
    assert first.text == "有 4 处未接受的修订，正文按全部接受读入"
    assert [(c.text, made.text[slice(*c.extent)]) for c in changes] == [
        ("未接受的删除：“10%”", ""),
        ("未接受的插入：“15%”", "15%"),
        ("未接受的移出：“旧”", ""),
        ("未接受的移入：“新”", "新"),
    ]


def test_accepted_text_has_no_remarks():
    assert read_docx(packed(p("补助15%")), "甲.docx").remarks == ()


def test_what_is_left_out_is_said():
    parts = {
        "word/header1.xml": f"<w:hdr {WORD}>{p('内部资料')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {WORD}>{p('第 1 页 共 3 页')}</w:ftr>",
        "word/media/image1.png": "x",
        "word/embeddings/object1.bin": "x",
        "word/comments.xml": f"<w:comments {WORD}><w:comment>{p('改')}</w:comment></w:comments>",
    }
    hidden = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:t>明</w:t></w:r></w:p>"
    made = read_docx(packed(hidden, "", parts), "甲.docx")
    assert made.text == "明\n"
    assert [remark.text for remark in made.remarks] == [
        "页眉页脚未读入正文：“内部资料”",
        "有 1 张图片未读；图片里如有文字或表格，请另行核对",
        "有 1 个嵌入的文件未读；请另存后单独读",
        "有 1 条批注未读",
        "有 1 处隐藏文字未读",
    ]


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    assert text_of(p("最高", "<w:rPr><w:del/></w:rPr>"), p("100万元。")) == "最高100万元。\n"


def test_text_boxes_are_read_once_and_hidden_text_is_not():
    body = (
        "<w:p><w:r><w:t>正文。</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><w:txbxContent>{p("框内")}</w:txbxContent></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><w:txbxContent>{p('框内')}</w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
    )
    assert text_of(body) == "正文。\n框内\n"


def test_footnotes_stand_after_their_paragraph():
    notes = f'<w:footnotes {WORD}><w:footnote w:id="2">{p("口径为规上企业。")}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>产值5亿元</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>'
    assert text_of(body, p("下段"), parts={"word/footnotes.xml": notes}) == (
        "产值5亿元。\n〔注〕口径为规上企业。\n下段\n"
    )


def test_headers_and_footers_are_left_out():
    assert (
        text_of(p("正文"), parts={"word/header1.xml": f"<w:hdr {WORD}>{p('页眉')}</w:hdr>"})
        == "正文\n"
    )


def test_merged_cells_have_one_span_in_every_place_they_cover():
    body = p("表1 指标") + table(
        cell("指标", '<w:vMerge w:val="restart"/>') + cell("目标", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("2026年") + cell("2028年"),
        cell("产值") + cell("5") + cell("8"),
    )
    manuscript = read_docx(packed(body), "甲.docx")
    [grid] = manuscript.grids
    words = [[manuscript.text[a:b] for a, b in row] for row in grid.cells]
    assert words == [["指标", "目标", "目标"], ["指标", "2026年", "2028年"], ["产值", "5", "8"]]
    assert grid.cells[0][0] == grid.cells[1][0]
    assert grid.cells[0][1] == grid.cells[0][2]
    assert grid.caption == "表1 指标"
    assert manuscript.text == "表1 指标\n指标\t目标\t\n\t2026年\t2028年\n产值\t5\t8\n"


def test_a_frame_of_one_cell_is_text_and_content_controls_are_opened():
    body = table(f"<w:tc>{item('目标', 0)}{p('翻番。')}</w:tc>") + (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件内')}</w:sdtContent></w:sdt>"
    )
    assert text_of(body) == "一、目标\n翻番。\n控件内\n"


def test_python_docx_files_become_documents(tmp_path):
    docx = pytest.importorskip("docx")
    made = docx.Document()
    for line in ("临江区产业发展规划", "一、目标", "（一）规模。到2028年翻番。"):
        made.add_paragraph(line)
    grid = made.add_table(rows=2, cols=2)
    grid.cell(0, 0).text, grid.cell(1, 1).text = "指标", "5"
    made.save(str(tmp_path / "甲.docx"))
    [document] = read(tmp_path / "甲.docx")
    assert document.metadata.title == "临江区产业发展规划"
    assert [c.id for c in document.clauses] == ["一", "一/（一）"]
    assert document.quote(document.tables[0].cells[1][1]) == "5"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * 65 * 1024 * 1024)
    return out.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    f"<w:document {WORD}><w:body>{p('&b;')}</w:body></w:document>"
)


def zipped(name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda: b"not a zip", "已损坏"),
        (lambda: packed(p("正文"))[:200], "已损坏"),
        (lambda: zipped("a.txt", "x"), "缺少正文"),
        (lambda: zipped("word/document.xml", "<w:document"), "XML"),
        (lambda: zipped("word/document.xml", ENTITIES), "DTD"),
        (bomb, "压缩炸弹"),
        (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "旧版 Word"),
        (
            lambda: bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
    ],
)
def test_bad_files_are_refused_with_cause_place_and_remedy(make: Callable[[], bytes], cause: str):
    with pytest.raises(InputError) as error:
        read_docx(make(), "坏.docx")
    assert cause in error.value.cause
    assert error.value.where == "坏.docx"
    assert error.value.remedy


@given(st.binary(max_size=60), st.integers(0, 700))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damaged_bytes_are_read_or_refused(tmp_path: Path, damage: bytes, at: int):
    file = tmp_path / "损.docx"
    data = packed(item("目标", 0) + table(cell("甲") + cell("乙")), LISTS)
    file.write_bytes(data[:at] + damage + data[at + len(damage) :])
    try:
        documents = read(file)
    except InputError:
        return
    assert all(d.text for d in documents)


def level(at: int, form: str, pattern: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'


def lists(*levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="9">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="9"/></w:num>'
    )


def test_a_legal_number_prints_the_levels_above_in_digits():
    numbering = lists(
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
    )
    assert text_of(item("总则", 0), item("目的", 1), item("范围", 1), item("支持", 0), item("资金", 1), numbering=numbering) == (
        "第一章 总则\n1.1 目的\n1.2 范围\n第二章 支持\n2.1 资金\n"
    )  # fmt: skip


def test_articles_run_on_across_chapters_where_the_list_says_so():
    numbering = lists(
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
        level(2, "chineseCounting", "（%3）"),
    )
    made = text_of(
        item("总则", 0), item("目的。", 1), item("范围。", 1), item("汽车；", 2), item("支持", 0), item("资金。", 1), item("补助；", 2),
        numbering=numbering,
    )  # fmt: skip
    assert (
        made
        == "第一章 总则\n第一条 目的。\n第二条 范围。\n（一）汽车；\n第二章 支持\n第三条 资金。\n（一）补助；\n"
    )
