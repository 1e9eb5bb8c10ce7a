"""分期, 保持, 分担, 配套, 受益, 用途: when an amount is paid, by whom, to whom, and what must last."""

from __future__ import annotations

import re
from fractions import Fraction

from gangmu.measures.arrangement import (
    Consequence,
    Instalment,
    Level,
    Payee,
    Retention,
    Share,
    Split,
    Transfer,
)
from gangmu.measures.arranging.clauses import KEYS, ClauseReader
from gangmu.measures.expressions import Scope
from gangmu.measures.facts import FactKind, show_number
from gangmu.measures.nodes import FactRef, Lit
from gangmu.measures.yamltext import Entries, Node, Text


def read_instalments(
    reader: ClauseReader, entries: Entries, scope: Scope
) -> tuple[Instalment, ...]:
    """Read 分期: parts that together are the whole, or that follow progress."""
    found = reader.each(entries, "分期", lambda node: _instalment(reader, node, scope))
    if not found:
        return ()
    node = entries.get("分期")
    assert node is not None
    rests = [each for each in found if each.rest]
    shares = sum((each.share for each in found if each.share is not None), Fraction(0))
    if len(rests) > 1 or (rests and not found[-1].rest):
        reader.forms.findings.error(node.place, "「余款」只能有一期，在最后", "核对各期")
    sums = [each.amount for each in found if each.amount is not None]
    moving = [each for each in found if each.progress is not None]
    if moving and len(moving) < len(found):
        reader.forms.findings.error(
            node.place,
            "随进度变的比例不能与定额、定比例、余款混用",
            "各期都写同一个式子，或都写定数",
        )
    if not rests and not sums and not moving and shares != 1:
        reader.forms.findings.error(
            node.place,
            f"各期比例合计 {float(shares * 100):g}%",
            "应合计 100%，或最后一期写「比例: 余款」",
        )
    if not rests and sums and shares:
        reader.forms.findings.error(
            node.place, "有的期写额，有的期写比例", "最后一期写「比例: 余款」"
        )
    return found


def _instalment(reader: ClauseReader, node: Node, scope: Scope) -> Instalment:
    entries = reader.forms.entries(
        node, "「分期」的一项", "{名称: 第一年, 额: 10万元, 年份: 第1年}"
    )
    reader.forms.known(entries, KEYS["分期"], "分期")
    share, amount = reader.forms.scalar(entries, "比例"), entries.get("额")
    if (share is None) == (amount is None):
        raise reader.wrong(
            entries.place,
            "每期写「额」或「比例」之一",
            "如「额: 10万元」「比例: 50%」「比例: 余款」",
        )
    money: Fraction | None = None
    if amount is not None:
        value = reader.number(amount, entries, "额", scope, "元")
        if not isinstance(value, Lit) or not isinstance(value.value, Fraction):
            raise reader.wrong(amount.place, "每期的「额」应是一个数", "随金额变的写「比例」")
        money = value.value
    year = reader.forms.scalar(entries, "年份")
    ordinal = re.fullmatch(r"第(\d+)年", year.value) if year else None
    if year is None or not ordinal or not int(ordinal[1]):
        raise reader.wrong(
            year.place if year else entries.place,
            "没有写明「年份」：这一期哪一年付",
            "写成「年份: 第1年」",
        )
    literal = share is None or share.value == "余款" or share.value[:1].isdigit()
    return Instalment(
        reader.forms.text(entries, "名称", required=True),
        money,
        _rate(reader, share) if share and literal and share.value != "余款" else None,
        int(ordinal[1]) - 1,
        reader.condition(entries, "前提", scope),
        reader.cited(entries),
        None if literal else reader.number(share, entries, "比例", scope, "率"),
        entries.place,
    )


def _rate(reader: ClauseReader, text: Text) -> Fraction:
    number = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.value)
    if not number or Fraction(number[1]) > 100:
        raise reader.wrong(text.place, f"「{text.value}」不是 0% 到 100% 的比例", "写成 50%")
    rate = Fraction(number[1]) / 100
    reader.forms.spelled.append((text, show_number(rate, "率")))
    return rate


def read_retention(reader: ClauseReader, node: Node, scope: Scope) -> Retention:
    """Read 保持: what must last how long, and what a breach costs."""
    entries = reader.forms.entries(
        node, "「保持」", "保持: {期限: 3年, 违反: 非 规模以上, 后果: 停发余款}"
    )
    reader.forms.known(entries, KEYS["保持"], "保持")
    breach = reader.condition(entries, "违反", scope)
    if breach is None:
        raise reader.wrong(entries.place, "缺少「违反」", "写一个条件，如「违反: 非 规模以上」")
    return Retention(
        reader.count(entries, "期限", "年"),
        breach,
        reader.stated(entries, "后果", Consequence, "违反了怎样处理"),
        reader.cited(entries),
        entries.place,
    )


def read_split(reader: ClauseReader, node: Node, key: str) -> Split | None:
    """Read 分担 (levels that bear an amount) or 配套 (levels that add to it), as ``key`` says."""
    entries = reader.forms.entries(node, f"「{key}」", f"{key}: {{市级: 50%, 区级: 余额}}")
    shares = []
    for level, (place, body) in entries.entries.items():
        if level == "依据":
            continue
        if not isinstance(body, Text):
            raise reader.wrong(
                place, f"「{level}」应是一行文字", "如 50%、余额、不低于 市级、裁量 0% 至 100%"
            )
        shares.append(_share(reader, level, body))
    adds = key == "配套"
    for share in shares:
        if share.kind is Level.AT_LEAST and share.of not in (
            "核定额",
            *(s.level for s in shares),
        ):
            raise reader.wrong(
                entries.place, f"「不低于 {share.of}」没有这一级", "写另一级的名称或「核定额」"
            )
    if not shares:
        raise reader.wrong(
            entries.place, f"「{key}」下面没有级次", f"写成「{key}: {{市级: 50%, 区级: 余额}}」"
        )
    if not adds:
        rest = [share for share in shares if share.kind is Level.REST]
        whole = sum((share.rate for share in shares), Fraction(0))
        if len(rest) > 1:
            raise reader.wrong(entries.place, "「余额」只能有一级", "核对各级")
        exact = all(share.kind is Level.RATE for share in shares)
        if whole > 1 or (exact and whole != 1):
            raise reader.wrong(
                entries.place,
                f"各级合计 {float(whole * 100):g}%",
                "应合计 100%；承担与配套是两回事，另加的写「配套」",
            )
    return Split(tuple(shares), adds, reader.cited(entries), entries.place)


def _share(reader: ClauseReader, level: str, body: Text) -> Share:
    if body.value == "余额":
        return Share(level, Level.REST)
    if found := re.fullmatch(r"不低于\s*(\S+)", body.value):
        return Share(level, Level.AT_LEAST, of=found[1])
    if found := re.fullmatch(r"裁量\s*(\S+?)\s*至\s*(\S+)", body.value):
        low, high = (_rate(reader, Text(part, body.place)) for part in found.groups())
        return Share(level, Level.DISCRETION, low=low, high=high)
    return Share(level, Level.RATE, _rate(reader, body))


def read_payee(reader: ClauseReader, node: Node, scope: Scope) -> Payee:
    """Read 受益: who is paid, and the fact that names them."""
    entries = reader.forms.entries(node, "「受益」", "受益: {谁: 园区, 按: 所在园区}")
    reader.forms.known(entries, KEYS["受益"], "受益")
    by = reader.forms.scalar(entries, "按")
    if by is None:
        raise reader.wrong(
            entries.place, "没有写明「按」：哪个事实写着收款人", "如「按: 所在园区」"
        )
    parent, _, name = by.value.rpartition(".")
    entity = parent or scope.entity
    fact = scope.book.fact(entity, name)
    if fact is None or (parent and parent not in scope.book.parents(scope.entity)):
        close = scope.book.nearest(entity, name)
        raise reader.wrong(
            by.place,
            f"{scope.entity}没有事实「{by.value}」",
            f"是不是「{close}」？" if close else "",
        )
    if fact.kind not in (FactKind.TEXT, FactKind.CATEGORY):
        raise reader.wrong(
            by.place, f"「{by.value}」是{fact.kind}，不能指明收款人", "换一个名称类的事实"
        )
    return Payee(
        reader.forms.text(entries, "谁", required=True),
        FactRef(fact, parent),
        reader.cited(entries),
    )


def read_transfer(reader: ClauseReader, node: Node) -> Transfer:
    """Read 用途: what part must be passed on, and to whom."""
    entries = reader.forms.entries(node, "「用途」", "用途: {不低于: 50%, 转付: 项目}")
    reader.forms.known(entries, KEYS["用途"], "用途")
    share = reader.forms.scalar(entries, "不低于")
    if share is None:
        raise reader.wrong(entries.place, "没有写明「不低于」多少", "写成「不低于: 50%」")
    return Transfer(
        _rate(reader, share),
        reader.forms.text(entries, "转付", required=True),
        reader.cited(entries),
    )
