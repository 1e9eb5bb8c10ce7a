"""One line of time: a document's own days, what is done to it, what texts tell."""

from gangmu.corpus import timeline


def test_days_and_acts_stand_in_order_with_the_document_that_tells_of_them(
    paper, notice, corpus_of
):
    old = paper(
        "临江区企业兼并重组办法",
        "临府发〔2018〕11号",
        "2018年8月15日",
        "一、补助\n本办法自2018年9月1日起施行，有效期至2030年8月31日。",
    )
    stop = notice(
        "临江区人民政府关于废止文件的通知\n临府发〔2024〕7号\n各镇人民政府：\n"
        "决定废止《临江区企业兼并重组办法》（临府发〔2018〕11号）。\n临江区人民政府\n2024年6月6日\n"
    )
    corpus = corpus_of(old, (stop, [("废止", "临江区企业兼并重组办法", "临府发〔2018〕11号")]))
    found = [(e.time, e.what) for e in timeline(corpus) if e.title == "临江区企业兼并重组办法"]
    assert found == [
        ("2018-08-15", "公布"),
        ("2018-09-01", "施行"),
        ("2024-06-06", "废止"),
        ("2030-08-31", "届满"),
    ]


def test_what_a_text_tells_of_other_documents_is_on_the_line_with_its_place(notice, corpus_of):
    essay = notice(
        "临江工业的十年\n2015年出台了《临江区船舶工业规划》和《临江区港口条例》，2016年5月印发《临江区仓储办法》。\n"
    )
    found = timeline(corpus_of(essay))
    assert [(e.time, e.what, e.title) for e in found] == [
        ("2015", "出台", "临江区船舶工业规划"),
        ("2015", "出台", "临江区港口条例"),
        ("2016-05", "印发", "临江区仓储办法"),
    ]
    assert all(e.span and e.source.quote(e.span) == f"《{e.title}》" for e in found)


def test_the_seeds_tell_of_the_plans_of_2004_to_2007(seeds):
    told = [e.time for e in timeline(seeds) if e.what == "颁布"]
    assert told == ["2004", "2005", "2005", "2005", "2006", "2006", "2007"]
