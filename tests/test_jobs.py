"""Jobs: what is settled depends on what is in force on the day, by the documents themselves."""

from datetime import date

import pytest

from gangmu.demo import DAY
from gangmu.jobs import measures
from gangmu.jobs.documents import read_library
from gangmu.store import Workspace
from gangmu.terms import InputError

NUMBER = "临江府规发〔2024〕6号"


def skipped(workspace: Workspace, day: date) -> dict[str, str]:
    settlement = measures.evaluate(workspace, day).settlement
    return {each.name: each.reason for each in settlement.skipped}


def test_the_notice_that_names_the_new_document_beside_the_repealed_ones_skips_nothing(
    linjiang: Workspace,
):
    assert skipped(linjiang, DAY) == {}


def test_a_repealed_document_is_skipped_with_its_reason_from_the_day_on(linjiang: Workspace):
    (linjiang.documents / "90-废止.txt").write_text(
        "滨海市临江区人民政府关于废止若干政策措施的通知\n临江府规发〔2026〕1号\n各镇人民政府：\n"
        f"决定废止《临江区促进先进制造业高质量发展若干政策措施》（{NUMBER}）。\n"
        "滨海市临江区人民政府\n2026年6月15日\n",
        "utf-8",
    )

    before, after = (skipped(linjiang, date(2026, 6, day)) for day in (14, 15))

    assert before == {}
    [(name, reason)] = after.items()
    assert NUMBER in name
    assert reason.startswith("已废止：自 2026-06-15 起被")
    assert "临江府规发〔2026〕1号" in reason


def test_nothing_is_explained_by_a_document_that_was_repealed(linjiang: Workspace):
    line = measures.evaluate(linjiang, DAY).settlement.lines.to_pylist()
    applicant = next(each for each in line if each["文号"] == NUMBER and each["结论"] == "符合")
    (linjiang.documents / "90-废止.txt").write_text(
        "滨海市临江区人民政府关于废止若干政策措施的通知\n临江府规发〔2026〕1号\n各镇人民政府：\n"
        f"决定废止《临江区促进先进制造业高质量发展若干政策措施》（{NUMBER}）。\n"
        "滨海市临江区人民政府\n2026年6月15日\n",
        "utf-8",
    )

    with pytest.raises(InputError, match="当日没有以企业为对象的有效措施"):
        measures.explain(linjiang, applicant["编号"], None, DAY)


def test_measures_of_a_document_whose_period_is_over_are_settled_with_a_warning(
    linjiang: Workspace,
):
    for path in (*linjiang.path.glob("documents/02-*"), *linjiang.path.glob("documents/03-*")):
        path.unlink()
    (linjiang.path / "documents" / "02.txt").write_text(
        "临江区促进先进制造业高质量发展若干政策措施（2023—2025年）\n临江府规发〔2024〕6号\n各镇人民政府：\n一、支持\n翻番。\n"
        "滨海市临江区人民政府\n2024年5月28日\n",
        encoding="utf-8",
    )
    documents = read_library([linjiang.documents]).documents
    files = measures.check_measures(linjiang, ()).files
    assert measures.perhaps_not_in_force(files, documents, date(2025, 12, 31)) == ()
    [doubt] = measures.perhaps_not_in_force(files, documents, date(2026, 1, 1))
    assert doubt.startswith("临江府规发〔2024〕6号 届满待核：2023—2025 年期限已满")
