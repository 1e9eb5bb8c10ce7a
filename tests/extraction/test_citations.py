"""Citations: which documents a document stands on, carries out, repeals, amends or prolongs."""

import pytest

from gangmu.extraction import extract


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "根据《临江市专项资金管理办法》（临政办发〔2019〕88号），制定本细则。",
            [("依据", "临江市专项资金管理办法", "临政办发〔2019〕88号")],
        ),
        (
            "为贯彻落实《临江市工业发展规划》，制定本方案。",
            [("落实", "临江市工业发展规划", None)],
        ),
        (
            "本办法自印发之日起施行，《临江区技改补助办法》（临府发〔2018〕3号）同时废止。",
            [("废止", "临江区技改补助办法", "临府发〔2018〕3号")],
        ),
        (
            "《临江区人才奖励办法》有效期延长至2027年12月31日。",
            [("延长", "临江区人才奖励办法", None)],
        ),
        ("对《临江区技改补助办法》作如下修改：", [("修改", "临江区技改补助办法", None)]),
        ("企业获得《高新技术企业证书》的，给予奖励。", []),
        (
            "《临江区甲管理办法》（临府发〔2020〕3号）、《临江区乙管理办法》自2026年1月1日起废止。",
            [
                ("废止", "临江区甲管理办法", "临府发〔2020〕3号"),
                ("废止", "临江区乙管理办法", None),
            ],
        ),
        (
            "根据《滨海市促进条例》，决定废止《临江区丙管理办法》和《临江区丁管理办法》。",
            [
                ("依据", "滨海市促进条例", None),
                ("废止", "临江区丙管理办法", None),
                ("废止", "临江区丁管理办法", None),
            ],
        ),
        (
            "保障《临江区新政策措施》（临府发〔2026〕1号）顺利实施，根据《滨海市管理办法》，决定废止下列文件：\n"
            "一、《临江区甲管理办法》（临府发〔2020〕3号）\n二、《临江区乙管理办法》\n"
            "上述文件自2026年1月1日起停止执行。",
            [
                ("依据", "滨海市管理办法", None),
                ("废止", "临江区甲管理办法", "临府发〔2020〕3号"),
                ("废止", "临江区乙管理办法", None),
            ],
        ),
    ],
)
def test_a_cue_beside_the_name_gives_the_relation(make_document, text, expected):
    document = make_document("临江区某办法", text)
    assert [(c.relation, c.title, c.number) for c in extract(document).citations] == expected


def test_a_decision_says_in_its_title_what_it_amends(make_document):
    document = make_document("关于修改《临江区技改补助办法》的决定", "一、删除第三条。")
    (citation,) = extract(document).citations
    assert (citation.relation, citation.title) == ("修改", "临江区技改补助办法")


def test_a_document_named_twice_is_one_edge(make_document):
    text = "根据《临江市工业发展规划》，制定本方案。按照《临江市工业发展规划》（临政发〔2021〕1号）要求，推进。"
    relations = [c.relation for c in extract(make_document("某方案", text)).citations]
    assert relations.count("依据") == 1
