"""What else a document provides about its benefits: terms of one rule, and rules for all of them.

就高不重复, 分三年兑现, 追回, 由市、区两级财政按4:6分担: beside a rule these are terms of that rule; in a clause
of their own, or where they name the whole document (本办法), they hold for every rule.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gangmu.terms import ProvisionKind

_TERMS: tuple[tuple[ProvisionKind, re.Pattern[str]], ...] = (
    (
        ProvisionKind.CLAWBACK,
        re.compile(
            "追回|收回|退回|退还|追缴|停止(?:拨付|兑付|发放|支付|享受)|取消(?:后续|剩余)|不再(?:拨付|兑付|兑现)|返还已"
            "|扣回|全额退|按比例退"
        ),
    ),
    (
        ProvisionKind.LOCK_IN,
        re.compile("[0-9一二三四五六七八九十]+年内不(?:得|迁|转|改)|承诺[^，。；]{0,12}年内?不"),
    ),
    (
        ProvisionKind.STACKING,
        re.compile(
            "不(?:得)?重复|就高|从高|择高|从优|择优不|补足?差额|补差|差额(?:补|奖)|不(?:得)?同时(?:享受|申请|申报)|不(?:得)?兼得|择一|任选|选择(?:其中)?一[项种]"
            "|最高一档|不累计|不叠加|可叠加|可以?同时享受|累计享受|不再(?<!部分不再)(?:享受|给予|奖励|补助|支持)|只能挑一|较高的一项|最高的一项|只(?:享受|奖励|补)一次"
            "|孰高|就低|不累加|金额较高|晋级|按最高"
        ),
    ),
    (
        ProvisionKind.FISCAL_SHARE,
        re.compile(
            "(?:财政|两级|三级)[^，。；]{0,16}(?:分担|承担|负担|分摊)|按[^，。；]{0,12}比例(?:分担|承担|负担)|由[^，。；]{1,12}(?:财政)?各?承担"
        ),
    ),
    (
        ProvisionKind.INSTALMENTS,
        re.compile(
            "分[一二两三四五六七八九十0-9]+(?:个)?(?:年度?|期|次|批|步)[^，。；]{0,16}(?:拨付|兑付|兑现|发放|支付|给予|到位|到账|给|兑|拨|执行|等额|补助|奖励)"
            "|(?:阶段|期|次)[，,]?分别(?:拨付|兑付|兑现|发放)|分(?:期|批|年|年度|阶段)(?:等额)?(?:拨付|兑付|兑现|发放|支付|给予)|预拨|(?:[后时](?:先行?|各)?|先行?)(?:拨付|兑付|兑现|发放|支付|给付)[^，。；]{0,6}[0-9]+[%％]"
            "|第[一二三]年(?:度)?(?:拨付|兑付|兑现|发放|给予|奖励)[^，。；]{0,8}(?:[0-9]+[%％]|万元)"
        ),
    ),
    (
        ProvisionKind.PERIOD,
        re.compile(
            "(?:贴息|补贴|支持|奖励|补助|免租|享受|扶持)(?:期限?|时间|年限)[^，。；]{0,8}[0-9一二三四五]"
            "|连续(?![^，。；]{0,6}满)[^，。；]{0,6}[0-9一二两三四五六七八九十]+(?:个)?[年月](?!(?:[^，。；给予补奖]{0,12}(?:增|均|盈利|纳税|纳统|在规|在库|居|排|执|市场|缴|保持|达到|超过|合格|参加|以上的))|内|未|无)"
            "(?<!工作[0-9]年)(?<!工作满[0-9]年)|[0-9一二两三四五]+年内免|(?:贴息|补贴|补助|奖励|支持)不超过[0-9一二三四五]+(?:个)?[年月]|发放[一二两三四五0-9]+年|一共[补奖发][^，。；]{0,4}(?:个?月|年)|头[一二两三四五]+年|第[0-9一二三四五]年?度?至第?[0-9一二三四五]年|期限(?<!协议期限)(?<!合同期限)(?<!租赁期限)[^，。；]{0,8}(?:[0-9一二两三四五]+(?:个)?[年月])"
            "|最长[^，。；]{0,6}[0-9一二两三四五]+(?:个)?[年月]|前[一二两三四五0-9]+年(?!度)|为期[^，。；]{0,4}年|[补扶支享][助贴持受][^，。；]{0,6}[0-9一二两三四五]+年"
            "|[第][一二三]年[^，。；]{0,4}按"
        ),
    ),
)
_WHOLE: tuple[tuple[ProvisionKind, re.Pattern[str]], ...] = (
    (
        ProvisionKind.ANNUAL_CAP,
        re.compile(
            "(?:同一|单个)(?:主体|企业|单位)[^，。；]{0,12}(?:获得|享受)[^。；，]{0,20}(?:不(?:得)?超过|最高)"
            "|^(?:对|原则上)?(?:同一|单个|单户|单家|每[家户个]|企业(?:同一|当年|年度|每年)?(?:享受|获得)|享受|各项|本(?!条|项|款)|专项资金|上述|以上|同年度)[^。；]{0,40}?"
            "(?:总额|合计|累计|资金|奖补|奖励|补助|补贴|享受|之和|加起来)[^。；]{0,16}(?:不(?:得)?超过|最[高多]|上限|以[^，。；]{2,20}为限)"
        ),
    ),
    (
        ProvisionKind.BUDGET,
        re.compile(
            "(?:预算|安排|资金总量|资金规模|总规模)[^，。；]{0,12}[0-9.]+[万亿]元|年度预算(?:额度|总额|以内|规模)|预算(?:总额|规模)"
        ),
    ),
    (ProvisionKind.VALIDITY, re.compile("有效期|施行|实施之日|试行期|起执行|自发布之日")),
    (
        ProvisionKind.EXCLUSION,
        re.compile(
            "不予(?:支持|受理|奖励|补助|补贴|兑现|享受)|不再纳入|不纳入|不在[^，。；]{0,6}范围|不得申报|不得享受|不适用"
        ),
    ),
    (
        ProvisionKind.ELIGIBILITY,
        re.compile("适用于|应当?(?:同时)?(?:符合|具备|满足)|申报(?:单位|企业|条件|主体)"),
    ),
)
_DOCUMENT = re.compile(
    "本(?:办法|细则|措施|政策|意见|规定|通知|指南|资金|实施|方案|若干|条款)|专项资金|上述|以上(?:政策|条款|各项)|各项(?:政策|奖|补|扶持)|多项(?:政策|奖|补|支持)"
)


@lru_cache(64)  # the words of one segment are asked for more than once
def terms_in(words: str) -> tuple[tuple[ProvisionKind, int, int], ...]:
    """Find the terms of a rule in its words, each kind once, with its place."""
    found = []
    for kind, pattern in _TERMS:
        match = pattern.search(words)
        if match and not (kind is ProvisionKind.FISCAL_SHARE and "损失" in words):
            found.append((kind, match.start(), match.end()))
    return tuple(found)


def whole_kind(words: str, beside_rule: bool) -> ProvisionKind | None:
    """Name what a sentence provides for the whole document; ``None`` if it is about one rule.

    ``beside_rule`` says that a benefit rule stands in the same clause before it.
    """
    if beside_rule and not _DOCUMENT.search(words):
        return None
    for kind, pattern in _WHOLE[:1]:
        if pattern.search(words):
            return kind
    if terms := terms_in(words):
        return terms[0][0]
    for kind, pattern in _WHOLE[1:]:
        if pattern.search(words):
            return kind
    return None
