"""The dictionary of facts: what a measure may ask of an enterprise or a project.

Every fact is declared once (``facts.yaml``, extended by a workspace's own ``facts.yaml``): its
entity, kind, unit, period, and the synonyms that spreadsheets use. Numbers are kept in snapshots
as integers, so that money and ratios are exact:

>>> book = load_facts()
>>> revenue = book.by_header("企业", "销售收入")
>>> revenue.name, revenue.kind, revenue.encode(Fraction("12345678.9"))
('营业收入', <FactKind.MONEY: '金额'>, 1234567890)
>>> revenue.show(revenue.decode(1234567890))
'1234.56789万元'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

import pyarrow as pa

from gangmu.measures.dimensions import canonical
from gangmu.measures.rates import Series, load_rates
from gangmu.measures.yamltext import (
    Entries,
    Findings,
    Items,
    Node,
    Text,
    compose,
    did_you_mean,
    nearest,
)
from gangmu.terms import InputError
from gangmu.writing.units import find_unit
from gangmu.writing.units import unit as unit_named

#: An exact value of a fact: numbers are fractions in the base unit of their dimension.
Value = Fraction | bool | int | date | str | frozenset[str]

#: The facts under this heading belong to every entity.
SHARED = "各对象"
#: What a run assesses, as facts of every applicant.
YEAR, BASE_DAY = "考核年度", "基准日"


class FactKind(StrEnum):
    """What kind of value a fact has."""

    MONEY = "金额"
    RATE = "比率"
    QUANTITY = "数量"
    FLAG = "是否"
    YEAR = "年份"
    DATE = "日期"
    CATEGORY = "分类"
    REGISTER = "名录"
    INDUSTRY = "行业"
    TEXT = "文本"


NUMERIC = frozenset({FactKind.MONEY, FactKind.RATE, FactKind.QUANTITY})

_CODES = pa.dictionary(pa.int32(), pa.string())
_ARROW: dict[FactKind, pa.DataType] = {
    FactKind.MONEY: pa.int64(),
    FactKind.RATE: pa.int64(),
    FactKind.QUANTITY: pa.int64(),
    FactKind.FLAG: pa.bool_(),
    FactKind.YEAR: pa.int32(),
    FactKind.DATE: pa.date32(),
    FactKind.CATEGORY: _CODES,
    FactKind.INDUSTRY: _CODES,
    FactKind.REGISTER: pa.list_(pa.string()),
    FactKind.TEXT: pa.string(),
}
_TRUE = frozenset({"是", "有", "Y", "y", "√", "true", "True", "1"})
_FALSE = frozenset({"否", "无", "N", "n", "×", "false", "False", "0"})
_INDUSTRY = re.compile(r"[A-T]?(\d{2,4})")
_INT64 = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an entity.

    ``unit`` is the one that people read it in; ``dimension`` is its base unit (``元``, ``率``,
    ``平方米``, ``元/平方米``; empty where it is no number). ``period`` is ``年`` for what is measured
    over a year or at its end. ``signed`` says that it may be negative, ``key`` that it names a row of
    its entity, ``complete`` that a blank means there is none (so that 已知 may be asked), ``lacking``
    that 无 in a sheet is an answer (on no such level),
    ``scope`` what the statistics take in, and ``concern`` what a review of fair competition asks about
    (``税收``, ``本地``).
    """

    name: str
    entity: str
    id: str
    kind: FactKind
    unit: str = ""
    dimension: str = ""
    period: str | None = None
    signed: bool = False
    aliases: tuple[str, ...] = ()
    key: bool = False
    complete: bool = False
    lacking: bool = False
    scope: str = ""
    concern: str = ""

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    @property
    def scale(self) -> int:
        """Give the factor from the exact value in the base unit to the stored integer.

        >>> load_facts().fact("企业", "研发费用占比").scale
        100000000
        """
        if self.kind is FactKind.MONEY:
            return 100
        if self.kind is FactKind.RATE or "/" in self.dimension:
            return 10**8
        return 10**4 if self.kind is FactKind.QUANTITY else 1

    @property
    def arrow_type(self) -> pa.DataType:
        """Give the column type of a snapshot."""
        return _ARROW[self.kind]

    def encode(self, value: Value) -> object:
        """Turn an exact value into what a snapshot column holds.

        Numbers are rounded half up to the stored resolution (``scale``); ask ``stores`` first
        where rounding matters. Industry codes lose their section letter. Raises ``InputError``.

        >>> load_facts().fact("企业", "研发费用占比").encode(Fraction(3, 100))
        3000000
        >>> load_facts().fact("企业", "行业代码").encode("C3511")
        '3511'
        """
        if self.numeric:
            assert isinstance(value, Fraction | int), self.name
            if value < 0 and not self.signed:
                raise InputError(
                    f"「{self.name}」不能是负数",
                    remedy="核对原表；确实可为负的，在事实表写「可为负: 是」",
                )
            stored = half_up(Fraction(value) * self.scale)
            if abs(stored) > _INT64:
                raise InputError(f"「{self.name}」的值太大，存不下", remedy="核对单位")
            return stored
        if self.kind is FactKind.INDUSTRY:
            assert isinstance(value, str)
            found = _INDUSTRY.fullmatch(value)
            if not found:
                raise InputError(
                    f"「{value}」不是行业代码",
                    remedy="写国民经济行业分类代码的 2 至 4 位数字，如 3511",
                )
            return found[1]
        if self.kind is FactKind.REGISTER:
            assert isinstance(value, frozenset)
            return sorted(value)
        return value

    def stores(self, value: Value) -> bool:
        """Tell whether a number keeps its exact value in a snapshot."""
        return not self.numeric or (
            isinstance(value, Fraction | int) and (Fraction(value) * self.scale).denominator == 1
        )

    def decode(self, stored: object) -> Value | None:
        """Turn a value of a snapshot column (``as_py``) into the exact value; ``None`` is unknown.

        >>> load_facts().fact("企业", "研发费用占比").decode(3000000)
        Fraction(3, 100)
        """
        if stored is None:
            return None
        if self.numeric:
            assert isinstance(stored, int)
            return Fraction(stored, self.scale)
        if self.kind is FactKind.REGISTER:
            assert isinstance(stored, list)
            return frozenset(stored)
        assert isinstance(stored, bool | int | date | str)
        return stored

    def read(self, text: str) -> Value:
        """Read a value that is no number as people write it (``是``, ``2024-03-01``, ``甲、乙``).

        Raises ``InputError``. Numbers need a unit and are read by ``values.read_value``.

        >>> sorted(load_facts().fact("企业", "名录").read("龙头企业、骨干企业"))
        ['骨干企业', '龙头企业']
        """
        text = text.strip()
        if self.kind is FactKind.FLAG:
            if text in _TRUE or text in _FALSE:
                return text in _TRUE
            raise InputError(
                f"「{self.name}」只能是「是」或「否」，写的是「{text}」",
                remedy="改成「是」或「否」",
            )
        if self.kind is FactKind.DATE:
            return read_date(self.name, text)
        if self.kind is FactKind.YEAR:
            found = re.fullmatch(r"((?:19|20)\d\d)\s*年?度?", text)
            if not found:
                raise InputError(f"「{self.name}」应是年份，写的是「{text}」", remedy="写成 2024年")
            return int(found[1])
        if self.kind is FactKind.REGISTER:
            return frozenset(part for part in re.split(r"[、；;，,\s]+", text) if part)
        if self.kind is FactKind.INDUSTRY:
            return str(self.encode(text))
        return text

    def show(self, value: Value | None) -> str:
        """Write a value in Chinese.

        >>> book = load_facts()
        >>> book.fact("企业", "研发费用占比").show(Fraction(31, 1000))
        '3.1%'
        >>> book.fact("企业", "从业人员").show(Fraction(120)), book.fact("企业", "规模以上").show(None)
        ('120人', '未知')
        """
        if value is None:
            return "未知"
        if self.numeric:
            assert isinstance(value, Fraction | int)
            if self.kind is FactKind.QUANTITY:
                return f"{_decimal(Fraction(value) / unit_named(self.unit).factor)}{self.unit}"
            return show_number(Fraction(value), self.dimension)
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.kind is FactKind.YEAR:
            return f"{value}年"
        if isinstance(value, frozenset):
            return "、".join(sorted(value)) or "（空）"
        return str(value)


def half_up(value: Fraction) -> int:
    """Round to the nearest integer, halves away from zero.

    >>> half_up(Fraction(5, 2)), half_up(Fraction(-5, 2)), half_up(Fraction(7, 3))
    (3, -3, 2)
    """
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value.numerator) + value.denominator) // (2 * value.denominator))


def show_number(value: Fraction, dimension: str) -> str:
    """Write an exact number with a readable unit; what has no finite decimal is marked ``约``.

    >>> show_number(Fraction(123456789), "元"), show_number(Fraction(3, 1000), "率")
    ('12345.6789万元', '0.3%')
    >>> show_number(Fraction(500000000), "元"), show_number(Fraction(1, 3), "率")
    ('5亿元', '约33.333333%')
    """
    if dimension == "元":
        yi = value / 10**8
        if abs(yi) >= 1 and _places(yi) <= 4:
            return f"{_decimal(yi)}亿元"
        if abs(value) >= 10**4:
            return f"{_decimal(value / 10**4)}万元"
        return f"{_decimal(value)}元"
    if dimension == "率":
        return f"{_decimal(value * 100)}%"
    return f"{_decimal(value)}{dimension}"


def _places(value: Fraction) -> int:
    """Count the decimal places of a number; 99 where they never end."""
    places = 0
    while value.denominator != 1 and places < 30:
        value *= 10
        places += 1
    return places if value.denominator == 1 else 99


def _decimal(value: Fraction) -> str:
    about = "" if _places(value) < 30 else "约"
    if about:
        value = Fraction(half_up(value * 10**6), 10**6)
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{about}{number.normalize():f}"


def read_date(name: str, text: str) -> date:
    """Read a date (``2024-03-01``, ``2024年3月1日``); ``name`` says what it is the date of.

    Raises ``InputError``.
    """
    found = re.fullmatch(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?", text)
    if found:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            pass
    raise InputError(f"「{name}」应是日期，写的是「{text}」", remedy="写成 2024-03-01")


# ---------------------------------------------------------------- the book


class FactBook:
    """All facts, by entity and name.

    An entity whose facts include the key of another (项目 has its 统一社会信用代码) is a child of that one:
    a measure on the child may read the parent by path, a measure on the parent may count its children.

    >>> book = load_facts()
    >>> book.fact("企业", "营收") is None, book.nearest("企业", "营业收人")
    (True, '营业收入')
    >>> book.parents("项目"), book.key("项目").name
    (('企业',), '项目编号')
    """

    def __init__(
        self,
        facts: Iterable[Fact],
        rates: Mapping[str, Series] | None = None,
        files: tuple[Path, ...] = (),
    ) -> None:
        #: Published rates by name.
        self.rates: Mapping[str, Series] = load_rates() if rates is None else rates
        #: The files of the workspace that were read.
        self.files = files
        self._facts: dict[str, dict[str, Fact]] = {}
        self._headers: dict[str, dict[str, Fact]] = {}
        self._shared: dict[str, Fact] = {}
        for fact in facts:
            own = self._shared if fact.entity == SHARED else self._facts.setdefault(fact.entity, {})
            own[fact.name] = fact
        for entity, known in self._facts.items():
            headers = self._headers[entity] = {}
            for fact in (*self._shared.values(), *known.values()):
                for word in (fact.name, *fact.aliases):
                    headers[_header(word)] = fact
        self._keys = {
            entity: next((fact for fact in known.values() if fact.key), None)
            for entity, known in self._facts.items()
        }
        self._parents = {
            entity: tuple(
                other
                for other, key in self._keys.items()
                if other != entity and key is not None and key.name in known
            )
            for entity, known in self._facts.items()
        }
        self._children = {
            entity: tuple(other for other, above in self._parents.items() if entity in above)
            for entity in self._facts
        }

    @property
    def entities(self) -> tuple[str, ...]:
        return tuple(self._facts)

    @property
    def shared(self) -> tuple[Fact, ...]:
        """List the facts that every entity has."""
        return tuple(self._shared.values())

    def key(self, entity: str) -> Fact | None:
        """Find the fact that names a row of an entity."""
        return self._keys.get(entity)

    def parents(self, entity: str) -> tuple[str, ...]:
        """List the entities that a row of an entity belongs to."""
        return self._parents.get(entity, ())

    def children(self, entity: str) -> tuple[str, ...]:
        """List the entities of which several rows may belong to one row of an entity."""
        return self._children.get(entity, ())

    def of(self, entity: str) -> tuple[Fact, ...]:
        """List the facts of an entity, in the order of the file."""
        return tuple(self._facts.get(entity, {}).values())

    def fact(self, entity: str, name: str) -> Fact | None:
        """Find a fact by its proper name."""
        return self._facts.get(entity, {}).get(name) or (
            self._shared.get(name) if entity in self._facts else None
        )

    def column(self, entity: str, path: str) -> Fact | None:
        """Find the fact of a snapshot column of an entity's applicants.

        The column may be a parent's (``企业.注册地`` on 项目) and of another period (``营业收入(上年)``).
        """
        parent, dot, name = path.rpartition(".")
        if dot and parent not in self.parents(entity):
            return None
        return self.fact(parent or entity, name.partition("(")[0])

    def by_header(self, entity: str, header: str) -> Fact | None:
        """Find a fact by its proper name or a synonym; spaces do not matter."""
        return self._headers.get(entity, {}).get(_header(header))

    def nearest(self, entity: str, word: str) -> str | None:
        """Find the proper name that a misspelt one most likely means."""
        word = _header(word)
        if fact := self.by_header(entity, word):
            return fact.name
        found = nearest(word, self._headers.get(entity, {}))
        return self._headers[entity][found].name if found else None


def _header(word: str) -> str:
    return re.sub(r"\s+", "", word)


_KEYS = ("类型", "单位", "标识", "期", "可为负", "别名", "主键", "完整", "可无", "口径", "审查")
_PERIODS = ("年", "季", "月")


@cache
def _built_in() -> tuple[Fact, ...]:
    path = Path(__file__).with_name("facts.yaml")
    return _read_facts(path.read_text(encoding="utf-8"), path.name, {})


def load_facts(extra: Path | None = None, rates: Path | None = None) -> FactBook:
    """Load the built-in facts, extended by a workspace's ``facts.yaml``, and the published rates.

    The extra file may add entities, facts, and synonyms of known facts (``营业收入: {别名: [进账]}``). A
    fact that it names takes its name from the synonyms of the built-in ones.
    Raises ``InputErrors`` with every error of the file.
    """
    facts = _built_in()
    if extra is not None:
        try:
            text = extra.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"读不了事实表（{error.__class__.__name__}）",
                str(extra),
                "请用 UTF-8 保存为文本文件",
            ) from None
        known = {(fact.entity, fact.name): fact for fact in facts}
        facts = _read_facts(text, extra.name, known)
    files = tuple(path for path in (extra, rates) if path is not None)
    return FactBook(facts, load_rates(rates), files)


def _read_facts(text: str, file: str, known: dict[tuple[str, str], Fact]) -> tuple[Fact, ...]:
    findings = Findings()
    root = compose(text, file, findings)
    facts = dict(known)
    if isinstance(root, Entries):
        for entity, (place, body) in root.entries.items():
            if not isinstance(body, Entries):
                findings.error(place, f"「{entity}」下面应是事实", "写成「事实名: {类型: 金额}」")
                continue
            for name, (spot, node) in body.entries.items():
                fact = _read_fact(entity, name, node, facts.get((entity, name)), findings)
                if fact is not None:
                    if (entity, name) not in known:
                        facts = _without_name(facts, entity, name) if known else facts
                    facts[entity, name] = fact
                elif not findings.errors:
                    findings.error(spot, f"「{name}」没写全", "写成「{类型: 金额}」")
    elif root is not None:
        findings.error(root.place, "事实表应以实体（企业、项目…）开头")
    _refuse_shared_names(facts, findings, root)
    findings.raise_errors()
    return tuple(facts.values())


def _read_fact(
    entity: str, name: str, node: Node, old: Fact | None, findings: Findings
) -> Fact | None:
    if not isinstance(node, Entries):
        findings.error(node.place, f"「{name}」后面应是花括号", "写成「{类型: 金额, 别名: []}」")
        return None
    for key in node.entries:
        if key not in _KEYS:
            findings.error(node.key_place(key), f"不认识的键「{key}」", did_you_mean(key, _KEYS))
    aliases = node.get("别名")
    words = tuple(
        item.value
        for item in (aliases if isinstance(aliases, Items) else ())
        if isinstance(item, Text)
    )

    def text(key: str) -> str:
        value = node.get(key)
        return value.value if isinstance(value, Text) else ""

    if old is not None and set(node.entries) <= {"别名"}:
        return _with_words(old, words)
    if text("类型") not in list(FactKind):
        where = node.key_place("类型")
        findings.error(
            where, f"「{name}」的类型「{text('类型')}」不认识", did_you_mean(text("类型"), FactKind)
        )
        return None
    kind = FactKind(text("类型"))
    period = text("期") or None
    if period and period not in _PERIODS:
        findings.error(node.key_place("期"), f"不认识的期「{period}」", "可以写：年、季、月")
    if kind is FactKind.QUANTITY and not text("单位"):
        findings.error(node.place, f"数量「{name}」没写单位", "加上「单位: 平方米」这样的一项")
        return None
    unit, dimension = {FactKind.MONEY: ("元", "元"), FactKind.RATE: ("%", "率")}.get(kind, ("", ""))
    if kind is FactKind.QUANTITY:
        unit = text("单位")
        found = find_unit(unit)
        if found is None or not found.dimension:
            findings.error(
                node.key_place("单位"), f"不认识的单位「{unit}」", "写成 平方米、人、元/平方米"
            )
            return None
        dimension = canonical(found.dimension)
    signed = text("可为负") == "是"
    new = Fact(
        name,
        entity,
        text("标识") or name,
        kind,
        unit,
        dimension,
        period,
        signed,
        words,
        key=text("主键") == "是",
        complete=text("完整") == "是",
        lacking=text("可无") == "是",
        scope=text("口径"),
        concern=text("审查"),
    )
    told_again = ("kind", "dimension", "signed")
    if old is not None and any(getattr(new, one) != getattr(old, one) for one in told_again):
        findings.error(
            node.place,
            f"「{name}」已经声明过，这里写得不一样",
            "另起一个名字，或只写「别名」",
        )
    return new if old is None else _with_words(old, words)


def _with_words(fact: Fact, words: tuple[str, ...]) -> Fact:
    return replace(fact, aliases=tuple(dict.fromkeys((*fact.aliases, *words))))


def _without_name(
    facts: dict[tuple[str, str], Fact], entity: str, name: str
) -> dict[tuple[str, str], Fact]:
    """Take a word from the synonyms of the other facts of an entity: a fact is now called so."""
    own = _header(name)
    return {
        key: replace(fact, aliases=tuple(word for word in fact.aliases if _header(word) != own))
        if key[0] == entity and own in map(_header, fact.aliases)
        else fact
        for key, fact in facts.items()
    }


def _refuse_shared_names(
    facts: dict[tuple[str, str], Fact], findings: Findings, root: Node | None
) -> None:
    owners: dict[tuple[str, str], str] = {}
    for (entity, name), fact in facts.items():
        for word in dict.fromkeys(_header(word) for word in (name, *fact.aliases)):
            owner = owners.setdefault((entity, word), name)
            if owner != name and root is not None:
                findings.error(
                    root.place,
                    f"「{word}」同时是{entity}的事实「{owner}」和「{name}」的写法",
                    "别名只能属于一个事实，删去一处",
                )
