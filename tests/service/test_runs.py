import time
from typing import Any

import pytest
from fastapi import FastAPI

from gangmu.service.pages import API
from gangmu.store import Workspace
from gangmu.store.records import work
from gangmu.store.records.people import Role, add_user

from .conftest import WORD, enter

DAY = "2026-06-30"


def _settle(app: FastAPI, day: str = DAY, file: str = "") -> str:
    """Ask for a run and wait for it; gives its id."""
    done = enter(app, Role.OFFICER).post(f"{API}/runs", json={"as_of": day, "file": file}).json()
    for _ in range(300):
        job = work.job(app.state.office.records, done["id"])
        if job.over:
            assert job.state is work.State.DONE, job.error
            return str(job.result["where"]).partition("id=")[2]  # type: ignore[index]
        time.sleep(0.2)
    raise AssertionError("the run did not end")


def _run(app: FastAPI, id: str, **asked: str) -> dict[str, Any]:
    answer = enter(app, Role.AUDITOR).get(
        f"{API}/runs/one", params={"id": id, "limit": 1000, **asked}
    )
    return dict(answer.json())


def test_a_run_is_asked_for_done_by_a_process_of_its_own_and_looked_through(app: FastAPI):
    id = _settle(app)

    page = _run(app, id)
    pending = _run(app, id, treatment="待核实")

    assert page["run"]["paid"] == sum(t["paid"] for t in page["totals"]) + page["earlier"]
    assert page["earlier"] >= 0
    assert page["run"]["lines"] == page["total"]
    assert {line["treatment"] for line in pending["items"]} == {"待核实"}
    assert "拨付清单" in page["books"]


def test_a_line_is_explained_down_to_the_cell(app: FastAPI):
    id = _settle(app)
    number = _run(app, id)["items"][0]["number"]

    page = (
        enter(app, Role.AUDITOR).get(f"{API}/runs/line", params={"id": id, "number": number}).json()
    )

    assert page["changed"] is False
    assert "!" in str(page["trace"])  # a cell of the registry


def test_what_waits_is_shown_as_the_span_that_it_may_be(app: FastAPI):
    id = _settle(app)
    auditor = enter(app, Role.AUDITOR)
    line = next(
        line
        for line in _run(app, id, treatment="待核实")["items"]
        if line["high"] and line["low"] != line["high"]
    )

    page = auditor.get("/runs/line", params={"id": id, "number": line["number"]}).text

    assert f"{line['low'] / 100:,.2f}—{line['high'] / 100:,.2f}</b>可能核定（元）" in page


def test_runs_say_when_they_were_made_the_latest_first(app: FastAPI):
    first = _settle(app)

    page = enter(app, Role.AUDITOR).get(f"{API}/runs").json()

    times = [run["at"] for run in page["items"]]
    assert first in [run["id"] for run in page["items"]]
    assert times == sorted(times, reverse=True)


def test_the_books_of_a_run_are_downloaded(app: FastAPI):
    id = _settle(app)

    book = enter(app, Role.AUDITOR).get("/runs/book", params={"id": id, "name": "拨付清单"})

    assert book.status_code == 200
    assert book.content[:2] == b"PK"


def test_a_decision_counts_from_the_next_run_on(app: FastAPI):
    id = _settle(app)
    line = next(
        line
        for line in _run(app, id, treatment="待核实")["items"]
        if line["high"] and line["low"] != line["high"]
    )
    asked = {
        "run": id, "number": str(line["number"]), "conclusion": "不予", "reason": "材料不实",
        "evidence": "核查记录",
    }  # fmt: skip

    done = enter(app, Role.OFFICER).post(f"{API}/runs/decide", json=asked)
    again = _settle(app)

    assert done.status_code == 200, done.text
    assert again != id
    found = [
        each
        for each in _run(app, again)["items"]
        if (each["id"], each["measure"]) == (line["id"], line["measure"])
    ]
    assert [each["treatment"] for each in found] in ([], ["不予"])


@pytest.mark.parametrize("amount", ["-5", "一百", "1.234"])
def test_an_amount_that_is_none_is_refused(app: FastAPI, amount: str):
    id = _settle(app)
    asked = {
        "run": id, "number": "0", "conclusion": "通过", "reason": "甲", "evidence": "乙", "amount": amount,
    }  # fmt: skip

    answer = enter(app, Role.OFFICER).post(f"{API}/runs/decide", json=asked)

    assert answer.status_code == 400
    assert "不是金额" in answer.json()["message"]


def test_two_people_agree_before_a_run_is_frozen(app: FastAPI):
    id = _settle(app)
    add_user(app.state.office.records, "系统", "复核二", Role.REVIEWER, WORD)
    first = enter(app, Role.REVIEWER)
    second = enter(app, None)
    second.post("/login", data={"name": "复核二", "password": WORD})
    csrf = second.get("/").text.partition('name="csrf" content="')[2].partition('"')[0]

    def say(browser: Any, act: str) -> Any:
        headers = {"x-csrf-token": csrf} if browser is second else {}
        return browser.post(f"{API}/runs/say", json={"run": id, "act": act}, headers=headers)

    assert say(first, "同意").status_code == 200
    assert "还差 1 人同意" in say(first, "冻结").json()["message"]
    assert say(second, "同意").status_code == 200
    assert say(first, "冻结").status_code == 200
    assert _run(app, id)["run"]["state"] == "已冻结"


def test_two_runs_are_compared_by_their_inputs_and_lines(app: FastAPI):
    one = _settle(app)
    other = _settle(app, "2028-06-30")  # when both documents have expired

    page = (
        enter(app, Role.AUDITOR)
        .get(f"{API}/runs/compare", params={"one": one, "other": other})
        .json()
    )

    assert page["awarded"] < 0
    assert ["基准日", DAY, "2028-06-30"] in page["inputs"]
    assert all(row["one"] != row["other"] or row["one_treatment"] for row in page["items"])


def test_one_measure_file_is_settled_by_itself(app: FastAPI):
    page = _run(app, _settle(app, file="技术改造专项资金实施细则.yaml"))

    assert len(page["totals"]) == 3
    assert not any("高质量发展" in name for name in page["inputs"])


def test_a_column_that_no_sheet_has_is_told_once_on_the_page(app: FastAPI, workspace: Workspace):
    (workspace.path / "measures" / "缺列.yaml").write_text(
        "文号: 临江府规发〔2024〕6号\n"
        "措施:\n"
        "  - {名称: 资产奖励, 依据: 二/(一), 对象: 企业, 条件: [资产总计 ≥ 1亿元], 给付: 1万元}\n",
        "utf-8",
    )
    id = _settle(app, file="缺列.yaml")

    [told] = _run(app, id)["absences"]
    page = enter(app, Role.AUDITOR).get("/runs/one", params={"id": id}).text

    assert told.startswith(
        "enterprises.xlsx 企业 加表头「资产总计(万元)」；2,000 家企业的 1 项措施在等"
    )
    assert page.count("加表头「资产总计(万元)」") == 1
