"""按次序, 按顺序: who is served first, as the file says; not knowing neither wins nor loses."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gangmu.settlement.allocation import in_order, in_turn

CLAIMS = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 4) | st.none()), min_size=1, max_size=5
)
CAPPED = """
文号: 临府发〔2026〕1号
措施:
  - 名称: 技改补助
    依据: 一
    对象: 项目
    条件: [设备投资额 > 0元]
    给付: 10% × 设备投资额
    上限:
      - {额: 100万元, 每: [企业, 年], 分摊: 按次序, 顺序: [申报日期], 依据: 一}
"""
WAN = 10**4


@given(CLAIMS, st.integers(0, 120), st.booleans())
def test_an_interval_holds_what_every_place_of_the_unknown_gives(claims, limit, last):
    amounts = [(high, high) for high, _ in claims]
    turns = [(0, None if key is None else (key, at)) for at, (_, key) in enumerate(claims)]

    found = in_turn(amounts, turns, (limit, limit), last=last)

    for guess in (0, 2.5, 9):  # somewhere before, among and after the others
        keys = [(guess if key is None else key, at) for at, (_, key) in enumerate(claims)]
        order = sorted(range(len(claims)), key=keys.__getitem__)
        paid = in_order([amounts[i] for i in order], (limit, limit), last=last)
        for i, (amount, _) in zip(order, paid, strict=True):
            assert found[i][0] <= amount <= found[i][1]


def register(world, dates):
    world.register("企业", 统一社会信用代码=["A"], 企业名称=["甲厂"])
    world.register(
        "项目",
        项目编号=["P1", "P2", "P3"],
        统一社会信用代码=["A"] * 3,
        设备投资额=[600 * WAN, 500 * WAN, 300 * WAN],
        申报日期=dates,
    )


def test_the_projects_of_one_measure_are_served_by_what_the_file_names(world):

    register(world, [date(2025, 3, 1), date(2025, 1, 1), date(2025, 2, 1)])

    paid = world.awarded(world.settle(CAPPED))

    assert paid == {"P2": 50 * WAN, "P3": 30 * WAN, "P1": 20 * WAN}


def test_whose_turn_is_not_known_waits_with_those_whom_it_may_push_back(world):

    register(world, [None, date(2025, 1, 1), date(2025, 2, 1)])

    found = world.settle(CAPPED)

    ranges = {
        x["名称"]: (x["核定下限"] // 100, x["核定上限"] // 100) for x in found.lines.to_pylist()
    }
    assert ranges == {
        "P1": (20 * WAN, 60 * WAN), "P2": (40 * WAN, 50 * WAN), "P3": (0, 30 * WAN)
    }  # fmt: skip
    assert set(world.treatments(found).values()) == {"待核实"}


def test_a_budget_in_turn_does_not_pay_first_whose_turn_is_not_known(world):

    text = CAPPED.partition("    上限:")[0] + (
        "    预算: {额: 100万元, 不足: 按顺序, 顺序: [申报日期], 末位: 部分拨付, 待核实: 等待, 取整: 元, 依据: 一}\n"
    )
    register(world, [None, date(2025, 1, 1), date(2025, 2, 1)])

    found = world.settle(text)

    assert world.line(found, "技改补助", "P1")["核定上限"] == 60 * WAN * 100
    assert world.line(found, "技改补助", "P1")["核定下限"] == 20 * WAN * 100
    assert Fraction(found.awarded) == 0
