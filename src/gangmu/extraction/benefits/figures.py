"""What each quantity of a benefit sentence is for: an amount, a rate, a cap, a criterion …

按核定投入的10%给予补助，每项不少于3万元，最高300万元: a rate, a floor, a cap. The kinds that the cascade
gave (award, condition) are taken as they are; this tells the awards apart.
"""

from __future__ import annotations

import re
from enum import IntEnum, auto

from gangmu.extraction.awards import PER_UNIT
from gangmu.extraction.state import Draft, State, chain_of
from gangmu.terms import Comparator, Kind, Role


class Use(IntEnum):
    """The part of a benefit rule that a quantity states."""

    AMOUNT = auto()
    RATE = auto()
    CAP = auto()
    FLOOR = auto()
    CRITERION = auto()
    STEP = auto()  # 每增加(50亿元): what an amount is paid for each of
    PART = auto()  # an instalment
    ADJUST = auto()  # 补助比例下调2个百分点
    LIMIT = auto()  # a bound on something else: 单价不超过, 贷款额的2%
    NONE = auto()


AWARDED = frozenset({Use.AMOUNT, Use.RATE, Use.CAP, Use.FLOOR})

_CAP = re.compile(
    "最高|(?:上限|限额|额度)(?:可|相应)?(?:提高|放宽|上浮|增加|上调)[至到为]|不(?:得|再)?超过|封顶|上限|最多|不高于|不得高于|至多|限额(?!以)|以内为限|为限|控制在|总额为?\\Z"
)
_CAP_AFTER = re.compile(r"(?:的)?(?:封顶|以内|以下|为上限|为限|上限)")
_FLOOR = re.compile("不(?:低于|少于|得低于|得少于)|最低|保底|至少")
_PRICE = re.compile(
    "单价|价格|租金标准|每月每平方米[^，。；]{0,6}(?:计|为限)|面积|期限|时间|人数|数量"
)
_PARTS = re.compile(
    r"(?:先|再)给\s?\Z|(?:拨付|兑付|兑现|预拨|发放|拨|支付|返还|给付|奖励资金的|补助资金的)(?:剩余|余下|其余|总额|资金|奖补额?|奖励额?|补助额?|补贴额?|资金额|款|的|至|到|余款|尾款|首期|首付|后续)*"
    r"(?:的)?\s?\Z|(?:首期|其余|剩余|余下|余款|尾款|首付)(?:的|部分)?\s?\Z"
)
_PARTS_AFTER = re.compile(r"(?:的)?(?:比例)?[^，。；]{0,4}?(?:拨付|兑付|兑现|预拨|发放|支付)")
_IN_PARTS = re.compile(
    r"分(?:[一二两三四五六0-9]+)?(?:个)?(?:年度?|期|次|批|步|阶段)[^。；]{0,12}?(?:按|以)?\s?\Z"
)
_ADJUST = re.compile(
    "(?:上浮|下浮|上调|下调|提高|提升|增加|降低|下降|调减|核减|扣减|再?加|递增|递减|减)(?:了|至|到)?[^，。；]{0,4}(?<![补奖])\\Z"
)
_SHARED = re.compile("分担|承担|负担|(?:市|区|县|省|镇)(?:级|财政)?[、与和](?:市|区|县|省|镇)")
_BOUND_BY = re.compile(
    "(?<!按)(?<!按照)(?:补偿|补助|奖励|补贴|资助|贴息|总额|金额|额度)[^，。；按]{0,4}不(?:得)?(?:超过|高于)[^，。；0-9]{2,16}的\\Z"
)
_OFFERED = re.compile("可(?:申请|办理|获得)(?:[^，。；]{0,6}(?:最高|不超过))?\\s?\\Z")
_GIVEN_BACK = re.compile("退还|退回|追缴|扣回|违约金|加收")
_BUT_MUST = re.compile("[，,；;](?:但|且)?(?:须|必须|需|应当?)(?!由|按)")
_BORNE = re.compile("(?:损失|代偿|不良)[^，。；]{0,20}承担(?:其|的)?\\Z")
_OF_LOSS = re.compile("损失|代偿|不良")
_OF_OTHER = re.compile(
    "(?:且|并|同时)?[^，。；]{0,8}不(?:得)?(?:超过|高于)(?P<base>[^，。；]{2,16})的\\Z"
)
_EXCLUDED = re.compile("不得|承诺|不予|罚|滞纳|占用费|核减|取消")
_OF_STANDARD = re.compile(
    "(?:原|上述|前述|以上|前款|本条)[^，。；]{0,6}(?:标准|金额|额度|比例)[^，。；]{0,4}\\Z"
)
_RAISED = re.compile("[奖补贴助]|标准|额度|比例")
_RAISED_TO = re.compile("(?:提高|上浮|提升|增加|上调|放宽)[至到为]\\s?\\Z")
WITHIN_SINCE = re.compile(
    "(?:以?内|之内)?(?P<event>(?:竣工|投产|开工|建成|达产|完成|达到|实现|投运|交付)[^，。；、的不且并]{0,8})(?:的(?=[，,企项单]|[^，。；]{1,8}(?:项目|企业))|(?=[、且并]))"
)
"""What must happen within a time: 自开工之日起24个月(内竣工投产的)."""
_MUST = re.compile("(?:须|应|需)[^。；]{0,20}\\Z")
_WITHIN_MUST = re.compile(
    "(?:以?内|之内)?(?P<event>(?:竣工|投产|开工|建成|达产|完成|达到|实现|投运|交付)[^，。；、的不且并]{0,8})(?=[，,。；;])"
)
_YEARLY_RATE = re.compile("的?(?:年)?(?:贴息|补贴|补助)率")
_TRIED_RATE = re.compile("(?:按照?|以)(?:年)?(?:不(?:高于|超过)|最高)?\\s?\\Z")
_SLICE = re.compile("(?:（不?含）)?(?:以[内下上])?的?部分")
_GIVEN_BEFORE = re.compile(
    "(?:给予|奖励|补助|补贴|资助|发放|领取|领到|申领|拿到)(?:[^，。；的]{0,6}(?:最高|不超过))?\\Z"
)
_SET_ASIDE = re.compile(
    "安排|设立|统筹|预算|(?:资金|基金|总|预算)规模|总投资|投入资金|筹集|(?:兑现|拨付|发放|下达|争取)[^，。；]{0,8}资金|(?:共有|累计|已有)[^。；]{0,20}(?:获得|享受)|累计(?:拨付|兑现|发放|下达)|预计|(?:获得|享受)(?:奖补|扶持|补助|补贴|奖励|专项)资金\\Z"
)
_TRIED = re.compile(r"(?:按|以)\s?\Z")
_AS = re.compile(r"\s?(?:计算|计|的?标准?计)")
_UNITS_OF_MONEY = ("元", "美元")


def is_money(draft: Draft) -> bool:
    """Tell an amount of money, also per unit (元/平方米)."""
    dimension = draft.lexeme.unit.dimension
    return dimension in _UNITS_OF_MONEY or dimension.startswith("元/")


def is_rate(draft: Draft) -> bool:
    """Tell a share: per cent, tenths, a fraction, a multiple."""
    return draft.lexeme.unit.dimension in ("率", "倍")


def is_given(state: State, draft: Draft) -> bool:
    """Tell what a benefit gives: an award by its kind, or right behind the verb that gives it."""
    if draft.kind is Kind.AWARD:
        return True
    if not (is_money(draft) or is_rate(draft)):
        return False
    return _GIVEN_BEFORE.search(state.text, draft.left, draft.lexeme.start) is not None


def use_of(state: State, draft: Draft) -> Use:
    """Decide what a quantity in a benefit rule is for; asked often, decided once."""
    known = state.uses.get(id(draft))
    if known is None:
        known = state.uses[id(draft)] = _use_of(state, draft)
    assert isinstance(known, Use)
    return known


def _use_of(state: State, draft: Draft) -> Use:
    text, lexeme = state.text, draft.lexeme
    before = text[draft.left : lexeme.start]
    after = text[lexeme.end : lexeme.end + 12]
    first = chain_of(state, draft)[0]
    led = before if first is draft else text[first.left : first.lexeme.start]
    if draft.role is Role.BASELINE:
        return Use.NONE
    if PER_UNIT.search(text, max(draft.sentence.start, lexeme.left - 20), lexeme.left):
        return Use.STEP
    if _SLICE.match(text, lexeme.right):
        return Use.CRITERION
    if lexeme.unit.dimension == "月" and within_since(text, draft):
        return Use.CRITERION
    if draft.comparator is Comparator.GE and required(text, draft):
        return Use.CRITERION
    if draft.lexeme.unit.dimension == "百分点":
        return Use.CRITERION if draft.kind is Kind.CONDITION else Use.ADJUST
    if is_rate(draft) and _BORNE.search(led):
        return Use.RATE
    if _OFFERED.search(led):
        return Use.LIMIT  # 可申请最高300万元贷款
    if _YEARLY_RATE.match(text, lexeme.right) and _TRIED_RATE.search(led):
        return Use.RATE  # 按照不高于2%的年贴息率
    if draft.kind is Kind.CONDITION and not is_given(state, draft):
        extent = _GIVEN_BEFORE.search(text, draft.left, lexeme.start)
        return Use.NONE if extent else Use.CRITERION  # 给予最高1000平方米的租金补贴
    if not (is_money(draft) or is_rate(draft)):
        return Use.NONE
    if draft.kind is Kind.OTHER and not _CAP.search(led):
        return Use.NONE
    of_base = is_rate(draft) and "按" in led  # 按项目总投资的10%
    if _SET_ASIDE.search(led) and not of_base and not _CAP.search(led):
        return Use.NONE
    if "总额" not in led and (
        _PARTS.search(led)
        or _IN_PARTS.search(
            text, max(draft.sentence.start, first.lexeme.start - 16), first.lexeme.start
        )
    ):
        return Use.PART
    if draft.comparator is Comparator.REACH and not _RAISED.search(led):
        previous = draft.previous
        same = previous and is_rate(previous) and previous.kind is Kind.AWARD
        if not (same and _RAISED_TO.search(led)):
            return Use.NONE
    if is_rate(draft):
        return _of_rate(draft, led, after)
    if _TRIED.search(before) and _AS.match(after) and _below_before(draft):
        return Use.FLOOR  # 不足10万元的按10万元计
    if draft.comparator is Comparator.LT:
        return Use.NONE
    if _PRICE.search(led) and (draft.comparator is Comparator.LE or _CAP.search(led)):
        return Use.LIMIT
    if _FLOOR.search(led) and draft.comparator is Comparator.GE:
        return Use.FLOOR
    if draft.comparator is Comparator.LE or _CAP.search(led) or _CAP_AFTER.match(after):
        return Use.CAP
    return Use.AMOUNT


def _of_rate(draft: Draft, led: str, after: str) -> Use:
    if _GIVEN_BACK.search(led) or "违约金" in after:
        return Use.NONE
    if _PARTS_AFTER.match(after) and "给予" not in after:
        return Use.PART
    if _OF_STANDARD.search(led):
        return Use.ADJUST
    if _ADJUST.search(led) and not re.search("[至到]\\Z", led):
        return Use.ADJUST
    if _EXCLUDED.search(led) or (
        _SHARED.search(led) and not (_OF_LOSS.search(led) or _bears_on(draft))
    ):
        return Use.NONE
    previous = draft.previous
    awarded = previous is not None and previous.kind is Kind.AWARD
    if _OF_OTHER.search(led) and previous and awarded and (is_rate(previous) or is_money(previous)):
        return Use.LIMIT
    if draft.comparator in (Comparator.LT, Comparator.GT):
        return Use.NONE
    if _BOUND_BY.search(led):
        return Use.LIMIT  # 年度补偿不超过贷款余额的2%
    return Use.RATE


def within_since(text: str, draft: Draft) -> re.Match[str] | None:
    """Find what must happen within a time: 24个月内(竣工投产)的, 须在取得土地后24个月内(竣工投产)，."""
    found = WITHIN_SINCE.match(text, draft.lexeme.right)
    if found is None and _MUST.search(text, max(0, draft.lexeme.start - 24), draft.lexeme.start):
        found = _WITHIN_MUST.match(text, draft.lexeme.right)
    return found


def required(text: str, draft: Draft) -> bool:
    """Tell what is demanded behind what is given: 补贴5万元，但须连续工作满12个月，年薪不低于30万元."""
    previous = draft.previous
    while previous is not None and previous.kind is not Kind.AWARD:
        previous = previous.previous
    if previous is None:
        return False
    return _BUT_MUST.search(text, previous.lexeme.right, draft.lexeme.start) is not None


def _bears_on(draft: Draft) -> bool:
    """Tell whether a share goes on from another that is borne: 承担损失的40%；信用贷款承担60%."""
    previous = draft.previous
    return previous is not None and is_rate(previous) and previous.kind is Kind.AWARD


def _below_before(draft: Draft) -> bool:
    previous = draft.previous
    return previous is not None and previous.comparator is Comparator.LT
