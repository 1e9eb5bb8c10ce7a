"""Pages of placed lines become one text: columns, ruled tables, furniture."""

import pytest

from gangmu.reading.columns import arrange, segments
from gangmu.reading.layout import compose
from gangmu.reading.pdf import read_pdf
from gangmu.reading.placed import Line, Page

LEFT = ("一、主要目标。到2028年规上工业", "总产值达到三千二百亿元，年均增", "长百分之六点五左右，战略性新兴", "产业产值占比重明显提高，单位增", "加值能耗累计下降百分之十二，企", "业研发投入强度保持在百分之三点", "五以上。")  # fmt: skip
RIGHT = ("二、重点任务。实施设备更新改造", "行动，推动规上企业数字化改造全", "覆盖，每年滚动实施重点项目三十", "项，培育专精特新企业，建设公共", "服务平台，提升产业链供应链韧性", "和安全水平，推进开发区整合优化", "提升。")  # fmt: skip


def columns(rows_first: bool) -> list[tuple[float, float, str]]:
    left = [(60.0, 700.0 - 20 * at, words) for at, words in enumerate(LEFT)]
    right = [(310.0, 700.0 - 20 * at, words) for at, words in enumerate(RIGHT)]
    pairs = [piece for both in zip(left, right, strict=True) for piece in both]
    title = [(200.0, 760.0, "临江区产业发展白皮书二〇二六年版正式印刷本")]
    return title + (pairs if rows_first else left + right)


@pytest.mark.parametrize("rows_first", [True, False])
def test_two_columns_are_read_one_after_the_other(speed, rows_first):
    text = read_pdf(speed.pdf([columns(rows_first)]), "白皮书.pdf").text
    assert text.split("\n")[1:3] == ["".join(LEFT), "".join(RIGHT)]


def test_a_paragraph_goes_on_in_the_next_column(speed):
    placed = columns(False)
    placed[7:9] = [(60.0, 580.0, "五以上，区内重点产业园区亩均税")]
    placed[8:8] = [(310.0, 700.0, "收达到四十万元，营商环境进入前")]
    lines = read_pdf(speed.pdf([placed]), "白皮书.pdf").text.split("\n")
    assert lines[1].endswith("亩均税收达到四十万元，营商环境进入前" + RIGHT[1] + "".join(RIGHT[2:]))


def test_two_short_columns_are_a_table_and_not_columns():
    words = [("指标", "2028年"), ("产值", "3200"), ("企业", "600"), ("税收", "88"), ("投资", "75"), ("用地", "12"), ("就业", "9")]  # fmt: skip
    pieces = [
        Line(0, word, 60 + 250 * column, 60 + 250 * column + 14 * len(word), 700 - 20 * row, 714 - 20 * row)
        for row, pair in enumerate(words)
        for column, word in enumerate(pair)
    ]  # fmt: skip
    assert [line.words for line in arrange([(segments(pieces), [])])[0]][:2] == [
        "指标\t2028年",
        "产值\t3200",
    ]


def ruled(rows, columns, words):
    """Set a grid with rules; ``words`` are ``(x, y, text)``."""
    left, right, low, high = columns[0], columns[-1], rows[-1], rows[0]
    rules = [(left, y, right, y) for y in rows] + [(x, low, x, high) for x in columns]
    return [*rules, *words]


def test_a_ruled_table_keeps_wrapped_cells_and_empty_ones(speed):
    page = ruled(
        [700, 650, 600],
        [85, 200, 320, 440],
        [(90, 680, "指标"), (205, 680, "单位"), (90, 630, "规模以上工业"), (90, 612, "总产值"), (325, 620, "3200")],
    )  # fmt: skip
    made = read_pdf(speed.pdf([[(85.0, 740.0, "表1 主要指标"), *page]]), "表.pdf")
    [grid] = made.grids
    assert grid.caption == "表1 主要指标"
    assert [[made.text[a:b] for a, b in row] for row in grid.cells] == [
        ["指标", "单位", ""],
        ["规模以上工业总产值", "", "3200"],
    ]


def test_a_merged_cell_of_a_ruled_table_is_printed_once(speed):
    rules = [(85, 700, 440, 700), (200, 650, 440, 650), (85, 600, 440, 600), (85, 550, 440, 550)]
    rules += [(85, 550, 85, 700), (200, 550, 200, 700), (320, 550, 320, 700), (440, 550, 440, 700)]
    words = [(90, 640, "规模"), (205, 670, "产值"), (325, 670, "3200"), (205, 620, "企业"), (325, 620, "600"),
             (90, 570, "效益"), (205, 570, "税收"), (325, 570, "88")]  # fmt: skip
    made = read_pdf(speed.pdf([[*rules, *words]]), "表.pdf")
    assert made.text == "规模\t产值\t3200\n\t企业\t600\n效益\t税收\t88\n"
    assert made.grids[0].cells[0][0] == made.grids[0].cells[1][0]


def test_a_table_goes_on_over_the_page_without_its_repeated_head(speed):
    head = [(90, 680, "指标"), (205, 680, "值")]
    pages = [
        ruled([700, 650, 600], [85, 200, 320], [*head, (90, 620, name), (205, 620, value)])
        for name, value in (("产值", "3200"), ("企业", "600"))
    ]
    assert read_pdf(speed.pdf(pages), "表.pdf").text == "指标\t值\n产值\t3200\n企业\t600\n"


def test_without_pdfplumber_the_pages_with_rules_are_named(speed, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    page = ruled([700, 650, 600], [85, 200, 320], [(90, 680, "指标"), (205, 680, "值"), (90, 620, "产值"), (205, 620, "5")])  # fmt: skip
    made = read_pdf(speed.pdf([page]), "表.pdf")
    assert made.text == "指标\t值\n产值\t5\n"
    assert "安装 gangmu[tables]" in made.remarks[0].text


def test_a_doubtful_line_keeps_its_place_in_the_text():
    lines = [
        Line(0, "一、目标", 85, 141, 700, 714),
        Line(0, "产值3200亿元", 85, 190, 676, 690, doubt="识别把握 61%"),
    ]
    made = compose([Page(lines)], 595)
    [remark] = made.remarks
    assert remark.text == "识别把握 61%"
    assert made.text[slice(*remark.extent)] == "产值3200亿元"


def test_marks_drawn_after_the_words_they_stand_among_are_put_back():
    pieces = [
        Line(0, "十五五", 99, 141, 700, 714),
        Line(0, "时期，产值达到", 155, 253, 700, 714),
        Line(0, "3200", 257, 285, 701, 712),
        Line(0, "亿元。", 288, 330, 700, 714),
        Line(0, "“", 85, 99, 698, 714),
        Line(0, "”", 141, 155, 698, 714),
    ]
    assert [line.words for line in arrange([(segments(pieces), [])])[0]] == [
        "“十五五”时期，产值达到3200亿元。"
    ]


def test_a_line_that_ends_early_because_a_number_did_not_fit_goes_on():
    lines = [
        Line(0, "全区规模以上工业总产值在上一年的基础上继续提高，达到", 85, 463, 700, 714),
        Line(0, "3200.5亿元，增长百分之六，企业数量和质量同步提升，高于", 85, 505, 676, 690),
        Line(0, "全市平均水平。", 85, 183, 652, 666),
    ]
    assert compose([Page(lines)], 595).text.count("\n") == 1


def blanks(rows, columns, x=(90, 260, 330, 420)):
    """Set rows of cells without rules; a cell that is a list wraps."""
    placed, y = [], 700.0
    for row in rows:
        lines = [cell if isinstance(cell, list) else [cell] for cell in row]
        placed += [
            (float(x[at]), y - 18 * down, words)
            for at, cell in enumerate(lines[:columns])
            for down, words in enumerate(cell)
        ]
        y -= 18 * max(map(len, lines)) + 6
    return placed


ROWS = [
    ("指标", "单位", "2025年", "2028年"),
    (["规模以上工业", "总产值"], "亿元", "2600", "3200"),
    ("高新技术企业", "家", "410", "600"),
    (["一般工业固体", "废物综合", "利用率"], "%", "91.2", "≥95"),
]


def cells(made):
    return [[[made.text[a:b] for a, b in row] for row in grid.cells] for grid in made.grids]


def joined(row):
    return ["".join(cell) if isinstance(cell, list) else cell for cell in row]


def test_a_table_without_rules_keeps_its_wrapped_cells(speed):
    page = [(85.0, 740.0, "表1 主要指标"), *blanks(ROWS, 4), (85.0, 480.0, "注：按现价计算。")]

    made = read_pdf(speed.pdf([page], size=12), "表.pdf")

    assert cells(made) == [[joined(row) for row in ROWS]]
    assert made.grids[0].caption == "表1 主要指标"
    assert made.text.endswith("注：按现价计算。\n")


def test_the_rows_of_a_table_without_rules_on_the_next_page_go_with_it(speed):
    first = blanks(ROWS, 4)
    rest = blanks(
        [("亩均税收", "万元", "24.6", "30"), (["数字化改造", "覆盖率"], "%", "46", "85")], 4
    )

    made = read_pdf(speed.pdf([first, rest], size=12), "表.pdf")

    [grid] = cells(made)
    assert grid[-2:] == [["亩均税收", "万元", "24.6", "30"], ["数字化改造覆盖率", "%", "46", "85"]]


def test_words_far_apart_on_a_few_lines_are_no_table(speed):
    page = [
        (90.0, 700.0, "甲局"),
        (260.0, 700.0, "乙局"),
        (420.0, 700.0, "丙局"),
        (90.0, 660.0, "2026年3月1日"),
    ]

    assert read_pdf(speed.pdf([page], size=12), "函.pdf").grids == ()


def test_paragraphs_without_indent_are_told_by_the_distance_between_them(speed):
    """As office programs set them: a line may end early within a paragraph, or be full at its end."""
    paragraphs = [
        ["（一）支持兼并重组。对评估、审计等费用，按实际支出的", "30%给予补助，最高不超过50万元，每家企业只享受一次。"],
        ["（二）支持技术改造。对设备投资额按照一定比例给予补助。"],
        ["（三）支持研发。按研发费用的10%给予补助，最高不超过二", "百万元，分两年拨付。"],
        ["（四）支持上市。对在境内外上市的企业一次性奖励三百万元。"],
        ["（五）支持贷款。按照贷款利息的一半给予贴息，期限不超过", "三年。"],
    ]  # fmt: skip
    placed, y = [], 760.0
    for lines in paragraphs:
        for words in lines:
            placed.append((85.0, y, words))
            y -= 18
        y -= 10

    made = read_pdf(speed.pdf([placed, [(85.0, 760.0, "（六）略。")]]), "措施.pdf")

    assert made.text.splitlines()[:5] == ["".join(lines) for lines in paragraphs]
