"""What a quantity measures: the noun before it, after it, or the indicator it goes on about."""

from __future__ import annotations

import re
from bisect import bisect_left

from gangmu.extraction.awards import award_indicator, benefit_noun
from gangmu.extraction.nouns import (
    COUNTS,
    acts_on_next,
    event,
    is_part_of_next,
    is_said_of_next,
    noun_after,
    noun_before,
    plain,
    strip_tail,
    trimmed,
)
from gangmu.extraction.state import (
    Draft,
    Noun,
    State,
    chain_of,
    continues,
    last_match,
    pause_before,
)
from gangmu.terms import Comparator, Kind, Role

_DURATIONS = ("月", "天", "工作日")
_SPLIT = re.compile("、|和(?!谐)|及(?![率格时])|与")
_CHANGE = re.compile(
    "增长|增速|提高|提升|下降|降低|减少|缩短|增加|翻|倍增|压减|削减|回落|上升|低于|高于|快于"
)
_PLACED = re.compile(
    r"(?P<mark>[，,、；;\s]*其中[，,：:]?|、)"
    r"(?P<place>[A-Za-z0-9一-鿿]{1,6}(?:区|县|市|镇|乡|盟|旗|州|街道|新城)|[一-鿿]{1,3}(?<![茶公果校菜田庄])园)\Z"
)
_PLACE_ONLY = re.compile("[一-鿿]{1,5}[市县区镇乡园盟旗州]")
_COUNTED = re.compile(
    "[一-鿿]{0,6}(?:企业|项目|机构|单位|园区|平台|基地|中心|工厂|车间|人才|团队|产品|设备|集群|标准)"
)
_RISES = re.compile(
    "实现|取得|进入|填补|从无到有|连跨|连续跨|跨越|迈上|再上|跃上|稳步|持续|快速|不断|较快|大幅|明显|显著"
)
_WEAK = re.compile(
    r"(?<=[率度比重额量数值平模入本强])(?:偏低|较低|偏高|较高|不高|不足|不强|不快|不大|偏小|较小|较少|偏弱|较弱|过低|过高|突出)\Z"
)
_IN_A_ROW = re.compile("连续\\Z")
# 连续两年保持在85%以上: the number is of what the window is of
_STAYS = re.compile("(?:均|都)?(?:保持|稳定|达到)?(?:在|为)?\\Z")
_STOPS = re.compile("[；;。：:]")
_RUNNING = re.compile("(?:连续|已近|过去|近)\\Z")
_RANKS = re.compile(
    "(?:稳?居|位[居列]|名列|排名|继续保持|再创|创下?|实现历史)(?=[^，。；]{2,14}[，,])"
)
# 每增长1个百分点, 每出口1美元, 每诊断1家企业
_EACH = re.compile("每(?P<verb>(?!年|月|日|平方|立方|增加|超过|达到|提高|新增)[一-鿿]{2,4})\\Z")
_LIFTED = re.compile(r"(?:免[收缴除]|减免|缓缴|延长)\Z")
_FUND = re.compile("[一-鿿]{0,6}(?:资金|基金)")


def bind_indicators(state: State) -> None:
    """Give every draft the span and the words of its indicator."""
    for draft in state.drafts:
        noun = _of_award(state, draft) if draft.kind is Kind.AWARD else _noun(state, draft)
        draft.noun = noun
    _share_forward(state.drafts)
    for draft in state.drafts:
        if draft.noun is None:
            draft.doubts.append("指标：没有找到这个数量说的是什么")


def _share_forward(drafts: list[Draft]) -> None:
    """Give 2个千亿级、5个百亿级产业集群 the noun that stands behind the whole list."""
    for draft in reversed(drafts):
        following = draft.following
        if draft.noun is None and following and following.noun:
            sized = "量级" in (draft.lexeme.form, following.lexeme.form)
            if sized and following.lexeme.left - draft.lexeme.right <= 2:
                draft.noun = following.noun


def _of_award(state: State, draft: Draft) -> Noun | None:
    if draft.lexeme.unit.dimension in _DURATIONS and _LIFTED.search(
        state.text, draft.left, draft.lexeme.left
    ):
        return event(state, draft, window=True)
    previous = draft.previous
    if previous and previous.kind is Kind.AWARD and continues(state, draft):
        return previous.noun
    return award_indicator(state, draft)


def _noun(state: State, draft: Draft) -> Noun | None:
    """Ask, in this order: the list it stands in, beside it, before in the sentence, further."""
    dimension = draft.lexeme.unit.dimension
    each = _respectively(state, draft)
    if each:
        return each
    if draft.previous and draft.previous.noun and continues(state, draft):
        return draft.previous.noun
    per = _EACH.search(state.masked, draft.left, draft.lexeme.left)
    if per and draft.kind is Kind.CONDITION:
        counted = noun_after(state, draft) if dimension in COUNTS else None
        return counted or Noun(*per.span("verb"), per["verb"])
    previous = draft.previous
    if (
        previous is not None
        and previous.role is Role.BASELINE
        and previous.lexeme.unit.dimension == dimension
        and not _named(state, draft)
    ):
        return previous.noun
    if dimension in _DURATIONS and draft.kind is Kind.OTHER:
        if _RUNNING.search(state.text, draft.left, draft.lexeme.start):
            return None  # 连续五年居全国首位
        return event(state, draft, window=False) or benefit_noun(state, draft)
    if dimension in _DURATIONS:
        window = draft.role is Role.QUALIFIER
        found = _running(state, draft) if window else None
        found = found or event(state, draft, window=window)
        if found is None and draft.kind in (Kind.ACTUAL, Kind.TARGET):
            found = _same_unit(draft)  # 平均用时降至23个工作日，减少9个工作日
        return found
    stays = previous is not None and previous.role is Role.QUALIFIER and previous.noun
    if previous and stays and previous.lexeme.unit.dimension in _DURATIONS:
        between = state.text[previous.lexeme.right : draft.lexeme.left]
        if (
            _STAYS.fullmatch(between)
            and previous.noun
            and previous.noun.end <= previous.lexeme.left
        ):
            return previous.noun
    if dimension == "分" and draft.kind is Kind.CONDITION:
        found = noun_before(state, draft)
        return found if found and "分" in found.words else _same_unit(draft) or found
    return _beside(state, draft) or _going_on(state, draft) or noun_after(state, draft)


def _running(state: State, draft: Draft) -> Noun | None:
    """Take what has run on: 亩均税收连续两年在15万元以上, but not 近三年未发生…."""
    running = _IN_A_ROW.search(state.text, draft.left, draft.lexeme.start)
    return noun_before(state, draft) if running else None


def _same_unit(draft: Draft) -> Noun | None:
    """Give the noun of the last quantity before, in the same unit, that has one."""
    previous = draft.previous
    while previous is not None:
        if previous.noun and previous.lexeme.unit.dimension == draft.lexeme.unit.dimension:
            return previous.noun
        previous = previous.previous
    return None


def _named(state: State, draft: Draft) -> bool:
    """Tell whether the B of 由A提升至B has a noun of its own: 由A万元减至B家企业."""
    return draft.left < draft.lexeme.left and noun_before(state, draft) is not None


def _beside(state: State, draft: Draft) -> Noun | None:
    """Take the noun before the number, else the one after it."""
    if is_part_of_next(state, draft) or acts_on_next(state, draft):
        found = noun_after(state, draft)
        if found:
            return found
    dimension = draft.lexeme.unit.dimension
    placed = place_of(state, draft) is not None
    of_product = draft.role is Role.QUALIFIER and draft.kind is Kind.OTHER
    if not placed and not of_product and not _listed(state, draft):
        found = noun_before(state, draft)
        if found:
            return _sized(state, draft, found)
    if of_product or (dimension == "率" and is_said_of_next(state, draft)):
        return noun_after(state, draft)
    lexeme = draft.lexeme
    bounded = lexeme.unit.dimension == "率" and lexeme.right > lexeme.end
    changed = _CHANGE.search(state.text, draft.left, lexeme.left)
    if bounded and not changed and state.text.startswith("的", lexeme.right):
        # 80%以上的规上企业完成改造
        found = noun_after(state, draft)
        if found:
            return found
    if draft.role is Role.QUALIFIER:
        found = _sibling(state, draft)
        if found:
            return found
    if draft.kind is Kind.CONDITION and draft.role is Role.MAIN and _bracketed(draft):
        return None
    if draft.previous is None or not (placed or _is_change(state, draft)):
        return noun_after(state, draft)
    return None


def _bracketed(draft: Draft) -> bool:
    """Tell whether a threshold in money goes on from another in the sentence: 20万元及以上的补贴…"""
    previous = draft.previous
    while previous is not None and draft.lexeme.unit.dimension == "元":
        same = previous.lexeme.unit.dimension == "元" and previous.kind is Kind.CONDITION
        if same and previous.role is Role.MAIN and previous.noun:
            return True
        previous = previous.previous
    return False


def _going_on(state: State, draft: Draft) -> Noun | None:
    """Take the indicator that the sentence, or the one before it, goes on about."""
    dimension = draft.lexeme.unit.dimension
    if draft.kind is Kind.CONDITION and dimension not in ("率", *COUNTS):
        found = _same_condition(state, draft)
        if found:
            return found
    between = _subject_between(state, draft)
    if between:
        return between
    earlier: list[Draft] = []
    previous = draft.previous
    while previous is not None:
        if previous.noun and previous.role is not Role.QUALIFIER:
            earlier.append(previous)
        previous = previous.previous
    same = [d for d in earlier if d.lexeme.unit.dimension == dimension]
    if same and dimension in ("分", "元", *COUNTS) and earlier[0].kind is not same[0].kind:
        return same[0].noun
    if earlier:
        return earlier[0].noun
    found = _last(state, _COUNTED, draft) if dimension in COUNTS else None
    if found is None and (dimension in COUNTS or draft.role is Role.BASELINE):
        found = _phrase_before(state, draft)
    if found is None:
        found = _ranked(state, draft)
    if found is None and draft.kind in (Kind.TARGET, Kind.ACTUAL, Kind.FORECAST):
        found = _sentence_before(state, draft)
    if found is None and (draft.kind is Kind.OTHER or dimension == "元"):
        found = _last(state, _FUND, draft)
    return found


def _same_condition(state: State, draft: Draft) -> Noun | None:
    """Give 超过5000万元的部分 the fact of the bracket below, 不足10万元的 the benefit itself."""
    previous = draft.previous
    if draft.comparator is Comparator.LT and previous and previous.kind is Kind.AWARD:
        return benefit_noun(state, draft)
    while previous is not None:
        same = previous.lexeme.unit.dimension == draft.lexeme.unit.dimension
        if same and previous.noun and previous.kind is Kind.CONDITION:
            return previous.noun
        previous = previous.previous
    return benefit_noun(state, draft) if draft.lexeme.unit.dimension == "元" else None


def _sized(state: State, draft: Draft, found: Noun) -> Noun:
    """Name a counted noun with its threshold: 年产出500亿元以上的大集团. The span stays the noun."""
    previous = draft.previous
    if previous is None or previous.role is not Role.QUALIFIER:
        return found
    if draft.left > previous.lexeme.right or previous.lexeme.unit.dimension in _DURATIONS:
        return found
    start = previous.lexeme.left
    if previous.noun and 0 <= start - previous.noun.end <= 6:
        start = previous.noun.start
    return found._replace(words=plain(state.text[start : found.end]))


def place_of(state: State, draft: Draft) -> str | None:
    """Name the part of the region a quantity is for: 其中南园30万平方米、北园20万平方米."""
    text, left = state.text, draft.left
    if not (text[left] in "，,、；;其" or text[left].isspace()):
        return None  # asked of every number, and hardly ever so
    match = _PLACED.match(text, left, draft.lexeme.left)
    if match is None:
        return None
    if match["mark"] == "、" and not (draft.previous and place_of(state, draft.previous)):
        return None
    return match["place"]


def _respectively(state: State, draft: Draft) -> Noun | None:
    """Give each number of 甲、乙分别达到A和B its own item."""
    chain = chain_of(state, draft)
    if len(chain) < 2:
        return None
    first = chain[0]
    word = state.masked.rfind("分别", first.left, first.lexeme.left)
    if word < 0:
        return None
    start, end = first.left, strip_tail(state.masked, first.left, word)
    start = max(start, state.masked.rfind("\0", start, end) + 1)
    cuts = _cuts(state, start, end, len(chain) - 1)
    at = chain.index(draft)
    if cuts is None:
        return _each_before(chain, at)
    item = trimmed(state, cuts[at - 1][1] if at else start, cuts[at][0] if at < len(cuts) else end)
    if item and _PLACE_ONLY.fullmatch(item.words) and first.previous and first.previous.noun:
        return first.previous.noun  # 其中甲市、乙县分别达到600亿元、350亿元
    return item


def _cuts(state: State, start: int, end: int, wanted: int) -> list[tuple[int, int]] | None:
    """Cut a list into its items: by 、 as far as they go, 及 and 和 may stand inside an item."""
    found = [match.span() for match in _SPLIT.finditer(state.masked, start, end)]
    marks = [cut for cut in found if state.masked[cut[0]] == "、"]
    words = [cut for cut in found if state.masked[cut[0]] != "、"]
    if len(marks) == wanted:
        return marks
    if len(marks) == wanted - 1 and words and (not marks or words[-1][0] > marks[-1][0]):
        return [*marks, words[-1]]
    return found[len(found) - wanted :] if len(found) >= wanted else None


def _each_before(chain: list[Draft], at: int) -> Noun | None:
    """生产组件38吉瓦、硅片52亿片，同比分别增长45%、31%: each goes on about its own."""
    earlier: list[Draft] = []
    previous = chain[0].previous
    while previous is not None and len(earlier) < len(chain):
        if previous.role is Role.MAIN:
            earlier.insert(0, previous)
        previous = previous.previous
    return earlier[at].noun if len(earlier) == len(chain) else None


def _listed(state: State, draft: Draft) -> bool:
    """Tell whether the noun must stand after: the words before belong to the item before.

    建成10家示范园区、30家智慧园区; 研发、设计、检测三个中心.
    """
    text, lexeme = state.masked, draft.lexeme
    if (
        draft.previous is not None
        and draft.left < lexeme.left
        and text[lexeme.left - 1] in "、和及"
    ):
        return True
    return (
        lexeme.form == "汉字"
        and lexeme.unit.dimension in COUNTS
        and lexeme.left == lexeme.start
        and text.find("、", draft.left, lexeme.left) >= 0
        and text[lexeme.end : lexeme.end + 1] not in "，。；、,;"
    )


def _is_change(state: State, draft: Draft) -> bool:
    """Tell a change or share, which goes on about the indicator before it."""
    if draft.lexeme.unit.dimension in ("率", "百分点", "倍"):
        return True
    return _CHANGE.search(state.text, draft.left, draft.lexeme.end) is not None


def _sibling(state: State, draft: Draft) -> Noun | None:
    """Give 50亿元以上企业 the measure of 营收10亿元以上企业 before it."""
    previous = draft.previous
    while previous is not None and not _STOPS.search(
        state.text, previous.lexeme.right, draft.lexeme.left
    ):
        if (
            previous.role is Role.QUALIFIER
            and previous.lexeme.unit.dimension.startswith(draft.lexeme.unit.dimension)
            and previous.noun
            and previous.noun.end <= previous.lexeme.start
        ):
            return previous.noun
        previous = previous.previous
    return None


def _subject_between(state: State, draft: Draft) -> Noun | None:
    """Take the subject of the phrase before, if it is a measure: 营收占比偏低，不足两成."""
    end = draft.left
    while end > draft.sentence.start and state.text[end - 1] in "，, ":
        end -= 1
    floor = draft.previous.lexeme.right if draft.previous else draft.sentence.start
    start = max(floor, pause_before(state, draft.sentence.start, end))
    match = _WEAK.search(state.masked, start, end) if end - start >= 4 else None
    return trimmed(state, start, match.start()) if match else None


def _phrase_before(state: State, draft: Draft) -> Noun | None:
    """Take the object of the phrase before: 每年发布应用场景清单，三年累计不少于60个."""
    begin = draft.sentence.start
    end = draft.left
    while end > begin and state.text[end - 1] in "，,；;：: ":
        end -= 1
    start = pause_before(state, begin, end)
    rises = _RISES.search(state.masked, start, end)
    if rises and rises.start() - start >= 2:
        end = rises.start()
    found = trimmed(state, start, end) if start < end < draft.left else None
    return found if found and found.end - found.start <= 12 else None


def _sentence_before(state: State, draft: Draft) -> Noun | None:
    """Go on about what was measured in the same unit before: 达1286亿元。到2025年达1800亿元."""
    line = state.text.rfind("\n", 0, draft.sentence.start)
    index = bisect_left(state.drafts, draft.lexeme.start, key=lambda d: d.lexeme.start)
    for earlier in reversed(state.drafts[max(0, index - 8) : index]):
        if earlier.lexeme.start <= line:
            return None
        if earlier.lexeme.unit.dimension == draft.lexeme.unit.dimension and earlier.noun:
            return earlier.noun
    return None


def _ranked(state: State, draft: Draft) -> Noun | None:
    """Take the subject of a phrase that only ranks or praises: 增加值增速居全市第2位，达到8.6%."""
    ranks = last_match(_RANKS, state.masked, draft.sentence.start, draft.left)
    if ranks is None:
        return None
    return trimmed(state, pause_before(state, draft.sentence.start, ranks.start()), ranks.start())


def _last(state: State, pattern: re.Pattern[str], draft: Draft) -> Noun | None:
    """Find the last noun of a kind before a quantity: 推进规上企业改造,2024年完成40家."""
    match = last_match(pattern, state.masked, draft.sentence.start, draft.lexeme.left)
    return trimmed(state, match.start(), match.end()) if match else None
