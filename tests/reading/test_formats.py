"""The same document in every format gives the same text, clauses, tables and metadata."""

import pytest

from gangmu.reading import read

BLOCKS = (
    "临江区人民政府关于印发《临江区先进制造业行动计划（2026—2028年）》的通知",
    "临政发〔2026〕12号",
    "各镇人民政府，各街道办事处，区政府各委、办、局：",
    "现将《临江区先进制造业行动计划（2026—2028年）》印发给你们，请认真按照执行。",
    "临江区人民政府",
    "2026年3月18日",
    "临江区先进制造业行动计划（2026—2028年）",
    "一、总体要求",
    "（一）主要目标。到2028年，规模以上工业总产值达到3200亿元，年均增长6.5%左右，战略性新兴产业产值占规模以上工业总产值比重提高到45%以上，单位增加值能耗累计下降12%。",
    "表1 主要指标",
    (("指标", "单位", "2025年", "2028年"), ("工业总产值", "亿元", "2600", "3200"), ("高新技术企业", "家", "410", "600")),
    "（二）基本原则",
    "1.市场主导。发挥企业的主体作用，让各类要素向先进制造业集聚。",
    "2.创新驱动。推进关键核心技术攻关，每年实施重点项目30项。",
    "二、重点任务",
    "（三）实施设备更新。对设备投资额500万元以上的项目，按照设备投资额的10%给予补助，单个项目最高不超过300万元。",
    "附件：重点任务分工表",
)  # fmt: skip


@pytest.fixture(params=["txt", "html", "mht", "docx", "pdf", "ofd"])
def document(request, tmp_path, renderings, speed):
    file = tmp_path / f"计划.{request.param}"
    file.write_bytes(renderings.render(BLOCKS, request.param, speed))
    [document] = read(file)
    return document


def test_the_text_is_the_same(document, renderings, speed):
    expected = renderings.render(BLOCKS, "txt", speed).decode()
    assert document.text == expected


def test_the_clauses_are_the_same(document):
    assert [(c.id, c.heading) for c in document.clauses] == [
        ("一", "总体要求"),
        ("一/（一）", "主要目标"),
        ("一/（二）", "基本原则"),
        ("一/（二）/1", "市场主导"),
        ("一/（二）/2", "创新驱动"),
        ("二", "重点任务"),
        ("二/（三）", "实施设备更新"),
    ]


def test_the_table_and_the_metadata_are_the_same(document):
    [table] = document.tables
    assert table.caption == "表1 主要指标"
    assert [[document.quote(cell) for cell in row] for row in table.cells] == [
        list(row) for row in BLOCKS[10]
    ]
    said = document.metadata
    assert said.number == "临政发〔2026〕12号"
    assert said.issuers == ("临江区人民政府",)
    assert str(said.published) == "2026-03-18"
    assert said.plan_period == (2026, 2028)
    assert document.notes == ()


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "ofd"])
def test_a_wrong_extension_is_seen_through_and_noted(tmp_path, renderings, speed, kind):
    file = tmp_path / "计划.txt"
    file.write_bytes(renderings.render(BLOCKS, kind, speed))
    [document] = read(file)
    assert document.metadata.number == "临政发〔2026〕12号"
    if kind != "html":  # a page is text too
        assert document.notes[0].text.startswith("扩展名是 .txt，内容是")


def test_every_encoding_gives_the_same_text(tmp_path, renderings, speed):
    text = renderings.render(BLOCKS, "txt", speed).decode()
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le"):
        file = tmp_path / f"{encoding}.txt"
        file.write_bytes(text.encode(encoding))
        [document] = read(file)
        assert document.text == text, encoding


TRADITIONAL = (
    "臨江區人民政府關於印發《臨江區製造業發展規劃》的通知\n臨政發〔2026〕3號\n各鎮人民政府：\n"
    "現將《臨江區製造業發展規劃》印發給你們，請遵照執行。\n臨江區人民政府辦公室\n2026年3月1日\n"
    "臨江區製造業發展規劃\n一、總體目標\n到2028年，工業總產值達到三百億元。\n二、保障措施\n加強組織領導。\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_characters_are_folded_for_matching_and_kept_in_evidence(tmp_path, encoding):
    file = tmp_path / "規劃.txt"
    file.write_bytes(TRADITIONAL.replace("〔", "[").replace("〕", "]").encode(encoding))
    [document] = read(file)
    assert document.metadata.number == "临政发[2026]3号"
    assert document.metadata.issuers == ("临江区人民政府",)
    assert [c.heading for c in document.clauses] == ["总体目标", "保障措施"]
    assert document.quote(document.clauses[0].span).startswith("一、總體目標")


def test_big5_pages_are_read_by_what_decodes_into_words(tmp_path):
    file = tmp_path / "規劃.html"
    page = "".join(f"<p>{line}</p>" for line in TRADITIONAL.split("\n"))
    file.write_bytes(f"<html><body>{page}</body></html>".replace("〔", "[").replace("〕", "]").encode("big5"))  # fmt: skip
    [document] = read(file)
    assert "臨江區人民政府辦公室" in document.text


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("shown", [True, False])
def test_a_page_that_lies_on_its_side_is_read_upright(tmp_path, renderings, speed, degrees, shown):
    file = tmp_path / "计划.pdf"
    file.write_bytes(renderings.turned(renderings.typeset(BLOCKS), degrees, shown, speed))
    [document] = read(file)
    assert document.text == renderings.render(BLOCKS, "txt", speed).decode()
    [table] = document.tables
    assert [[document.quote(cell) for cell in row] for row in table.cells] == [
        list(row) for row in BLOCKS[10]
    ]
