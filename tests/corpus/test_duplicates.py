"""Copies and excerpts: found through layout and small changes, and no other pairs."""

import random

import pytest

from gangmu.corpus import Kinship, find_overlaps

SENTENCES = [
    f"第{n}项任务由{who}牵头，到{2020 + n}年建成{n * 3}个{what}，投入资金{n * 7}亿元，服务企业{n * 11}家。"
    for n, (who, what) in enumerate(
        [
            ("船舶集团", "干船坞"),
            ("科技部门", "共性技术平台"),
            ("商务部门", "保税展示中心"),
            ("农业部门", "冷链加工基地"),
            ("教育部门", "产教融合学院"),
            ("水务部门", "再生水工厂"),
            ("交通部门", "智能网联测试场"),
            ("园区公司", "标准厂房"),
            ("文旅部门", "工业博物馆"),
            ("能源公司", "储能电站"),
        ],
        1,
    )
]


def texts(notice, *bodies):
    return [notice(f"临江区文件{n}\n{body}\n") for n, body in enumerate(bodies, 1)]


def test_the_same_text_in_another_layout_is_a_copy(notice):
    body = "".join(SENTENCES)
    documents = texts(notice, body, body.replace("，", ",\n").replace("。", " 。　"))
    [found] = find_overlaps(documents)
    assert found.kinship is Kinship.COPY
    assert found.one_in_other > 0.95
    assert found.other_in_one > 0.95


def test_some_sentences_of_a_long_text_are_an_excerpt_with_the_words_they_share(notice):
    whole, part = texts(notice, "".join(SENTENCES), "".join(SENTENCES[3:6]))
    [found] = find_overlaps([whole, part])
    assert found.kinship is Kinship.EXCERPT
    assert found.one is part
    assert found.one_in_other > 0.8
    assert found.other_in_one < 0.5
    for sentence in SENTENCES[3:6]:
        assert sentence.rstrip("。") in found.words
    assert SENTENCES[4] in whole.quote(found.evidence[1])


def test_documents_that_share_a_sentence_are_no_pair(notice):
    documents = texts(notice, "".join(SENTENCES[:5]), "".join(SENTENCES[4:]))
    assert find_overlaps(documents) == ()


def test_copies_beyond_the_number_that_is_compared_pairwise_are_all_found(notice):
    shuffled = SENTENCES[:]
    random.Random(1).shuffle(shuffled)
    documents = texts(notice, *(["".join(SENTENCES)] * 40))
    found = find_overlaps(documents)
    met = {document.path for overlap in found for document in (overlap.one, overlap.other)}
    assert met == {document.path for document in documents}


def test_texts_too_short_to_compare_are_left_alone(notice):
    assert find_overlaps(texts(notice, "做强。", "做强。")) == ()


def test_nothing_has_no_overlaps():
    assert find_overlaps([]) == ()


@pytest.mark.parametrize("reverse", [False, True])
def test_in_the_seeds_only_the_plan_printed_twice_is_a_pair(seeds, reverse):
    documents = seeds.documents[::-1] if reverse else seeds.documents
    [found] = find_overlaps(documents)
    assert {found.one, found.other} == {seeds.documents[15], seeds.documents[19]}
    assert found.one is seeds.documents[15]
    assert found.one_in_other > 0.85
