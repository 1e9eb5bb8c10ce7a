import time

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
