from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.search import ClauseIndex, Entry, Query, index
from gangmu.search.passages import fold
from gangmu.terms import InputError

from .conftest import document


def test_a_phrase_is_found_as_it_stands_and_marked(filled: ClauseIndex):
    found = filled.find(Query("设备投资额500万元"))

    assert [(hit.document, hit.clause) for hit in found.hits] == [("甲区", "1")]
    [hit] = found.hits
    assert [hit.text[a:b] for a, b in hit.marks] == ["设备投资额500万元"]


def test_traditional_and_full_width_text_is_found_by_simplified_words_and_quoted_as_printed(
    filled: ClauseIndex,
):
    [hit] = filled.find(Query("设备投资额1000万元")).hits

    assert hit.document == "乙区"
    assert [hit.text[a:b] for a, b in hit.marks] == ["設備投資額１０００萬元"]


def test_a_heading_of_a_measure_comes_before_a_list_of_references(filled: ClauseIndex):
    clauses = [(hit.document, hit.clause) for hit in filled.find(Query("技术改造")).hits]

    assert clauses[-1] == ("乙区", "1")
    assert set(clauses[:2]) == {("甲区", "1"), ("乙区", "2")}


def test_several_words_must_all_occur(filled: ClauseIndex):
    assert filled.find(Query("技术改造 300万元")).total == 1
    assert filled.find(Query("技术改造 900万元")).total == 0


def test_a_question_finds_the_clause_that_answers_it(filled: ClauseIndex):
    found = filled.find(Query("企业技术改造项目能补助多少？"))

    assert (found.hits[0].document, found.hits[0].clause) == ("甲区", "1")


def test_one_character_finds_every_passage_that_has_it(filled: ClauseIndex):
    assert filled.find(Query("云")).total == 1


def test_facets_filter_and_count(filled: ClauseIndex):
    everything = filled.find(Query("技术改造"))
    local = filled.find(Query("技术改造", {"level": "区县"}))

    assert everything.counts["level"] == {"市": 2, "区县": 1}
    assert {hit.document for hit in local.hits} == {"甲区"}


def test_a_facet_that_does_not_exist_is_told(filled: ClauseIndex):
    with pytest.raises(InputError, match="没有分面「颜色」"):
        filled.find(Query("技术", {"颜色": "红"}))


def test_an_updated_document_takes_the_place_of_its_old_text(filled: ClauseIndex):
    filled.update([Entry(document("甲区", ("人才", "给予安家费。")), {})])

    assert filled.find(Query("设备投资额500万元")).total == 0
    assert filled.find(Query("安家费")).total == 1


def test_a_document_that_is_gone_is_no_longer_found(filled: ClauseIndex):
    filled.update([], gone=["甲区"])

    assert filled.find(Query("上云用数赋智")).total == 0
    assert list(filled.known()) == ["乙区"]


def test_an_index_is_opened_again_as_it_was(filled: ClauseIndex):
    again = ClauseIndex.open(filled.path)

    assert again.find(Query("上云")).total == 1


@pytest.mark.parametrize("damage", ["meta.json", "layout.json"])
def test_a_damaged_index_starts_empty_instead_of_failing(filled: ClauseIndex, damage: str):
    (filled.path / damage).write_text("{", "utf-8")

    again = ClauseIndex.open(filled.path)

    assert again.find(Query("上云")).total == 0


_WORDS = st.text("先进制造业技改投资万元0123ＡａB（）“” \n", min_size=2, max_size=60)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_WORDS, min_size=1, max_size=5), st.data())
def test_every_substring_of_two_or_more_characters_is_found(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[str], data: st.DataObject
):
    index = ClauseIndex.open(Path(tmp_path_factory.mktemp("index")))
    made = document("某", *(("题", body) for body in bodies))
    index.update([Entry(made, {})])
    body = data.draw(st.sampled_from(bodies))
    run = body[data.draw(st.integers(0, len(body) - 1)) :][: data.draw(st.integers(2, 12))]
    words = fold(run).text
    expected = sum(words in fold(f"{n}. 题\n{b}").text for n, b in enumerate(bodies, 1))
    if len(words) < 2:
        return

    assert index.find(Query("".join(run.split()))).total == expected


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('Failed to acquire Lockfile: IoError(Os { code: 13, message: "…" })', "没有写入权限"),
        ("An IO error occurred: 'No space left on device (os error 28) at path …'", "磁盘已满"),
    ],
)
def test_a_disk_that_refuses_the_index_is_told(tmp_path, monkeypatch, said, told):
    def refuse(*_args, **_kwargs):
        raise ValueError(said)

    monkeypatch.setattr(index.tantivy, "Index", refuse)
    with pytest.raises(InputError, match=f"写检索索引失败，{told}"):
        ClauseIndex.open(tmp_path / "index")


def test_what_is_said_for_short_is_asked_in_full(index: ClauseIndex):
    found = document(
        "甲县", ("支持技术改造", "按设备投资额的8%给予补助。"), ("附则", "由县财政局解释。")
    )
    index.update([Entry(found, {})])

    [hit] = index.find(Query("技改能补多少钱？")).hits

    assert hit.clause == "1"
    assert "技术改造" in [hit.text[a:b] for a, b in hit.marks]
    assert not index.find(Query("技改")).hits  # words that do not ask are looked for as they stand
