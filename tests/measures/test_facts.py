"""The dictionary of facts: kinds, encodings, synonyms, and a workspace's own facts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.measures.facts import Fact, FactKind, half_up, load_facts, show_number
from gangmu.terms import InputError, InputErrors


@given(stored=st.integers(-(2**63) + 1, 2**63 - 1), kind=st.sampled_from(["金额", "比率", "数量"]))
def test_stored_numbers_come_back_the_same(stored, kind):
    fact = Fact("某", "企业", "x", FactKind(kind), dimension="元/平方米", signed=True)

    assert fact.encode(fact.decode(stored)) == stored


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("营业收入", Fraction("0.005"), 1),
        ("营业收入", Fraction("0.0049"), 0),
        ("利润总额", Fraction("-0.005"), -1),
        ("研发费用占比", Fraction(3, 100), 3_000_000),
        ("从业人员", Fraction(120), 1_200_000),
        ("亩均税收", Fraction(450), 45_000_000_000),
        ("规模以上", True, True),
        ("首次升规年度", 2025, 2025),
        ("成立日期", date(2020, 1, 1), date(2020, 1, 1)),
        ("行业代码", "C3511", "3511"),
        ("名录", frozenset({"乙", "甲"}), ["乙", "甲"]),
    ],
)
def test_value_is_stored_by_kind(book, name, value, stored):
    fact = book.fact("企业", name)

    assert fact.encode(value) == stored
    assert pa.array([stored, None], fact.arrow_type).null_count == 1


def test_every_arrow_type_takes_what_encode_gives(book):
    values = {
        "金额": Fraction(1), "比率": Fraction(1), "数量": Fraction(1), "是否": False, "年份": 2025,
        "日期": date(2025, 1, 1), "分类": "甲", "名录": frozenset({"甲"}), "行业": "35", "文本": "甲",
    }  # fmt: skip
    for fact in book.of("企业"):
        stored = pa.array([fact.encode(values[fact.kind])], fact.arrow_type)[0].as_py()
        assert fact.decode(stored) == values[fact.kind]


@pytest.mark.parametrize(
    ("name", "value"),
    [("营业收入", Fraction(-1)), ("营业收入", Fraction(10**18)), ("行业代码", "制造业")],
)
def test_value_that_cannot_be_is_refused(book, name, value):
    with pytest.raises(InputError):
        book.fact("企业", name).encode(value)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("规模以上", "是", True),
        ("规模以上", "否", False),
        ("首次升规年度", "2025年", 2025),
        ("成立日期", "2020年3月1日", date(2020, 3, 1)),
        ("成立日期", "2020/3/1", date(2020, 3, 1)),
        ("名录", "甲、乙；丙", frozenset({"甲", "乙", "丙"})),
        ("注册地", " 临江区 ", "临江区"),
    ],
)
def test_words_are_read_by_kind(book, name, text, value):
    assert book.fact("企业", name).read(text) == value


@pytest.mark.parametrize(
    ("name", "text"), [("规模以上", "或许"), ("成立日期", "2020-13-01"), ("首次升规年度", "25年")]
)
def test_unreadable_word_is_refused(book, name, text):
    with pytest.raises(InputError):
        book.fact("企业", name).read(text)


@pytest.mark.parametrize(
    ("value", "dimension", "shown"),
    [
        (Fraction(123456789), "元", "12345.6789万元"),
        (Fraction(10**8), "元", "1亿元"),
        (Fraction("100000000.01"), "元", "10000.000001万元"),
        (Fraction(9999), "元", "9999元"),
        (Fraction(-15000), "元", "-1.5万元"),
        (Fraction(2, 3), "元", "约0.666667元"),
        (Fraction(31, 1000), "率", "3.1%"),
        (Fraction(0), "元", "0元"),
    ],
)
def test_numbers_are_shown_readably(value, dimension, shown):
    assert show_number(value, dimension) == shown


def test_halves_go_away_from_zero():
    assert [half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


def test_header_is_found_by_synonym_and_misspelling(book):
    assert book.by_header("企业", " 主营业务 收入").name == "营业收入"
    assert book.by_header("项目", "营业收入") is None
    assert book.nearest("企业", "主营业务收人") == "营业收入"
    assert book.nearest("企业", "火星") is None
    assert book.column("项目", "企业.注册地").name == "注册地"
    assert book.column("企业", "项目.总投资") is None


def test_workspace_adds_facts_and_synonyms(tmp_path: Path):
    extra = tmp_path / "facts.yaml"
    extra.write_text(
        "企业:\n"
        "  冷链库容: {类型: 数量, 单位: 立方米, 别名: [库容]}\n"
        "  厂房面积: {类型: 数量, 单位: 亩}\n"
        "  营业收入: {别名: [进账]}\n"
        "冷库:\n"
        "  建设单位: {类型: 文本}\n",
        encoding="utf-8",
    )

    book = load_facts(extra)

    assert book.by_header("企业", "库容").dimension == "立方米"
    assert book.by_header("企业", "进账").name == "营业收入"
    assert book.by_header("企业", "营收").name == "营业收入"
    area = book.fact("企业", "厂房面积")
    assert (area.dimension, area.show(Fraction(2000))) == ("平方米", "3亩")
    assert "冷库" in book.entities
    assert load_facts().by_header("企业", "进账") is None


def test_every_error_of_a_fact_file_is_told_at_once(tmp_path: Path):
    extra = tmp_path / "facts.yaml"
    extra.write_text(
        "企业:\n"
        "  库容: {类型: 数量}\n"
        "  面积: {类型: 数目, 单位: 亩}\n"
        "  营业收入: {类型: 比率}\n"
        "  新事实: {类型: 金额, 别名: [销售收入], 单为: 元}\n"
        "  速度: {类型: 数量, 单位: 光年}\n",
        encoding="utf-8",
    )

    with pytest.raises(InputErrors) as caught:
        load_facts(extra)

    said = str(caught.value)
    assert len(caught.value.errors) == 6
    for words in (
        "「库容」没写单位",
        "是不是「数量」",
        "已经声明过",
        "「销售收入」同时是",
        "「单为」",
        "「光年」",
    ):
        assert words in said
    assert "facts.yaml:3:" in said


def test_fact_file_that_is_not_text_is_refused(tmp_path: Path):
    (tmp_path / "facts.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InputError, match="UTF-8"):
        load_facts(tmp_path / "facts.yaml")
