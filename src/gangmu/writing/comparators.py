"""The words around a number that compare: 不低于, 以上, 左右, 达到, （含）.

The order of decision is: two bounds, then approximation, then an explicit bound (after the number,
else before it), then 达到 and its like, then equality. Longest words win: 不超过 before 超过.
"""

from __future__ import annotations

import re

from gangmu.terms import Comparator

_BEFORE_WORDS: dict[Comparator, str] = {
    Comparator.APPROX: "大约为?|(?<![签集节合预契违邀制简])约为?|接近|近似|大致|大概|将近|(?<![附邻最就])近",
    Comparator.GE: (
        "不(?:得)?(?:低于|少于|小于|短于)|至少(?:为|有|[一-鿿]{2})?|最低(?:为|不低于)?|起码|大于(?:或)?等于|下限为?|保底|≥|＞=|>=|满"
    ),
    Comparator.LE: (
        "不(?:得)?(?:超过|高于|大于|多于|超出|迟于|长于|突破)|不超"
        "|最(?:高|多|长|大)(?:分别|可以?|给予|予以)?(?:不(?:得)?超过|可达|[可能]?(?:拿到?|补到?|奖到?|给|贴|补偿|发放?|报销?|获得|申报|推荐|延长|连续(?:奖励|补助|补贴|支持))|为|可|给予|奖励|奖补|补助|补贴|资助|支持|可?获|享受|可?给予)?"
        "|至多|封顶|上限为?|小于(?:或)?等于|≤|＜=|<="
    ),
    Comparator.GT: "(?:首次|率先|历史性)?突破|超过|超出|高于|大于|多于|超越|跨越|超|逾|首破|过(?<![经通不度去难]过)|＞|>",
    Comparator.LT: "低于|不足|不到|少于|小于|短于|未达到?|未满|不满|＜|<",
    Comparator.REACH: (
        "(?:[高可将已须应要需]|(?<![发表雷通直到]))达到?|高达|抵达"
        "|(?:提[高升]|增[加长至]?|上升|升|降[低至]?|下降|扩[大展]?|压[缩减降]|缩[短减小]|减[少]?|[上下]调|调[整高低增减]?|推高"
        "|涨|长|跌|攀升|回升|跃升|恢复|拓展|发展|延长|改善|优化|攀|跃)(?:至|到)"
        "|调整为|(?:迈|跃|跨|登)上"
    ),
}
_AFTER_WORDS: dict[Comparator, str] = {
    Comparator.APPROX: "左右|上下",
    Comparator.GE: "[（(]不?含[^）)]{0,6}[）)]\\s?及?以上|[（(]含[^）)]{0,6}以上[）)]|及?以上|起步?(?!来|草|点|飞)|打底",
    Comparator.LE: "[（(]不?含[^）)]{0,6}[）)]\\s?及?以[下内]|及?以[下内]|之内|封顶",
}

BEFORE = re.compile(
    "(?:"
    + "|".join(f"(?P<{kind.value}>{words})" for kind, words in _BEFORE_WORDS.items())
    + r")(?:了|到了?)?(?:每[一-鿿]{1,4})?\s?\Z"
)
# What those words end with, for a look at one character first: most numbers have none before them.
_BEFORE_END = re.compile(
    r"[\s约为近似致概于少有码限底满≥≤=＝过出破超予以达可能到拿补奖得别励助贴持获受顶越逾首＞>足＜<至上了]"
    "|(?<=申)报|(?<=推)荐|(?<=延)长|(?<=报)销|(?<=每)[一-鿿]|(?<=每[一-鿿])[一-鿿]|(?<=每[一-鿿]{2})[一-鿿]|(?<=每[一-鿿]{3})[一-鿿]"
    "|给|贴|报|发|放|(?<=补)偿|(?<=最)[高多长大低]|(?<=至)多|(?<=至少[一-鿿])[一-鿿]"
)
AFTER = re.compile("|".join(f"(?P<{kind.value}>{words})" for kind, words in _AFTER_WORDS.items()))
# 超过项目总投入30%, 约占全市四分之一: what the share is of stands between. Not 高于全市平均6%,
# which is a difference, and compares nothing.
_APART = re.compile(
    "(?:(?P<ge>不(?:得|能|应)?(?:低于|少于|小于)|达到或超过)|(?P<le>不(?:得|能|应|可)?(?:超过|高于|大于|超出))|(?P<gt>超过|突破)|(?P<lt>不足|不到|低于|未达到?)"
    "|(?P<approx>约(?:占(?:全[国省市球])?|需要?|用了?|有|为|达)))"
    r"(?!平均|全省|全国)(?:约定|[^，,。；;、：:（(\s不超低高约按0-9]){0,12}(?<!平均)(?<!水平)(?<!目标)(?<!要求)(?<!高)(?<!长)(?<!降)\Z"
)
# 不到全省平均水平的一半
_APART_OF = re.compile(
    "(?<!不)(?:(?P<gt>超过)|(?P<lt>不足|不到|低于|未达到?))[^，,。；;、：:0-9\\s]{2,14}的\\Z"
)
_EXCLUSIVE = re.compile(r"\s?(?:[（(]不含[^）)]{0,6}[）)])")
_REFERENCE = re.compile(
    "的[^，,。；;、0-9]{0,8}?(?:要求|目标|任务|平均|增速|增幅|水平|规定|标准(?!厂房|化|地|件|舱|仓|箱|制)|预期|进度|计划|上限|下限|红线|全国|全省|全市)"
)
_WITHIN = re.compile(r"内(?!地|需|资|部|外|容|涵|生|环|核)")
_NAMED = {comparator.value: comparator for comparator in Comparator}
_STRICT = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}
_EXPLICIT = (Comparator.GE, Comparator.LE, Comparator.GT, Comparator.LT)


def compare(
    text: str, start: int, end: int, *, time: bool = False, share: bool = False, more: bool = False
) -> tuple[Comparator, int, int]:
    """Read how ``text[start:end]`` is compared, and where the comparing words start and end.

    ``time`` says that the quantity is a length of time (近三年 is the past three years; 5年内 is a
    bound), ``share`` that it is a share of something (超过总投入30%), ``more`` that it holds 余 or 多.

    >>> compare("总额不超过1500万元", 5, 11)
    (<Comparator.LE: 'le'>, 2, 11)
    >>> compare("达到250亿元以上", 2, 7)
    (<Comparator.GE: 'ge'>, 0, 9)
    >>> compare("1亿元以上（不含）", 0, 3)[0]
    <Comparator.GT: 'gt'>
    """
    left, right = start, end
    said = start > 0 and _BEFORE_END.match(text, start - 1, start)
    before = BEFORE.search(text, max(0, start - 9), start) if said else None
    kind_before = None
    if before:
        left = before.start()
        kind_before = _NAMED[before.lastgroup or ""]
        if kind_before is Comparator.APPROX and time and before.group().endswith("近"):
            kind_before = None
    elif share or time or text.find("约", max(0, start - 9), start) >= 0:
        apart = _APART.search(text, max(0, start - 17), start)
        if apart is None and share:
            apart = _APART_OF.search(text, max(0, start - 19), start)
        if apart and (share or apart.lastgroup == "approx"):
            kind_before = _NAMED[apart.lastgroup or ""]
    after = AFTER.match(text, end)
    kind_after = None
    if after:
        right = after.end()
        kind_after = _NAMED[after.lastgroup or ""]
        exclusive = _EXCLUSIVE.match(text, right)
        if exclusive or "不含" in after.group():
            kind_after = _STRICT.get(kind_after, kind_after)
            right = exclusive.end() if exclusive else right
    elif time and not (before and before.lastgroup == "approx"):
        within = _WITHIN.match(text, end)
        if within:
            right = within.end()
            kind_after = Comparator.LE
    if Comparator.APPROX in (kind_before, kind_after):
        return Comparator.APPROX, left, right
    if kind_after is not None:
        return kind_after, left, right
    if more:
        return Comparator.GT, left, right
    if kind_before in _EXPLICIT and _REFERENCE.match(text, end):
        return Comparator.EQ, left, right
    return kind_before or Comparator.EQ, left, right
