"""待定: what a file has not settled yet is unknown, never paid on, and named by the checker."""

from gangmu.measures.checker import check
from gangmu.measures.evaluation import Applicant
from gangmu.measures.facts import load_facts
from gangmu.measures.interpreter import judge
from gangmu.measures.syntax import parse_text
from gangmu.measures.yamltext import Severity
from gangmu.terms import Verdict

FILE = """\
文号: 临江府规发〔2024〕6号
待定:
  - {待定: 单个企业一年不超过500万元, 依据: 五/(二)}
措施:
  - 名称: 重点企业奖励
    依据: 一/(一)
    对象: 企业
    条件:
      - 规模以上
      - {待定: 符合主导产业方向, 依据: 五/(一)}
    给付: AMOUNT
    上限: 20万元
    待定:
      - 分三年兑现
"""


def measure(amount="10万元"):
    reading = parse_text(FILE.replace("AMOUNT", amount), load_facts())
    assert not reading.findings.errors
    return reading.file.measures[0]


def judged(amount="10万元", **facts):
    return judge(measure(amount), Applicant.of_values("企业", facts))


def test_a_pending_condition_is_unknown():
    assert judged(规模以上=True).verdict is Verdict.PENDING


def test_a_condition_that_fails_decides_all_the_same():
    assert judged(规模以上=False).verdict is Verdict.INELIGIBLE


def test_it_can_be_decided_by_giving_the_fact():
    facts = {"规模以上": True, "待定：符合主导产业方向": True}
    assert judged(**facts).verdict is Verdict.ELIGIBLE


def test_a_pending_amount_is_bounded_by_the_cap_alone():
    amount = judged("{待定: 每家2万元}", 规模以上=True).amount
    assert (amount.low, amount.high) == (0, 20_0000_00)


def test_the_checker_names_each_with_its_place_and_remedy(tmp_path):
    path = tmp_path / "甲.yaml"
    path.write_text(FILE.replace("AMOUNT", "{待定: 每家2万元}"), encoding="utf-8")
    found = [f for f in check(path, load_facts()) if "待定" in f.cause]
    assert [(f.place.line, f.severity) for f in found] == [
        (3, Severity.WARNING),
        (10, Severity.WARNING),
        (11, Severity.WARNING),
        (14, Severity.WARNING),
    ]
    assert "符合主导产业方向" in found[1].cause
    assert all(f.remedy for f in found)


def test_pending_without_words_is_an_error():
    reading = parse_text(FILE.replace("AMOUNT", "{待定: }"), load_facts())
    assert reading.findings.errors
