"""Edges between documents: resolved by 文号 or title, missing parents listed, doubts told."""

from gangmu.corpus import Corpus


def cited(corpus: Corpus) -> list[list[str]]:
    return [[document.id for document in edge.cited] for edge in corpus.edges]


def test_a_citation_finds_its_document_by_number_in_other_brackets(paper, corpus_of):
    plan = paper("临江区制造业规划", "临府发〔2024〕3号", "2024年2月1日", "一、目标\n做强。")
    rules = paper(
        "临江区技改细则",
        "临府发〔2025〕1号",
        "2025年1月5日",
        "根据《临江区制造业发展规划》（临府发[2024]3号），制定本细则。",
    )
    corpus = corpus_of(plan, (rules, []))
    assert corpus.numbered("临府发（2024）第3号") == (plan,)
    assert cited(corpus_of(plan, rules)) == [["临府发〔2024〕3号"]]


def test_a_citation_without_number_finds_its_document_by_title(paper, corpus_of):
    plan = paper(
        "临江区制造业三年行动计划（2024—2026年）",
        "临府发〔2024〕3号",
        "2024年2月1日",
        "一、目标\n做强。",
    )
    old = paper(
        "临江区制造业三年行动计划（2021—2023年）",
        "临府发〔2021〕3号",
        "2021年2月1日",
        "一、目标\n做强。",
    )
    rules = paper(
        "临江区技改细则",
        "临府发〔2025〕1号",
        "2025年1月5日",
        "根据《制造业三年行动计划（2024-2026年）》，制定本细则。",
    )
    corpus = corpus_of(old, plan, (rules, [("依据", "制造业三年行动计划（2024-2026年）", None)]))
    assert cited(corpus) == [["临府发〔2024〕3号"]]


def test_a_title_with_another_number_is_another_document(paper, corpus_of):
    new = paper("临江区技改补助办法", "临府发〔2024〕3号", "2024年2月1日", "一、补助\n补助。")
    rules = paper(
        "临江区技改细则",
        "临府发〔2025〕1号",
        "2025年1月5日",
        "依据《临江区技改补助办法》（临府发〔2019〕9号）兑付余款。",
    )
    corpus = corpus_of(new, (rules, [("依据", "临江区技改补助办法", "临府发〔2019〕9号")]))
    assert cited(corpus) == [[]]
    assert [m.number for m in corpus.missing()] == ["临府发〔2019〕9号"]


def test_of_two_editions_the_newest_one_that_was_out_is_meant(paper, corpus_of):
    text = "一、补助\n补助。"
    editions = [
        paper("临江区技改补助办法", f"临府发〔{year}〕3号", f"{year}年2月1日", text)
        for year in (2018, 2022, 2026)
    ]
    rules = paper(
        "临江区技改细则",
        "临府发〔2025〕1号",
        "2025年1月5日",
        "根据《临江区技改补助办法》，制定本细则。",
    )
    corpus = corpus_of(*editions, (rules, [("依据", "临江区技改补助办法", None)]))
    assert cited(corpus) == [["临府发〔2022〕3号"]]


def test_two_documents_of_one_name_and_day_are_a_doubt_and_no_guess(paper, corpus_of):
    text = "一、补助\n补助。"
    editions = [
        paper("临江区技改补助办法", f"临府发〔2022〕{n}号", "2022年2月1日", text) for n in (3, 4)
    ]
    rules = paper(
        "临江区技改细则",
        "临府发〔2025〕1号",
        "2025年1月5日",
        "根据《临江区技改补助办法》，制定本细则。",
    )
    corpus = corpus_of(*editions, (rules, [("依据", "临江区技改补助办法", None)]))
    [missing] = corpus.missing()
    assert "分不清" in missing.doubt


def test_missing_parents_are_listed_once_with_everyone_who_cites_them(paper, notice, corpus_of):
    one = paper(
        "临江区甲方案",
        "临府发〔2025〕1号",
        "2025年1月5日",
        "根据《滨海市制造业总体规划》（滨府发〔2023〕8号），制定本方案。",
    )
    two = paper(
        "临江区乙方案",
        "临府发〔2025〕2号",
        "2025年1月6日",
        "落实《滨海市制造业总体规划》，制定本方案。",
    )
    corpus = corpus_of(
        (one, [("依据", "滨海市制造业总体规划", "滨府发〔2023〕8号")]),
        (two, [("落实", "滨海市制造业总体规划", None)]),
    )
    [missing] = corpus.missing()
    assert (missing.title, missing.number) == ("滨海市制造业总体规划", "滨府发〔2023〕8号")
    assert [edge.citing for edge in missing.edges] == [one, two]


def test_the_same_document_in_two_files_is_cited_in_both(paper, corpus_of):
    text = "一、目标\n做强。"
    copies = [
        paper("临江区制造业规划", "临府发〔2024〕3号", "2024年2月1日", text) for _ in range(2)
    ]
    rules = paper(
        "临江区技改细则",
        "临府发〔2025〕1号",
        "2025年1月5日",
        "根据《临江区制造业规划》（临府发〔2024〕3号），制定本细则。",
    )
    [edge] = corpus_of(*copies, rules).edges
    assert edge.cited == tuple(copies)


def test_the_seeds_resolve_the_plan_that_songjiang_carries_out(seeds):
    edge = next(e for e in seeds.edges if e.citing.id == "沪松府[2011]77号")
    # Both copies of it: one on a page with the place in its title, one without.
    assert [d.metadata.title for d in edge.cited] == ["优先发展先进制造业行动方案"] * 2


def test_the_seeds_miss_the_outline_that_the_city_plan_rests_on(seeds):
    by_citing = {
        edge.citing.id: missing.title for missing in seeds.missing() for edge in missing.edges
    }
    assert "远景目标纲要" in by_citing["沪府办发〔2021〕12号"]
