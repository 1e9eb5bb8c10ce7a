"""How a benefit is paid, as a draft says it: 分期 by years, 分担 between levels.

Only what the words state is written; milestones without a year, and caps of which the document does
not say how they are shared, stay 待定 with what the measure language would need to know.
"""

from __future__ import annotations

import re
from fractions import Fraction

from gangmu.drafting.drafts import Form
from gangmu.measures.pending import KEY
from gangmu.terms import ProvisionKind

_YEARS = re.compile("分(?P<n>[二两三四五2345])(?:个)?年(?:度)?(?P<rest>[^。；]*)")
_MONEY = re.compile(r"[0-9.]+万?元")
_SHARE = re.compile(r"([0-9.]+)\s?[%％]")
_RATIO = re.compile(r"[0-9]+(?:\s?[:：∶]\s?[0-9]+)+")
_EVEN = re.compile("等额|平均|均额|逐年")
_LEVELS = re.compile(
    r"(?P<a>[省市州区县镇乡])级?(?:、|和|与)?(?P<b>[省市州区县镇乡])(?:（[^）]*）|\([^)]*\))?(?:级|两级)?(?:财政)?"
    r"[^。；，]{0,6}?(?:按(?:照)?(?P<ratio>[0-9]+\s?[:：∶]\s?[0-9]+)的?比例(?:分担|承担|负担)|各?(?:自)?(?:承担|负担)(?:一半|50[%％]))"
)
_ONE_LEVEL = re.compile("由?(?P<a>[省市州区县镇])级?财政(?:全额)?(?:承担|负担|安排解决)")
_NUMERALS = "一二三四五"

#: What the language would need to know before a provision can be written.
NEEDS = {
    ProvisionKind.ANNUAL_CAP: "可写成「共用上限」；须写明「分摊」（超过时减哪一笔），原文没有写",
    ProvisionKind.BUDGET: "可写成「预算」；须写明「不足」时怎样办、「待核实」的是否预留、「取整」",
    ProvisionKind.INSTALMENTS: "可写成「分期」；须写明每期在第几年付",
    ProvisionKind.CLAWBACK: "可写成「保持」；须写明期限和违反的条件",
    ProvisionKind.LOCK_IN: "可写成「保持」；违反的条件要有登记的事实",
    ProvisionKind.STACKING: "可写成「组合」；须写明是哪几条措施",
    ProvisionKind.ADJUSTMENT: "加减的档可写成「累加」或另一档",
}


_WAITING = re.compile("仍|继续|保持|符合|通过|合格|达到|验收|考核|完成|竣工|投产|的再")


def instalments(words: str) -> Form | None:
    """Write 分三年按10万元、5万元、5万元兑现 as yearly instalments; ``None`` where no years are said.

    >>> instalments("分两年按6:4的比例兑付")
    [{'名称': '第一年', '比例': '60%', '年份': '第1年'}, {'名称': '第二年', '比例': '40%', '年份': '第2年'}]

    What an instalment waits for (次年仍在规的再拨付10万元) becomes its 前提, in the words themselves.
    """
    found = _YEARS.search(words)
    if found is None:
        return None
    count = "一二三四五".find(found["n"].replace("两", "二")) + 1 or int(found["n"])
    rest = found["rest"]
    shares = _shares(rest, count)
    if shares is None:
        return None
    key, values = shares
    waits = _waits(rest, values)
    if waits is None:
        return None
    return [
        {"名称": f"第{_NUMERALS[i]}年", key: value, "年份": f"第{i + 1}年", **wait}
        for i, (value, wait) in enumerate(zip(values, waits, strict=True))
    ]


def _waits(rest: str, values: list[str]) -> list[dict[str, Form]] | None:
    """Give what each instalment waits for; ``None`` where it is not clear which one does."""
    if not _WAITING.search(rest):
        return [{} for _ in values]
    pieces = [piece for piece in re.split("[，,、；]", rest) if re.search("[0-9]", piece)]
    if len(pieces) != len(values):
        return None
    waits: list[dict[str, Form]] = []
    for piece in pieces:
        waits.append({"前提": {KEY: piece}} if _WAITING.search(piece) else {})
    return waits if any(waits) else None


def _shares(rest: str, count: int) -> tuple[str, list[str]] | None:
    amounts = _MONEY.findall(rest)
    if len(amounts) == count:
        return "额", amounts
    rates = _SHARE.findall(rest)
    if len(rates) == count:
        return "比例", [f"{rate}%" for rate in rates]
    ratio = _RATIO.search(rest)
    if ratio:
        parts = [int(part) for part in re.split(r"\s?[:：∶]\s?", ratio.group())]
        exact = [Fraction(100 * part, sum(parts)) for part in parts]
        if len(parts) == count and all(rate.denominator == 1 for rate in exact):
            return "比例", [f"{rate}%" for rate in exact]
    if _EVEN.search(rest) and 100 % count == 0:
        return "比例", [f"{100 // count}%"] * count
    return None


def split(words: str) -> dict[str, Form] | None:
    """Write 由市、县两级财政按4:6比例分担 as shares of the levels.

    >>> split("所需资金由区、镇两级财政按7:3的比例分担")
    {'区级': '70%', '镇级': '30%'}
    """
    found = _LEVELS.search(words)
    if found is None:
        one = _ONE_LEVEL.search(words)
        return {f"{one['a']}级": "100%"} if one else None
    rates = [50, 50]
    if found["ratio"]:
        parts = [int(part) for part in re.split(r"\s?[:：∶]\s?", found["ratio"])]
        exact = [Fraction(100 * part, sum(parts)) for part in parts]
        if any(rate.denominator != 1 for rate in exact):
            return None
        rates = [int(rate) for rate in exact]
    return {f"{found['a']}级": f"{rates[0]}%", f"{found['b']}级": f"{rates[1]}%"}
