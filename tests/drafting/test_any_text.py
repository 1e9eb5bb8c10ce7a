"""Whatever a document says, its draft opens, and every span lies inside the text."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.drafting import draft, write_draft
from gangmu.extraction import extract
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import parse_text
from gangmu.reading import read
from gangmu.terms import InputError, SourceClass

WORDS = [
    "对", "凡", "企业", "项目", "园区", "工业企业", "高新技术企业", "规模以上", "年营业收入", "研发费用", "设备投资额", "比上年增长",
    "1亿元", "500万元", "20万元", "10%", "3‰", "5家", "二级", "A类", "2025年", "以上", "以下", "不低于", "超过", "首次突破", "（含）至",
    "的", "，", "、", "。", "；", "：", "且", "或", "并", "按", "给予", "奖励", "补助", "贴息", "最高", "不超过", "每家", "每增加", "分别",
    "的部分", "其中", "分三年兑付", "就高不重复", "追回", "不予支持", "一事一议", "符合下列条件中两项以上的", "（一）", "\n", "二、", "第三条 ",
    "：#{}[]'\"", "&*!|>%@`", "支持标准：", "支持条件：", "级别\t奖励标准\n", "国家级\t100万元\n",
]  # fmt: skip


@pytest.fixture(name="blank", scope="module")
def _blank(tmp_path_factory):
    path: Path = tmp_path_factory.mktemp("空") / "临江.txt"
    path.write_text(
        "临江区促进工业发展若干政策措施\n临府规〔2024〕9号\n临江区人民政府\n2024年5月28日\n",
        "utf-8",
    )
    return path


@given(words=st.lists(st.sampled_from(WORDS), min_size=10, max_size=60))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_document_gives_a_draft_that_opens(blank, words):
    body = "".join(words)
    blank.write_text(
        f"临江区人民政府关于印发若干政策措施的通知\n临府规〔2024〕9号\n一、支持\n{body}\n", "utf-8"
    )
    try:
        documents = read(blank)
    except InputError:
        return
    for document in documents:
        found = extract(document)
        size = len(document.text)
        for benefit in found.benefits:
            spans = [
                benefit.span,
                *(c.span for c in benefit.criteria),
                *(p.span for p in benefit.provisions),
            ]
            assert all(0 <= s.start <= s.end <= size for s in spans)
        try:
            made = draft(
                replace(document, source_class=SourceClass.OFFICIAL), found, load_facts(), 2025
            )
        except InputError:
            continue
        assert parse_text(write_draft(made), load_facts()).findings.errors == []
