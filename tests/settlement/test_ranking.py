"""排序: ties, quotas and waiting lists; and places that hold whatever the missing facts turn out to be."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.measures.arrangement import Criterion, Method, Ranking, StillTied, Ties
from gangmu.measures.nodes import Lit
from gangmu.settlement.decisions import FORM as DECISIONS
from gangmu.settlement.ranking import places, ranks, score_ranges, scores

WAN, YI = 10**4, 10**8
NUMBER = Lit(Fraction(1), "率")


def fractions(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (Ties.COMPETITION, [1, 2, 2, 4]),
        (Ties.DENSE, [1, 2, 2, 3]),
        (Ties.AVERAGE, [1, 2.5, 2.5, 4]),
    ],
)
def test_what_equal_values_count_for(ties, expected):
    assert [float(r) for r in ranks(fractions(9, 7, 7, 5), ties)] == expected


def test_lower_first_turns_an_indicator_round():
    assert [int(r) for r in ranks(fractions(9, 7, 5), Ties.COMPETITION, lower_first=True)] == [
        3,
        2,
        1,
    ]


def ranking(method: Method, *weights: int, ties: Ties | None = Ties.COMPETITION) -> Ranking:
    criteria = tuple(Criterion(NUMBER, Fraction(weight)) for weight in weights)
    return Ranking(method, criteria, ties, (), StillTied.UNDECIDED, (), (), 0, "", Fraction(60))


def test_efficacy_gives_the_base_to_the_worst_and_a_hundred_to_the_best():
    found = scores(ranking(Method.EFFICACY, 1), [fractions(10, 15, 20)])

    assert found == fractions(60, 80, 100)


@st.composite
def contests(draw: st.DrawFn):
    """Candidates of whom something is not known, and one world in which everything is."""
    count, indicators = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    values = st.integers(0, 4)
    truth = [[Fraction(draw(values)) for _ in range(count)] for _ in range(indicators)]
    seen = [
        [v if draw(st.booleans()) or draw(st.booleans()) else None for v in row] for row in truth
    ]
    sure = [draw(st.booleans()) or draw(st.booleans()) for _ in range(count)]
    here = [s or draw(st.booleans()) for s in sure]
    weights = [draw(st.integers(1, 3)) for _ in range(indicators)]
    method = draw(st.sampled_from([Method.RANK_SUM, Method.WEIGHTED, Method.EFFICACY]))
    made = ranking(method, *weights, ties=draw(st.sampled_from(list(Ties))))
    return made, truth, seen, sure, here, draw(st.sampled_from(list(StillTied)))


@given(contests())
def test_places_hold_whatever_the_missing_facts_turn_out_to_be(case):
    made, truth, seen, sure, here, tied = case
    count = len(sure)

    bounds = places(score_ranges(made, seen, sure), [[]] * count, sure, tied)

    inside = [i for i in range(count) if here[i]]
    world = [[row[i] for i in inside] for row in truth]
    if not inside:
        return
    exact = [(score, score) for score in scores(made, world)]
    for i, place in zip(
        inside, places(exact, [[]] * len(inside), [True] * len(inside), tied), strict=True
    ):
        assert bounds[i].best <= place.best
        assert place.worst <= bounds[i].worst


PARKS = """
文号: 闽财〔2019〕1号
措施:
  - 名称: 财源奖励
    依据: 三
    对象: 企业
    条件: [工业总产值 > 0元]
    排序:
      方法: 加权和
      指标: [{按: 工业总产值增速, 权: 50%}, {按: 营业收入增速, 权: 50%}]
      同分: [工业总产值]
      仍同分: 待定
      限额: [{每: 所在镇, 至多: 2家}]
      名额:
        - {等次: 第一名, 名额: 1名, 给付: 400万元}
        - {等次: 第二至三名, 名额: 2名, 给付: 300万元}
      递补: 1家
"""


def parks(world, towns, growth):
    count = len(towns)
    world.register(
        "企业",
        统一社会信用代码=[f"F{i}" for i in range(1, count + 1)],
        企业名称=[f"园{i}" for i in range(1, count + 1)],
        所在镇=towns,
        工业总产值=[YI] * count,
        工业总产值增速=[None if g is None else f"{g}/100" for g in growth],
        营业收入增速=[None if g is None else f"{g}/100" for g in growth],
    )


def test_a_full_quota_is_passed_by_and_the_next_moves_up(world):
    parks(world, ["东", "东", "东", "西", "西"], [50, 40, 30, 20, 10])

    found = world.settle(PARKS)

    assert world.awarded(found) == {
        "园1": 400 * WAN, "园2": 300 * WAN, "园3": 0, "园4": 300 * WAN, "园5": 0,
    }  # fmt: skip
    assert world.line(found, "财源奖励", "园3")["因由"] == "限额：所在镇「东」已有 2 个"
    assert world.treatments(found)["财源奖励", "园5"] == "候补"


def test_a_winner_that_a_review_refuses_makes_room_for_the_reserve(world):
    parks(world, ["东", "西", "南", "北"], [50, 40, 30, 20])
    world.keep(
        DECISIONS, 编号=["F2"], 措施=["财源奖励"], 结论=["不予"], 复核人=["评审组"],
        日期=[date(2026, 3, 1)], 证据=["公示异议"],
    )  # fmt: skip

    found = world.settle(PARKS)

    assert world.awarded(found) == {"园1": 400 * WAN, "园2": 0, "园3": 300 * WAN, "园4": 300 * WAN}
    assert world.line(found, "财源奖励", "园2")["处理"] == "不予"


def test_equals_at_a_border_are_for_people_to_decide(world):
    parks(world, ["东", "西", "南", "北"], [50, 40, 30, 30])

    found = world.settle(PARKS)

    assert world.treatments(found)["财源奖励", "园3"] == "待核实"
    assert world.line(found, "财源奖励", "园3")["因由"].endswith("同分未能分出先后，由人决定")


def test_equals_may_both_win_where_the_text_says_so(world):
    parks(world, ["东", "西", "南", "北"], [50, 40, 30, 30])

    found = world.settle(PARKS.replace("仍同分: 待定", "仍同分: 并列同奖"))

    assert world.awarded(found)["园3"] == world.awarded(found)["园4"] == 300 * WAN
