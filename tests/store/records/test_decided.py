"""Reviews, versions, runs, decisions, jobs: what several people decide one after the other."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gangmu.store.records import Records, work
from gangmu.store.records.decisions import decide, standing_decisions, undo_decision
from gangmu.store.records.people import Role, User, add_user
from gangmu.store.records.publishing import (
    Act,
    acts_on_run,
    agreed_versions,
    approve_run,
    judge_version,
    release,
    run_state,
    submit,
    version,
    versions_of,
)
from gangmu.store.records.reviews import Action, add_review, reviews_of, undo_review
from gangmu.store.records.schema import metadata
from gangmu.terms import InputError


def test_the_migrations_make_the_tables_that_the_code_describes(records: Records):
    with records.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


# ---------------------------------------------------------------- reviews


def test_the_last_review_of_a_claim_stands(records: Records, officer: User, reviewer: User):
    add_review(records, officer, "沪府发〔2026〕1号", "12-15", Action.CONFIRM)
    add_review(records, reviewer, "沪府发〔2026〕1号", "12-15", Action.CORRECT, {"时间": "2027"})

    [review] = reviews_of(records, "沪府发〔2026〕1号").values()

    assert (review.action, review.fields, review.user) == (
        Action.CORRECT,
        {"时间": "2027"},
        "复核乙",
    )


def test_an_undone_review_gives_way_to_the_one_before(
    records: Records, officer: User, reviewer: User
):
    add_review(records, officer, "文", "12-15", Action.CONFIRM)
    second = add_review(records, reviewer, "文", "12-15", Action.REJECT)

    undo_review(records, reviewer, second)

    assert reviews_of(records, "文")["12-15"].action is Action.CONFIRM


def test_only_the_last_review_can_be_undone_and_only_once(records: Records, officer: User):
    first = add_review(records, officer, "文", "12-15", Action.CONFIRM)
    second = add_review(records, officer, "文", "12-15", Action.REJECT)

    with pytest.raises(InputError, match="只能撤销"):
        undo_review(records, officer, first)
    undo_review(records, officer, second)
    with pytest.raises(InputError, match="只能撤销"):
        undo_review(records, officer, second)


def test_a_correction_must_correct_something(records: Records, officer: User):
    with pytest.raises(InputError, match="更正要写明改了什么"):
        add_review(records, officer, "文", "12-15", Action.CORRECT)


# ---------------------------------------------------------------- versions and runs


def test_a_version_is_published_by_somebody_else(records: Records, officer: User, reviewer: User):
    id = submit(records, officer, "措施.yaml", "文号: 甲\n", "改上限")

    with pytest.raises(InputError, match="由另一个人同意"):
        judge_version(records, officer, id, Act.AGREE)
    agreed = judge_version(records, reviewer, id, Act.AGREE, "可以")
    waiting = [each.id for each in agreed_versions(records)]
    release(records, "系统", id)
    published = version(records, id)

    assert (agreed.state, waiting, agreed_versions(records)) == ("已同意", [id], [])
    assert (published.state, published.author, published.acts[0].user) == (
        "已发布",
        "经办甲",
        "复核乙",
    )
    with pytest.raises(InputError, match="这一版已发布"):
        judge_version(records, reviewer, id, Act.RETURN)
    assert [each.id for each in versions_of(records, "措施.yaml")] == [id]


def test_a_run_needs_two_people_before_it_is_frozen(
    records: Records, officer: User, reviewer: User
):
    third = add_user(records, "系统", "复核丙", Role.REVIEWER, "一句很容易记住的长话丙")
    approve_run(records, reviewer, "r1", Act.AGREE)

    with pytest.raises(InputError, match="你已经同意过"):
        approve_run(records, reviewer, "r1", Act.AGREE)
    with pytest.raises(InputError, match="还差 1 人同意"):
        approve_run(records, reviewer, "r1", Act.FREEZE)
    approve_run(records, third, "r1", Act.AGREE)
    approve_run(records, reviewer, "r1", Act.FREEZE)

    assert run_state(acts_on_run(records, "r1")) == "已冻结"
    with pytest.raises(InputError, match="已经冻结"):
        approve_run(records, third, "r1", Act.RETURN)


def test_what_was_agreed_before_a_run_was_sent_back_does_not_count(
    records: Records, officer: User, reviewer: User
):
    approve_run(records, reviewer, "r1", Act.AGREE)
    approve_run(records, officer, "r1", Act.RETURN, "名单有误")

    assert run_state(acts_on_run(records, "r1")) == "已退回"
    assert run_state(approve_run(records, reviewer, "r1", Act.AGREE)) == "待审"


# ---------------------------------------------------------------- decisions


def _decide(records: Records, user: User, conclusion: str = "通过") -> int:
    return decide(
        records,
        user,
        "技改补助",
        "甲〔2026〕1号",
        "P1",
        2025,
        conclusion,
        100,
        "专家同意",
        ("纪要",),
    )


def test_the_last_decision_on_a_line_stands_until_it_is_undone(records: Records, officer: User):
    first = _decide(records, officer)
    second = _decide(records, officer, "不予")

    assert [d.id for d in standing_decisions(records, 2025)] == [second]
    undo_decision(records, officer, second)
    assert [(d.id, d.amount) for d in standing_decisions(records, 2025)] == [(first, 100)]
    with pytest.raises(InputError, match="没有这个决定"):
        undo_decision(records, officer, second)


@pytest.mark.parametrize(
    ("reason", "evidence", "cause"), [(" ", ("纪要",), "缺少理由"), ("专家同意", (), "缺少证据")]
)
def test_a_decision_needs_a_reason_and_evidence(
    records: Records, officer: User, reason: str, evidence: tuple[str, ...], cause: str
):
    with pytest.raises(InputError, match=cause):
        decide(records, officer, "甲", "号", "P1", 2025, "通过", None, reason, evidence)


# ---------------------------------------------------------------- jobs


def test_a_job_is_taken_once_and_ends_once(records: Records, officer: User):
    id = work.ask(records, officer, "测算", {"基准日": "2026-06-30"})

    assert work.take(records, id)
    assert not work.take(records, id)
    work.beat(records, id, "判定", 3, 10)
    running = work.job(records, id)
    work.finish(records, officer.name, id, {"run": "r1"})

    assert (running.state, running.stage, running.done) == (work.State.RUNNING, "判定", 3)
    assert (work.job(records, id).state, work.job(records, id).result) == (
        work.State.DONE,
        {"run": "r1"},
    )


def test_a_job_whose_worker_died_is_lost_not_running(
    records: Records, officer: User, monkeypatch: pytest.MonkeyPatch
):
    id = work.ask(records, officer, "测算", {})
    work.take(records, id)
    monkeypatch.setattr(work, "SILENT", -work.SILENT)

    assert work.job(records, id).state is work.State.LOST
