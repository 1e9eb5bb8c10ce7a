"""择高: who wins, who is outdone, and when nobody can say yet."""

from hypothesis import given
from hypothesis import strategies as st

from gangmu.settlement.groups import Stake, take_highest
from gangmu.settlement.lines import Treatment

PAY, PENDING, OUTDONE = Treatment.PAY, Treatment.PENDING, Treatment.OUTDONE


def stake(line: int, measure: str, low: int, high: int | None, treatment: Treatment) -> Stake:
    return Stake(line, measure, line, low, high, treatment)


def decided(*stakes: Stake) -> dict[str, Treatment]:
    changed = {s.measure: s.treatment for s in take_highest([("甲企业", s) for s in stakes])}
    return {s.measure: changed.get(s.measure, s.treatment) for s in stakes}


def test_the_higher_amount_is_paid_and_the_lower_is_outdone():
    result = decided(stake(0, "龙头", 100, 100, PAY), stake(1, "骨干", 50, 50, PAY))

    assert result == {"龙头": PAY, "骨干": OUTDONE}


def test_of_equal_amounts_the_measure_named_first_is_paid():
    result = decided(stake(0, "龙头", 50, 50, PAY), stake(1, "骨干", 50, 50, PAY))

    assert result == {"龙头": PAY, "骨干": OUTDONE}


def test_a_pending_line_that_can_never_exceed_the_winner_is_outdone():
    result = decided(stake(0, "龙头", 100, 100, PAY), stake(1, "骨干", 0, 100, PENDING))

    assert result == {"龙头": PAY, "骨干": OUTDONE}


def test_a_pending_line_that_may_exceed_the_winner_leaves_both_undecided():
    result = decided(stake(0, "龙头", 0, 100, PENDING), stake(1, "骨干", 50, 50, PAY))

    assert result == {"龙头": PENDING, "骨干": PENDING}


def test_an_amount_that_nothing_bounds_leaves_the_group_undecided():
    result = decided(stake(0, "补助", 20, None, PENDING), stake(1, "骨干", 50, 50, PAY))

    assert result == {"补助": PENDING, "骨干": PENDING}


def test_a_line_alone_in_its_group_is_left_as_it_is():
    assert take_highest([("甲企业", stake(0, "龙头", 100, 100, PAY))]) == []


def test_lines_of_different_beneficiaries_do_not_compete():
    stakes = [("甲", stake(0, "龙头", 100, 100, PAY)), ("乙", stake(1, "骨干", 50, 50, PAY))]

    assert take_highest(stakes) == []


@st.composite
def stakes(draw: st.DrawFn) -> list[Stake]:
    found = []
    for line in range(draw(st.integers(2, 5))):
        low = draw(st.integers(0, 20))
        if draw(st.booleans()):
            found.append(stake(line, str(line), low, low, PAY))
        else:
            high = draw(st.none() | st.integers(low, 25))
            found.append(stake(line, str(line), low, high, PENDING))
    return found


@given(stakes())
def test_whatever_a_missing_fact_turns_out_to_be_a_paid_line_was_the_highest(group: list[Stake]):
    changed = {s.line: s.treatment for s in take_highest([("甲", s) for s in group])}
    final = {s.line: changed.get(s.line, s.treatment) for s in group}

    paid = [s for s in group if final[s.line] is PAY]

    assert len(paid) <= 1
    for winner in paid:
        assert all(s.top <= winner.low for s in group if s is not winner)


@given(stakes())
def test_the_result_does_not_depend_on_the_order_of_the_lines(group: list[Stake]):
    def treatments(given: list[Stake]) -> dict[int, Treatment]:
        return {s.line: s.treatment for s in take_highest([("甲", s) for s in given])}

    assert treatments(group) == treatments(group[::-1])
