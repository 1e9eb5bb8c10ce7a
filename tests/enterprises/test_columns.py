"""Cells of a registry turned into facts."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.enterprises.columns import UNKNOWN, encode
from gangmu.enterprises.headers import Column
from gangmu.measures.facts import load_facts
from gangmu.reading.sheets import UNCALCULATED, ErrorValue, Percent, Value
from gangmu.writing.units import unit

BOOK = load_facts()


def column(name: str, printed: str | None = None, stated: bool = True) -> Column:
    fact = BOOK.fact("企业", name)
    assert fact is not None
    title = f"{name}({printed})" if printed else name
    return Column(2, title, fact, unit(printed) if printed is not None else None, stated)


def stored(name: str, printed: str | None, *cells: Value) -> list[object]:
    encoded = encode(column(name, printed), cells)
    assert not encoded.bad
    assert encoded.array.type == column(name).fact.arrow_type
    return list(encoded.array.to_pylist())


def refused(name: str, printed: str | None, cell: Value) -> str:
    encoded = encode(column(name, printed), ["-", cell])
    assert encoded.array.to_pylist() == [None, None]
    ((position, error),) = encoded.bad.items()
    assert position == 1
    assert error.remedy
    return error.cause


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("printed", "cell", "fen"),
    [
        ("万元", 1234.1, 1234100000),
        ("万元", 1234, 1234000000),
        ("万元", "1234.1", 1234100000),
        ("万元", " 1,234.10 ", 1234100000),
        ("万元", "１，２３４．１", 1234100000),
        ("万元", "1.2341e3", 1234100000),
        ("万元", "0.5亿元", 5000000000),
        ("元", 0.005, 1),
        ("元", 0.0049, 0),
        ("元", 0.1 + 0.2, 30),
        ("千元", 0.29, 29000),
        ("亿元", 1.1, 11000000000),
        ("万元", 0.0, 0),
        ("万元", "+3", 3000000),
        ("万元", ".5", 500000),
    ],
)
def test_money_is_exact(printed: str, cell: Value, fen: int) -> None:
    assert stored("营业收入", printed, cell) == [fen]


def test_a_unit_that_is_no_power_of_ten_is_exact() -> None:
    assert stored("用地面积", "亩", 3.0, "1.5", 10) == [20_000_000, 10_000_000, 66_666_667]
    assert stored("单位增加值能耗", "吨标准煤/万元", 0.123) == [1230]


def test_only_what_was_really_rounded_is_counted() -> None:
    encoded = encode(column("营业收入", "元"), [0.1 + 0.2, 1.005, "2.349", 3.0, 1 / 3])
    assert encoded.array.to_pylist() == [30, 101, 235, 300, 33]
    assert encoded.notes == ("「营业收入(元)」有 3 个值超出可存的精度，已四舍五入",)


@given(
    st.lists(
        st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
        | st.integers(-(10**14), 10**14).map(Decimal),
        max_size=8,
    ),
    st.sampled_from(["元", "千元", "万元", "亿元"]),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_a_float_and_its_text_are_the_same_exact_number(
    numbers: list[Decimal], printed: str, as_text: bool
) -> None:
    cells: list[Value] = [str(n) if as_text else float(n) for n in numbers]
    exact = [
        int((n * int(unit(printed).factor) * 100).quantize(Decimal(1), ROUND_HALF_UP))
        for n in numbers
    ]
    fits = [abs(value) < 2**63 for value in exact]
    encoded = encode(column("利润总额", printed), cells)
    assert encoded.array.to_pylist() == [
        v if ok else None for v, ok in zip(exact, fits, strict=True)
    ]
    assert [i not in encoded.bad for i in range(len(cells))] == fits


@pytest.mark.parametrize(
    ("cell", "cause"),
    [
        ("很多", "不是数值"),
        ("约300", "不是数值"),
        ("300左右", "不是数值"),
        ("1.3万", "不是数值"),
        ("12人", "不是数值"),
        ("1,23", "不是数值"),
        (-1.0, "不能是负数，写的是「-1」"),
        ("-1", "不能是负数"),
        (True, "「是」不是数值"),
        (date(2020, 1, 1), "不是数值"),
        (Percent(0.5), "百分比格式"),
        (1e18, "太大"),
        (float("inf"), "不是数值"),
        (float("nan"), "不是数值"),
        (ErrorValue("#DIV/0!"), "公式出错（#DIV/0!）"),
        ("#N/A", "公式出错（#N/A）"),
        (UNCALCULATED, "公式没有保存计算结果"),
    ],
)
def test_what_is_certainly_wrong_is_refused(cell: Value, cause: str) -> None:
    assert cause in refused("营业收入", "万元", cell)


def test_a_signed_fact_may_be_negative() -> None:
    assert stored("利润总额", "万元", -1.5, "-2", "-3") == [-1500000, -2000000, -3000000]


@pytest.mark.parametrize("token", [*sorted(UNKNOWN), "", "  ", "无", "\u3000"])
@pytest.mark.parametrize("name", ["营业收入", "注册地", "成立日期", "企业名称", "首次升规年度"])
def test_blanks_and_their_tokens_are_unknown(name: str, token: str) -> None:
    assert stored(name, "万元" if name == "营业收入" else None, token, None) == [None, None]


def test_nothing_under_a_number_is_unknown_and_that_is_noted() -> None:
    encoded = encode(column("营业收入", "万元"), ["无", 1.0, "无", "-", None])
    assert encoded.array.to_pylist() == [None, 1000000, None, None, None]
    assert [note[note.index("有") :] for note in encoded.notes] == [
        "有 2 格写「无」，按未知处理；是零的，写 0"
    ]


# ---------------------------------------------------------------- rates


def test_a_percentage_is_what_people_see() -> None:
    under_percent: tuple[Value, ...] = (5.0, Percent(0.05), "5%", "5", "5‰")
    assert stored("研发费用占比", "%", *under_percent) == [5 * 10**6] * 4 + [5 * 10**5]
    assert stored("研发费用占比", "比例", 0.05, "5%", Percent(0.05)) == [5 * 10**6] * 3


def test_plain_shares_under_percent_are_read_as_written_and_noted() -> None:
    encoded = encode(column("研发费用占比", "%"), [0.05, 0.031, None, 0.5, Percent(0.07)])
    assert encoded.array.to_pylist() == [5 * 10**4, 31000, None, 5 * 10**5, 7 * 10**6]
    assert "整列都不超过 1" in encoded.notes[0]


def test_a_usual_column_of_percentages_is_not_doubted() -> None:
    assert encode(column("研发费用占比", "%"), [0.5, 3.1, 0.2, 0.9]).notes == ()
    assert encode(column("研发费用占比", "%"), [Percent(0.5), "0.3%", 0.0]).notes == ()


def test_rates_without_unit_are_shares_of_one_and_noted() -> None:
    encoded = encode(column("研发费用占比", "比例", stated=False), [0.05, 0.031, 1.2])
    assert encoded.array.to_pylist() == [5 * 10**6, 31 * 10**5, 12 * 10**7]
    assert "按比值读" in encoded.notes[0]
    assert encoded.refused is None


def test_rates_without_unit_that_look_like_percentages_are_refused() -> None:
    encoded = encode(column("研发费用占比", "比例", stated=False), [5.0, 3.1, 0.2])
    assert encoded.refused is not None
    assert "没有写单位" in encoded.refused.cause


def test_percent_cells_need_no_unit() -> None:
    encoded = encode(column("研发费用占比", "比例", stated=False), [Percent(0.05), "5%"])
    assert encoded.array.to_pylist() == [5 * 10**6] * 2
    assert encoded.notes == ()


# ---------------------------------------------------------------- everything else


def test_yes_and_no() -> None:
    yes: list[Value] = ["是", "√", "有", "Y", 1.0, True, "1", " 是 "]
    no: list[Value] = ["否", "×", "无", "N", 0.0, False, "0"]
    assert stored("规模以上", None, *yes) == [True] * 8
    assert stored("规模以上", None, *no) == [False] * 7
    assert "只能是「是」或「否」" in refused("规模以上", None, "合格")
    assert "只能是" in refused("规模以上", None, 2.0)


@pytest.mark.parametrize(
    "cell",
    [
        date(2024, 3, 1),
        datetime(2024, 3, 1, 8, 30),
        "2024-03-01",
        "2024/3/1",
        "2024.3.1",
        "2024年3月1日",
        "２０２４年３月１日",
        "二○二四年三月一日",
        "20240301",
        20240301.0,
        "2024-03-01 00:00:00",
        "2024-03-01T00:00:00",
    ],
)
def test_dates_in_any_usual_form(cell: Value) -> None:
    assert stored("成立日期", None, cell) == [date(2024, 3, 1)]


@pytest.mark.parametrize(
    "cell", ["2023-02-30", "2024年3月", "去年", 45352.0, "2024-13-01", True, "20240230"]
)
def test_what_is_no_date_is_refused(cell: Value) -> None:
    assert "日期" in refused("成立日期", None, cell)


def test_years() -> None:
    assert stored("首次升规年度", None, 2023.0, "2023", "2023年", "2023年度") == [2023] * 4
    for cell in ("二三年", 23.0, date(2023, 1, 1), 20230.0):
        assert "应是年份" in refused("首次升规年度", None, cell)


def test_categories_are_trimmed_and_their_dictionary_is_sorted() -> None:
    cells: list[Value] = ["临江区", " 东山区　", None, "临江区", "外（甲）"]
    encoded = encode(column("注册地"), cells)
    assert encoded.array.to_pylist() == ["临江区", "东山区", None, "临江区", "外（甲）"]
    assert encoded.array.dictionary.to_pylist() == ["东山区", "临江区", "外（甲）"]
    assert encoded.array.type == pa.dictionary(pa.int32(), pa.string())


def test_none_is_an_answer_where_a_fact_may_be_lacking() -> None:
    assert stored("专精特新等级", None, "无", "小巨人", "-", None) == ["无", "小巨人", None, None]


def test_registers_are_split_and_none_is_an_answer() -> None:
    cells: list[Value] = ["龙头企业、骨干企业", "甲,乙；甲，丙", "无", "-", None]
    assert stored("名录", None, *cells) == [
        ["骨干企业", "龙头企业"],
        ["丙", "乙", "甲"],
        [],
        None,
        None,
    ]


def test_industry_codes_in_any_writing_are_one() -> None:
    (code,) = set(map(str, stored("行业代码", None, "3562", "C3562", "c3562", 3562.0)))
    fact = BOOK.fact("企业", "行业代码")
    assert fact is not None
    assert code == fact.encode("C3562")
    assert "门类" in refused("行业代码", None, "D3562")


def test_a_lost_leading_zero_is_noticed() -> None:
    encoded = encode(column("行业代码"), [610.0, 3562.0, "0620"])
    assert list(encoded.bad) == [0]
    assert "前面的 0" in encoded.bad[0].cause
    assert not encode(column("行业代码"), [356.0, 351.0]).bad
    assert "前面的 0" in refused("行业代码", None, 6.0)


def test_a_credit_code_that_became_a_number_is_refused() -> None:
    assert "末几位已丢失" in refused("统一社会信用代码", None, 9.13100001234568e17)


def test_wrong_check_characters_are_noted_not_refused() -> None:
    encoded = encode(column("统一社会信用代码"), ["91330100799655058B", "91330100799655058C"])
    assert not encoded.bad
    assert encoded.notes == ("统一社会信用代码的校验位不符，请核对（1 个）：91330100799655058C",)


def test_numbers_that_are_names_keep_their_digits() -> None:
    assert stored("企业名称", None, "0012", 12.0, "（甲）乙") == ["0012", "12", "（甲）乙"]
