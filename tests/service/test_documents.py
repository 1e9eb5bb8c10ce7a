import time
from typing import Any

import pytest
from fastapi import FastAPI

from gangmu.service import labour
from gangmu.service.pages import API
from gangmu.store.records import work
from gangmu.store.records.people import Role

from .conftest import enter

NUMBER = "临江府规发〔2024〕6号"


def test_documents_are_listed_with_computed_and_printed_validity(shared: FastAPI):
    rows = enter(shared, Role.VISITOR).get(f"{API}/documents").json()["items"]

    repealed = next(row for row in rows if row["status"] == "已废止")
    assert repealed["printed"] == "现行有效"
    assert "废止" in repealed["reason"]
    assert repealed["conflict"]


def test_facets_narrow_the_list_and_count_what_they_would_give(shared: FastAPI):
    browser = enter(shared, Role.VISITOR)

    page = browser.get(f"{API}/documents", params={"year": "2024"}).json()

    assert {row["published"][:4] for row in page["items"]} == {"2024"}
    assert page["counts"]["year"]["2024"] == page["total"]


def test_the_reader_marks_claims_in_the_text(shared: FastAPI):
    page = enter(shared, Role.VISITOR).get("/document", params={"id": NUMBER}).text

    assert 'class="claim 奖补"' in page
    assert "有效期至 2027-06-30" in page


def test_a_document_that_is_not_there_is_a_404_in_the_one_shape(shared: FastAPI):
    answer = enter(shared, Role.VISITOR).get(f"{API}/document", params={"id": "没有"})

    assert answer.status_code == 404
    assert answer.json() == {
        "code": "not_found",
        "message": "没有文件「没有」",
        "where": "文件",
        "remedy": "",
    }


def test_what_one_has_already_is_not_sent_again(shared: FastAPI):
    browser = enter(shared, Role.VISITOR)
    first = browser.get(f"{API}/documents")

    again = browser.get(f"{API}/documents", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_lists_are_given_as_tables_too(shared: FastAPI, form: str):
    answer = enter(shared, Role.VISITOR).get(f"{API}/documents", params={"format": form})

    assert answer.status_code == 200
    assert f"documents.{form}" in answer.headers["content-disposition"]


def _upload(app: FastAPI, name: str, data: bytes) -> tuple[int, str]:
    browser = enter(app, Role.OFFICER)
    answer = browser.post("/documents", files={"file": (name, data)})
    return answer.status_code, answer.headers.get("location", answer.text)


def _finished(app: FastAPI, id: str) -> work.Job:
    office = app.state.office
    for _ in range(150):
        if (job := work.job(office.records, id)).over:
            return job
        time.sleep(0.2)
    raise AssertionError("the job did not end")


def test_an_uploaded_document_is_read_and_joins_the_library(app: FastAPI):
    text = "某区支持工业上楼若干规定\n某府规〔2026〕9号\n一、支持工业上楼。对新建高标准厂房给予每平方米100元补助。\n"

    status, where = _upload(app, "上楼.txt", text.encode())
    job = _finished(app, where.partition("id=")[2])

    assert (status, job.state) == (303, work.State.DONE), job.error
    assert (app.state.office.workspace.documents / "上楼.txt").read_text("utf-8") == text
    found = enter(app, Role.VISITOR).get(f"{API}/search", params={"q": "高标准厂房"}).json()
    assert found["items"][0]["title"].startswith("某区支持工业上楼")


def test_an_upload_that_cannot_be_read_says_why_and_changes_nothing(app: FastAPI):
    before = sorted(app.state.office.workspace.documents.iterdir())

    _, where = _upload(app, "坏.docx", b"PK\x03\x04broken")
    job = _finished(app, where.partition("id=")[2])

    assert job.state is work.State.FAILED
    assert "坏.docx" in (job.error or "")
    assert sorted(app.state.office.workspace.documents.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("坏.exe", b"MZ", "不收「.exe」"),
        ("../../跑.txt", b"", "文件是空的"),
        (".txt", b"x", "不收"),
    ],
)
def test_an_upload_of_another_kind_is_refused_at_once(
    app: FastAPI, name: str, data: bytes, cause: str
):
    status, text = _upload(app, name, data)

    assert status == 400
    assert cause in text


def test_a_name_that_climbs_out_stays_inside(app: FastAPI):
    _, where = _upload(app, "../../../爬.txt", "某区某事办法\n第一条 为了某事。\n".encode())
    _finished(app, where.partition("id=")[2])

    assert (app.state.office.workspace.documents / "爬.txt").exists()


def test_a_job_that_nobody_does_is_started_again(app: FastAPI, monkeypatch: pytest.MonkeyPatch):
    office = app.state.office
    started: list[str] = []
    monkeypatch.setattr(labour, "start", lambda _workspace, id: started.append(id))
    browser = enter(app, Role.OFFICER)
    browser.post("/documents", files={"file": ("某.txt", "某区某事办法\n第一条 某事。\n".encode())})

    assert office.resume() == started[:1]


def test_too_large_a_request_is_refused_before_it_is_read(shared: FastAPI):
    answer = enter(shared, Role.OFFICER).post(
        "/documents", headers={"content-length": str(1 << 30)}, content=b""
    )

    assert answer.status_code == 413


def test_an_uploaded_registry_is_imported_or_its_bad_cells_are_told(app: FastAPI):
    workspace = app.state.office.workspace
    browser = enter(app, Role.OFFICER)

    def send(name: str, data: bytes) -> work.Job:
        answer = browser.post("/registers", files={"file": (name, data)})
        return _finished(app, answer.headers["location"].partition("id=")[2])

    good = send("enterprises.xlsx", (workspace.path / "enterprises.xlsx").read_bytes())
    bad = send("projects.csv", "项目编号,设备投资额（万元）\nP1,一百\n".encode())

    assert good.state is work.State.DONE, good.error
    assert bad.state is work.State.FAILED
    assert "projects.csv" in (bad.error or "")
    assert not (workspace.path / "projects.csv").exists()


def test_the_library_shows_edges_what_is_missing_and_the_timeline(shared: FastAPI):
    page = enter(shared, Role.VISITOR).get(f"{API}/library").json()

    assert any(relation == "废止" for _, relation, _ in page["edges"])
    assert page["items"] == sorted(page["items"], key=lambda event: event["time"])


def test_one_topic_is_set_side_by_side_across_documents(shared: FastAPI):
    page = enter(shared, Role.VISITOR).get(f"{API}/compare/topic", params={"q": "技术改造"}).json()

    assert len({row["document"] for row in page["items"]}) == page["total"] > 1
    assert any(row["values"] for row in page["items"])


def test_a_measure_file_is_drafted_into_the_editor(shared: FastAPI):
    page = enter(shared, Role.OFFICER).get(f"{API}/measures/draft", params={"id": NUMBER}).json()

    assert page["content"].startswith("#") or "文号" in page["content"]
    assert "给付" in page["content"]
    assert page["findings"]  # a draft carries no worked cases, and the checker says so


def test_what_a_document_holds_cannot_become_markup_or_a_formula(app: FastAPI):
    text = '某区<script>alert(1)</script>若干规定\n某府规〔2026〕8号\n一、=HYPERLINK("x")支持。补助100万元。\n'
    _, where = _upload(app, "坏心.txt", text.encode())
    _finished(app, where.partition("id=")[2])
    browser = enter(app, Role.OFFICER)
    rows = browser.get(f"{API}/documents").json()["items"]
    id = next(row["id"] for row in rows if row["number"] == "某府规〔2026〕8号")

    for path in ("/documents", "/search?q=alert", "/library", "/review", "/compare/topic?q=支持"):
        assert "<script>alert" not in browser.get(path).text, path
    for path in ("/document", "/review/document", "/measures/draft"):
        assert "<script>alert" not in browser.get(path, params={"id": id}).text, path
    table = browser.get(f"{API}/search", params={"q": "HYPERLINK", "format": "csv"}).text
    assert not any(cell.startswith("=") for line in table.splitlines() for cell in line.split(","))


def test_a_job_whose_process_is_killed_again_and_again_is_done_in_the_end(app: FastAPI):
    """Nothing is lost: the upload is kept, the job waits again, the library stays whole."""
    office = app.state.office
    before = sorted(path.name for path in office.workspace.documents.iterdir())
    processes: list[Any] = []
    start = labour.start
    labour.start = lambda workspace, id: processes.append(start(workspace, id)) or processes[-1]  # type: ignore[assignment]
    try:
        _, where = _upload(
            app, "久.txt", "某区久久为功办法\n某府规〔2026〕7号\n第一条 甲。\n".encode()
        )
        id = where.partition("id=")[2]
        for pause in (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9):
            time.sleep(pause)
            processes[-1].kill()
            processes[-1].wait()
            assert sorted(p.name for p in office.workspace.documents.iterdir()) in (
                before,
                sorted([*before, "久.txt"]),
            )
            with office.records.write() as connection:  # as if half a minute had gone by
                connection.exec_driver_sql("UPDATE jobs SET beat = '2000', tries = 0")
            office.resume()
        job = _finished(app, id)
    finally:
        labour.start = start

    assert job.state is work.State.DONE, job.error
    assert (office.workspace.documents / "久.txt").exists()
