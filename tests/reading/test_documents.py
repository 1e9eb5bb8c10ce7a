from pathlib import Path

import pytest

from gangmu.reading import read
from gangmu.reading.documents import split
from gangmu.terms import SourceClass

SHARED = Path(__file__).parents[2].parent / "shared"
PLAN = "临江区{0}产业发展规划\n\n临江区{0}产业发展规划为推动{0}产业发展，制定本规划。\n一、目标。到2028年翻一番。\n"


def pieces(text):
    return [text[a:b].split("\n")[0] for a, b, _ in split(text)]


def test_a_repeated_title_line_with_a_blank_line_opens_a_document():
    assert pieces(PLAN.format("汽车") + PLAN.format("医药")) == [
        "临江区汽车产业发展规划",
        "临江区医药产业发展规划",
    ]


def test_one_repeated_title_is_one_document():
    assert split(PLAN.format("汽车")) == [(0, len(PLAN.format("汽车")), None)]


def test_a_title_cut_short_and_printed_fields_open_documents():
    text = (
        "临江区人民政府关于印发《临江区集成电路产业发展三年行动计\n\n"
        "临江区人民政府关于印发《临江区集成电路产业发展三年行动计划》的通知\n文章内容。\n"
        "临江区新材料若干政策\n【发文字号】临政发〔2026〕1号【时效性】现行有效\n文章内容。\n"
    )
    assert len(split(text)) == 2


def test_the_attached_document_stays_with_its_notice():
    text = (
        "临江区人民政府关于印发《临江区汽车产业规划》的通知\n临政发〔2026〕1号\n各单位：\n"
        "现印发给你们。\n临江区人民政府\n2026年1月2日\n\n临江区汽车产业规划\n\n临江区汽车产业规划是……\n"
    )
    assert len(split(text)) == 1


def test_two_official_documents_one_after_the_other_come_apart():
    one = "临江区人民政府关于支持{}发展的意见\n临政发〔2026〕{}号\n各单位：\n一、任务。推进发展。\n临江区人民政府\n2026年1月2日\n"
    text = one.format("汽车", 1) + "\n" + one.format("医药", 2)
    assert pieces(text) == [
        "临江区人民政府关于支持汽车发展的意见",
        "临江区人民政府关于支持医药发展的意见",
    ]


def test_a_plain_title_opens_a_document_only_in_a_file_of_documents():
    plain = "临江区制造业的几点看法\n\n制造业是根本。\n"
    assert len(split(PLAN.format("汽车") + PLAN.format("医药") + plain)) == 3
    assert len(split("第一段话说完。\n" + plain)) == 1


def test_the_caption_of_a_later_document_belongs_to_none():
    text = (
        "临江市优先发展制造业行动方案\n"
        + PLAN.format("汽车")
        + PLAN.format("医药")
        + "优先发展制造业行动方案制造业是立国之本强国之基。\n"
    )
    found = split(text)
    assert [text[a:b][:8] for a, b, _ in found] == [
        "临江区汽车产业发",
        "临江区医药产业发",
        "优先发展制造业行",
    ]
    assert found[0].start == len("临江市优先发展制造业行动方案\n")
    assert found[2].title == "优先发展制造业行动方案"


def test_ids_are_unique_within_one_file(tmp_path):
    file = tmp_path / "两份.txt"
    file.write_text(
        PLAN.format("汽车") + PLAN.format("医药") + PLAN.format("汽车"), encoding="utf-8"
    )
    assert [d.id for d in read(file)] == [
        "临江区汽车产业发展规划",
        "临江区医药产业发展规划",
        "临江区汽车产业发展规划#2",
    ]


def test_every_piece_lies_at_its_origin(tmp_path):
    text = PLAN.format("汽车") + PLAN.format("医药")
    file = tmp_path / "两份.txt"
    file.write_text(text, encoding="utf-8")
    for document in read(file):
        assert text[document.origin : document.origin + len(document.text)] == document.text


def test_the_source_file_comes_apart_into_its_twenty_documents():
    if not (SHARED / "seeds").is_dir():
        pytest.skip("没有 ../shared/seeds")
    [file] = (SHARED / "seeds").glob("*.txt")
    documents = read(file)
    assert len(documents) == 20
    assert len({d.id for d in documents}) == 20
    assert [d.source_class for d in documents].count(SourceClass.OFFICIAL) == 12
    assert sum(d.metadata.number is not None for d in documents) == 8
