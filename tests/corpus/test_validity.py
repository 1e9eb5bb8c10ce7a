"""Computed 时效: each state, both sides of each day, and never from a mere mention."""

from datetime import date

import pytest

from gangmu.corpus import Status, doubtful_numbers, validity, void_numbers

OLD = "临江区企业兼并重组办法"
OLD_NUMBER = "临府发〔2018〕11号"


@pytest.fixture
def old(paper):
    return paper(OLD, OLD_NUMBER, "2018年8月15日", "一、补助\n本办法自2018年9月1日起施行。")


@pytest.fixture
def new(paper):
    return paper(
        "临江区制造业若干措施",
        "临府规发〔2024〕6号",
        "2024年5月28日",
        "一、奖励\n本措施自2024年7月1日起施行，有效期至2027年6月30日。",
    )


@pytest.fixture
def repeal(notice):
    """A notice that protects the new document and stops the old one."""
    return notice(
        "临江区人民政府关于废止部分文件的通知\n临府规发〔2024〕7号\n各镇人民政府：\n"
        "　　为保障《临江区制造业若干措施》（临府规发〔2024〕6号）顺利实施，决定废止下列文件：\n"
        f"　　一、《{OLD}》（{OLD_NUMBER}）\n　　二、《临江区贷款贴息办法》（临府发〔2015〕27号）\n"
        "　　上述文件自2024年7月1日起停止执行。\n临江区人民政府\n2024年6月6日\n"
    )


REPEALS = [("废止", OLD, OLD_NUMBER), ("废止", "临江区贷款贴息办法", "临府发〔2015〕27号")]


def test_before_its_day_a_document_is_not_yet_in_force(new, corpus_of):
    corpus = corpus_of(new)
    before, on = (validity(new, corpus, date(2024, m, d)) for m, d in ((6, 30), (7, 1)))
    assert (before.status, on.status) == (Status.NOT_YET, Status.IN_FORCE)
    assert "2024-07-01" in before.reason
    assert "自2024年7月1日起施行" in before.words


def test_after_its_last_day_a_document_has_expired(new, corpus_of):
    corpus = corpus_of(new)
    last, after = (validity(new, corpus, date(2027, m, d)) for m, d in ((6, 30), (7, 1)))
    assert (last.status, after.status) == (Status.IN_FORCE, Status.EXPIRED)
    assert "有效期至2027年6月30日" in after.words


def test_a_trial_ends_after_its_stated_years(paper, corpus_of):
    trial = paper(
        "临江区技改办法（试行）",
        "临府发〔2022〕5号",
        "2022年3月1日",
        "一、补助\n本办法自2022年4月1日起试行，试行期两年。",
    )
    corpus = corpus_of(trial)
    last, after = (validity(trial, corpus, date(2024, m, d)) for m, d in ((3, 31), (4, 1)))
    assert (last.status, after.status) == (Status.IN_FORCE, Status.EXPIRED)
    assert "试行期两年" in after.words


def test_a_repeal_holds_from_the_day_that_its_list_states(old, new, repeal, corpus_of):
    corpus = corpus_of(old, new, (repeal, REPEALS))
    before, on = (validity(old, corpus, date(2024, m, d)) for m, d in ((6, 30), (7, 1)))
    assert (before.status, on.status) == (Status.IN_FORCE, Status.REPEALED)
    assert "将自 2024-07-01 起被" in before.notes[0]
    assert "临府规发〔2024〕7号" in on.reason
    assert on.source is repeal
    assert OLD in on.words


def test_a_repeal_notice_that_mentions_the_new_document_does_not_end_it(
    old, new, repeal, corpus_of
):
    day = date(2026, 6, 30)
    by_hand = corpus_of(old, new, (repeal, REPEALS))
    extracted = corpus_of(old, new, repeal)
    for corpus in (by_hand, extracted):
        assert validity(new, corpus, day).status is Status.IN_FORCE
        numbers = ("临府规发[2024]6号", "临府发[2018]11号", "不在库里")
        assert list(void_numbers(numbers, corpus, day)) == ["临府发[2018]11号"]


def test_a_new_document_repeals_the_old_one_from_its_own_day(old, paper, corpus_of):
    after = paper(
        "临江区并购支持措施",
        "临府发〔2025〕2号",
        "2025年1月10日",
        f"一、支持\n本措施自2025年3月1日起施行，《{OLD}》（{OLD_NUMBER}）同时废止。",
    )
    corpus = corpus_of(old, (after, [("废止", OLD, OLD_NUMBER)]))
    days = (date(2025, 2, 28), date(2025, 3, 1))
    assert [validity(old, corpus, day).status for day in days] == [
        Status.IN_FORCE,
        Status.REPEALED,
    ]


def test_what_was_repealed_does_not_come_back_when_the_repealing_document_expires(
    old, paper, corpus_of
):
    after = paper(
        "临江区并购支持措施",
        "临府发〔2020〕2号",
        "2020年1月10日",
        f"一、支持\n本措施自2020年3月1日起施行，有效期至2022年2月28日，《{OLD}》（{OLD_NUMBER}）同时废止。",
    )
    corpus = corpus_of(old, (after, [("废止", OLD, OLD_NUMBER)]))
    day = date(2026, 1, 1)
    assert validity(after, corpus, day).status is Status.EXPIRED
    assert validity(old, corpus, day).status is Status.REPEALED


def test_a_document_that_was_itself_repealed_before_its_day_repeals_nothing(
    old, paper, notice, corpus_of
):
    after = paper(
        "临江区并购支持措施",
        "临府发〔2025〕2号",
        "2025年1月10日",
        f"一、支持\n本措施自2025年3月1日起施行，《{OLD}》（{OLD_NUMBER}）同时废止。",
    )
    withdrawal = notice(
        "临江区人民政府关于废止文件的通知\n临府发〔2025〕3号\n各镇人民政府：\n"
        "决定废止《临江区并购支持措施》（临府发〔2025〕2号），自2025年2月1日起执行。\n"
        "临江区人民政府\n2025年2月1日\n"
    )
    corpus = corpus_of(
        old,
        (after, [("废止", OLD, OLD_NUMBER)]),
        (withdrawal, [("废止", "临江区并购支持措施", "临府发〔2025〕2号")]),
    )
    assert validity(old, corpus, date(2026, 1, 1)).status is Status.IN_FORCE


def test_an_essay_repeals_nothing(old, notice, corpus_of):
    essay = notice(f"车间里的变化\n有人说《{OLD}》（{OLD_NUMBER}）早该废止了，我看也是。\n")
    corpus = corpus_of(old, (essay, [("废止", OLD, OLD_NUMBER)]))
    assert not essay.official
    assert validity(old, corpus, date(2026, 1, 1)).status is Status.IN_FORCE
    assert validity(essay, corpus, date(2026, 1, 1)).status is Status.UNKNOWN


def test_two_documents_that_repeal_each_other_are_judged_by_their_dates(paper, corpus_of):
    names = ["临江区甲类企业补助办法", "临江区乙类企业补助办法"]
    numbers = ["临府发〔2020〕1号", "临府发〔2024〕1号"]
    papers = [
        paper(
            names[i],
            numbers[i],
            f"{year}年1月1日",
            f"本办法自{year}年2月1日起施行。《{names[1 - i]}》（{numbers[1 - i]}）同时废止。",
        )
        for i, year in enumerate((2020, 2024))
    ]
    corpus = corpus_of(*((papers[i], [("废止", names[1 - i], numbers[1 - i])]) for i in range(2)))
    states = [validity(each, corpus, date(2026, 1, 1)).status for each in papers]
    assert states.count(Status.REPEALED) == 1


def test_the_repeal_of_some_clauses_is_a_note(old, notice, corpus_of):
    some = notice(
        "临江区人民政府关于废止部分条款的通知\n临府发〔2024〕9号\n各镇人民政府：\n"
        f"决定废止《{OLD}》（{OLD_NUMBER}）第三条。\n临江区人民政府\n2024年6月6日\n"
    )
    corpus = corpus_of(old, (some, [("废止", OLD, OLD_NUMBER)]))
    found = validity(old, corpus, date(2026, 1, 1))
    assert found.status is Status.IN_FORCE
    assert "部分条款被废止" in found.notes[0]


def test_an_amendment_is_a_note(old, notice, corpus_of):
    change = notice(
        f"临江区人民政府关于修改《{OLD}》的决定\n临府发〔2023〕9号\n各镇人民政府：\n"
        f"对《{OLD}》（{OLD_NUMBER}）作如下修改：删去第三条。\n临江区人民政府\n2023年6月6日\n"
    )
    corpus = corpus_of(old, (change, [("修改", OLD, OLD_NUMBER)]))
    found = validity(old, corpus, date(2026, 1, 1))
    assert found.status is Status.IN_FORCE
    assert found.notes[0].startswith("2023-06-06 起被")


@pytest.mark.parametrize("words", ["延长至2029年12月31日", "延长两年"])
def test_an_extension_moves_the_last_day(new, notice, corpus_of, words):
    longer = notice(
        "临江区人民政府关于延长有效期的通知\n临府发〔2027〕2号\n各镇人民政府：\n"
        f"经研究，《临江区制造业若干措施》（临府规发〔2024〕6号）有效期{words}。\n"
        "临江区人民政府\n2027年5月6日\n"
    )
    corpus = corpus_of(new, (longer, [("延长", "临江区制造业若干措施", "临府规发〔2024〕6号")]))
    last = date(2029, 12, 31) if "至" in words else date(2029, 6, 30)
    states = [
        validity(new, corpus, day) for day in (date(2027, 7, 1), last, date(last.year + 1, 1, 1))
    ]
    assert [s.status for s in states] == [Status.IN_FORCE, Status.IN_FORCE, Status.EXPIRED]
    assert str(last) in states[0].reason
    assert states[0].source is longer


def test_an_extension_without_an_end_must_be_checked(new, notice, corpus_of):
    longer = notice(
        "临江区人民政府关于继续执行有关文件的通知\n临府发〔2027〕2号\n各镇人民政府：\n"
        "经评估，《临江区制造业若干措施》（临府规发〔2024〕6号）继续有效。\n"
        "临江区人民政府\n2027年5月6日\n"
    )
    corpus = corpus_of(new, (longer, [("延长", "临江区制造业若干措施", "临府规发〔2024〕6号")]))
    assert validity(new, corpus, date(2027, 6, 30)).status is Status.IN_FORCE
    assert validity(new, corpus, date(2027, 7, 1)).status is Status.TO_CHECK


def test_a_plan_whose_period_is_over_is_to_be_checked_and_contradicts_what_is_printed(
    notice, corpus_of
):
    plan = notice(
        "【标题】临江区制造业三年行动计划（2023—2025年）\n【文号】临府发〔2023〕8号\n"
        "【制定机关】临江区人民政府\n【公布日期】2023.01.05\n【时效性】现行有效\n"
        "临江区制造业三年行动计划（2023—2025年）\n一、目标\n到2025年，产值达到100亿元。\n"
    )
    corpus = corpus_of(plan)
    last, after = (validity(plan, corpus, day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (last.status, last.conflict) == (Status.IN_FORCE, "")
    assert after.status is Status.TO_CHECK
    assert after.conflict == "文件印「现行有效」，推算为届满待核"
    assert "2023—2025" in after.words


def test_an_official_document_without_any_date_cannot_be_judged(notice, corpus_of):
    bare = notice(
        "临江区促进船舶工业发展规划\n为促进船舶工业发展，特制定本规划。\n一、目标\n做强。\n"
    )
    found = validity(bare, corpus_of(bare), date(2026, 1, 1))
    assert bare.official
    assert found.status is Status.UNKNOWN
    assert found.reason == "没有写明公布或施行日期"


def test_a_repeal_without_a_day_leaves_the_old_document_undecided(old, notice, corpus_of):
    undated = notice(
        "临江区并购支持规划\n为支持并购，特制定本规划。\n一、目标\n做强。\n"
        f"二、其他\n《{OLD}》（{OLD_NUMBER}）同时废止。\n"
    )
    corpus = corpus_of(old, (undated, [("废止", OLD, OLD_NUMBER)]))
    found = validity(old, corpus, date(2026, 1, 1))
    assert undated.official
    assert found.status is Status.UNKNOWN
    assert "没有写明自何日起" in found.reason


def test_both_copies_of_a_repealed_document_are_repealed(paper, repeal, corpus_of):
    copies = [
        paper(OLD, OLD_NUMBER, "2018年8月15日", "一、补助\n本办法自2018年9月1日起施行。")
        for _ in range(2)
    ]
    corpus = corpus_of(*copies, (repeal, REPEALS))
    states = {validity(copy, corpus, date(2025, 1, 1)).status for copy in copies}
    assert states == {Status.REPEALED}


def test_the_seeds_whose_periods_are_over_are_to_be_checked_whatever_they_print(seeds):
    found = [validity(d, seeds, date(2026, 6, 30)) for d in seeds.documents]
    states = {f"D{i}": v.status for i, v in enumerate(found, 1)}
    checked = {name for name, status in states.items() if status is Status.TO_CHECK}
    assert checked == {"D2", "D8", "D10", "D11", "D13", "D18"}
    assert all(v.conflict for v in found if v.status is Status.TO_CHECK and v.printed)
    assert {n for n, s in states.items() if s is Status.IN_FORCE} == {"D1", "D3", "D4", "D15"}
    assert all(v.words for v in found if v.status in (Status.IN_FORCE, Status.TO_CHECK))


def test_a_new_edition_repeals_the_old_one_of_the_same_title(paper, corpus_of):
    name = "临江区技术改造专项资金管理办法"
    old = paper(
        name, "临府规发〔2020〕3号", "2020年5月8日", "一、总则\n本办法自2020年6月1日起施行。"
    )
    new = paper(
        name,
        "临府规发〔2024〕9号",
        "2024年5月8日",
        f"一、总则\n本办法自2024年6月1日起施行。《{name}》（临府规发〔2020〕3号）同时废止。",
    )
    corpus = corpus_of(old, new)
    assert validity(old, corpus, date(2024, 5, 31)).status is Status.IN_FORCE
    repealed = validity(old, corpus, date(2024, 6, 1))
    assert repealed.status is Status.REPEALED
    assert "临府规发〔2024〕9号" in repealed.reason
    assert validity(new, corpus, date(2024, 6, 1)).status is Status.IN_FORCE


def test_a_new_edition_repeals_the_old_one_without_its_number(paper, corpus_of):
    name = "临江区技术改造专项资金管理办法"
    old = paper(
        name, "临府规发〔2020〕3号", "2020年5月8日", "一、总则\n本办法自2020年6月1日起施行。"
    )
    new = paper(
        name,
        "临府规发〔2024〕9号",
        "2024年5月8日",
        f"一、总则\n本办法自2024年6月1日起施行，原《{name}》同时废止。",
    )
    corpus = corpus_of(old, new)
    assert validity(old, corpus, date(2025, 1, 1)).status is Status.REPEALED
    assert validity(new, corpus, date(2025, 1, 1)).status is Status.IN_FORCE


def test_numbers_whose_documents_may_be_over_are_told_with_the_reason(paper, corpus_of):
    plan = paper(
        "临江区产业行动计划（2023—2025年）", "临府发〔2023〕1号", "2023年1月3日", "一、目标\n翻番。"
    )
    corpus = corpus_of(plan)
    assert doubtful_numbers(["临府发[2023]1号"], corpus, date(2025, 12, 31)) == {}
    [reason] = doubtful_numbers(["临府发[2023]1号"], corpus, date(2026, 1, 1)).values()
    assert reason.startswith("届满待核：2023—2025 年期限已满")
