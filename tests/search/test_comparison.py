from pathlib import Path

from gangmu.extraction import extract
from gangmu.reading import read
from gangmu.search.comparison import compare

ONE = """甲区促进工业发展若干措施
一、支持技术改造。对设备投资额500万元以上的技术改造项目，按设备投资额的10%给予补助，最高300万元。
二、支持企业上市。对首次公开发行股票的企业，给予一次性奖励200万元。
"""
OTHER = """乙区促进工业发展若干措施
一、鼓励企业上市。企业首次公开发行股票的，给予一次性奖励500万元。
二、鼓励技术改造。对设备投资额1000万元以上的技术改造项目，按设备投资额的10%给予补助，最高500万元。
三、支持人才安居。对引进的高层次人才给予租房补贴。
"""


def _two(tmp_path: Path):
    documents = []
    for name, text in (("甲", ONE), ("乙", OTHER)):
        path = tmp_path / f"{name}.txt"
        path.write_text(text, "utf-8")
        documents += read(path)
    return documents, {d.id: extract(d).claims for d in documents}


def test_clauses_about_the_same_are_paired_whatever_their_order(tmp_path: Path):
    (one, other), claims = _two(tmp_path)

    found = compare(one, other, claims)

    assert [(pair.one.clause, pair.other.clause) for pair in found.pairs] == [
        ("一", "二"),
        ("二", "一"),
    ]
    assert [passage.clause for passage in found.only_other] == ["三"]
    assert found.only_one == ()


def test_numbers_that_differ_stand_beside_each_other(tmp_path: Path):
    (one, other), claims = _two(tmp_path)

    pair = compare(one, other, claims).pairs[0]

    values = {
        (str(d.one.quantity.value), str(d.other.quantity.value)): d.same
        for d in pair.differences
        if d.one and d.other
    }
    assert values == {("500", "1000"): False, ("10", "10"): True, ("300", "500"): False}


def test_the_evidence_is_the_longest_run_that_both_print(tmp_path: Path):
    (one, other), claims = _two(tmp_path)

    shared = compare(one, other, claims).pairs[0].shared

    assert shared is not None
    assert (
        one.quote(shared[0])
        == other.quote(shared[1])
        == "00万元以上的技术改造项目，按设备投资额的10%给予补助，最高"
    )


def test_a_document_equals_itself(tmp_path: Path):
    (one, _), claims = _two(tmp_path)

    found = compare(one, one, claims)

    assert all(pair.likeness == 1.0 for pair in found.pairs)
    assert all(d.same for pair in found.pairs for d in pair.differences)
