"""Drafts: what is read becomes conditions and amounts; what is not stays in its own words."""

import pytest

from gangmu.drafting import draft, write_draft
from gangmu.extraction import extract
from gangmu.measures.facts import load_facts
from gangmu.measures.wording import write
from gangmu.reading import read
from gangmu.terms import InputError


def test_criteria_become_comparisons_of_facts(make_draft):
    made = make_draft(
        "一、支持创新\n（一）研发补助。对年研发费用500万元以上、研发费用占营业收入比重不低于5%的规模以上工业企业，"
        "按其年研发费用的2%给予补助，每家企业每年最高不超过100万元。\n"
    )
    assert made.errors == []
    assert made.tests == [
        "规模以上",
        "行业代码 属于 06至46",
        "研发费用 ≥ 500万元",
        "研发费用占比 ≥ 5%",
    ]
    assert write(made.measure.amount) == "2% × 研发费用"
    assert write(made.measure.cap) == "100万元"
    assert made.measure.frequency == "每年"
    assert made.pending == []


def test_bands_become_a_table(make_draft):
    made = make_draft(
        "一、上台阶。对年营业收入1亿元以上的企业，按以下标准奖励：\n"
        "（一）1亿元（含）至5亿元（不含）的，奖励10万元；\n（二）5亿元（含）以上的，奖励30万元。\n"
    )
    assert made.errors == []
    assert "- [1亿元(含)至5亿元(不含), 10万元]" in made.text
    assert "- [5亿元(含)以上, 30万元]" in made.text


def test_a_ladder_becomes_bands_between_its_rungs(make_draft):
    made = make_draft(
        "一、上台阶。对年营业收入达到1亿元、5亿元、10亿元的企业，分别给予10万元、30万元、60万元奖励。\n"
    )
    assert "- [1亿元(含)至5亿元(不含), 10万元]" in made.text
    assert "- [10亿元(含)以上, 60万元]" in made.text


def test_titles_become_the_highest_of_several(make_draft):
    made = make_draft(
        "一、专精特新。对国家级专精特新“小巨人”企业，每年给予30万元支持；"
        "对市级专精特新中小企业，每年给予10万元支持。同一企业按最高一档执行。\n"
    )
    assert made.errors == []
    assert made.measure.bounds == (0, 30_0000_00)
    assert made.tests == ["称号 包含 专精特新小巨人企业 或 称号 包含 专精特新中小企业"]


def test_what_is_not_understood_stays_in_the_words_of_the_document(make_draft):
    made = make_draft("一、其他。对获得省长质量奖提名的企业，给予20万元奖励。\n")
    assert made.errors == []
    assert "- 待定: 获得省长质量奖提名的企业" in made.text
    assert any("获得省长质量奖提名" in cause for cause in made.pending)


def test_an_amount_that_cannot_be_said_is_pending_with_its_words(make_draft):
    made = make_draft("一、见习。对吸纳见习生的企业，按每名见习生1000元给予补贴，最高20万元。\n")
    assert made.errors == []
    assert any("每名见习生1000元" in cause for cause in made.pending)
    assert made.measure.bounds == (0, 20_0000_00)


def test_a_fact_that_is_only_near_says_so(make_draft):
    made = make_draft("一、租金。对租赁产业用房500平方米以上的企业，给予10万元补贴。\n")
    assert "租赁面积 ≥ 500平方米" in made.text
    assert "按最接近的事实「租赁面积」写" in made.text


def test_conditions_of_the_whole_document_go_into_every_measure(make_draft):
    made = make_draft(
        "一、奖励。对规模以上企业，给予10万元奖励。\n"
        "二、附则。本政策适用于在本区登记注册、具有独立法人资格、财务制度健全的企业。"
        "存在严重失信行为的，不予支持。\n"
    )
    assert made.errors == []
    assert "- 满足: 注册地 属于 临江区" in made.text
    assert "- 满足: 严重失信" in made.text
    assert "- 待定: 财务制度健全的企业" in made.text


def test_a_region_that_is_named_is_the_region(make_draft):
    made = make_draft(
        "一、奖励。对在临江区注册的规模以上企业，给予10万元奖励。\n"
        "二、补助。对在海东区注册的规模以上企业，给予5万元补助。\n"
    )
    assert made.errors == []
    assert "注册地 属于 临江区  # 一 [" in made.text
    assert "海东区注册" in made.text.partition("待定: ")[2]
    assert "注册地 属于 海东区" not in made.text


def test_every_node_cites_its_clause_and_words(make_draft):
    made = make_draft("一、奖励。对年营业收入1亿元以上的企业，给予10万元奖励。\n")
    line = next(line for line in made.text.splitlines() if "营业收入 ≥ 1亿元" in line)
    _, _, cite = line.partition("# ")
    assert cite.startswith("一 [")
    assert cite.endswith("「年营业收入1亿元以上」")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("奖励按进度分两期拨付，立项后拨付40%，验收后拨付60%。", "立项后拨付40%"),
        ("三年内迁出的，追回已发放的奖励。", "追回已发放的奖励"),
    ],
)
def test_terms_that_no_key_says_yet_are_listed(make_draft, sentence, words):
    made = make_draft(
        f"一、奖励。对年营业收入1亿元以上的企业，给予10万元奖励。{sentence}\n二、其他。另行通知。\n"
    )
    assert made.errors == []
    assert any(words in cause for cause in made.pending)


def test_a_group_where_only_the_highest_counts(make_draft):
    made = make_draft(
        "一、支持企业\n（一）龙头企业。对列入区龙头企业名录的企业，每年给予100万元奖励。\n"
        "（二）骨干企业。对列入区骨干企业名录的企业，每年给予50万元奖励。"
        "同一企业同时符合本条和上一条规定的，按照就高不重复的原则执行。\n"
    )
    assert made.draft.groups == (("龙头企业", "骨干企业"),)
    assert made.errors == []


def test_the_year_assessed_is_a_name(make_draft):
    body = "一、升规。对当年首次纳入规模以上统计的工业企业，给予20万元一次性奖励。\n"
    assert "首次升规年度 = 考核年度" in make_draft(body, 2025).text
    unknown = make_draft(body, None)
    assert "首次升规年度 = 考核年度" in unknown.text
    assert unknown.errors == []


@pytest.mark.parametrize(
    ("sentence", "lines"),
    [
        ("奖励分两年按6:4比例兑付。", ["分期:", "- 名称: 第一年", "比例: 60%", "年份: 第1年"]),
        ("所需资金由区、镇两级财政按7:3的比例分担。", ["分担:", "区级: 70%", "镇级: 30%"]),
    ],
)
def test_how_it_is_paid_where_the_words_say_it(make_draft, sentence, lines):
    made = make_draft(f"一、奖励。对年营业收入1亿元以上的企业，给予10万元奖励。{sentence}\n")
    assert made.errors == []
    written = [line.partition("  #")[0].strip() for line in made.text.splitlines()]
    assert [line for line in lines if line not in written] == []


def test_slices_and_steps_are_written_in_the_forms_of_the_language(make_draft):
    made = make_draft(
        "一、研发。对年研发费用100万元以上的企业，按以下标准补助：\n（一）研发费用500万元（含）以下的部分，按2%补助；\n"
        "（二）研发费用超过500万元的部分，按4%补助。\n"
        "二、增产。对规模以上企业，工业总产值每增加1000万元奖励2万元，最高60万元。\n"
    )
    assert made.errors == []
    sliced, stepped = made.file.measures
    assert "          - 至: 500万元\n            按: 2%\n          - 按: 4%" in made.text
    assert sliced.bounds == (0, None)
    assert "每满" in made.text
    assert stepped.bounds == (0, 60_0000_00)


def test_benefits_at_discretion_have_no_amount(make_draft):
    made = make_draft("一、重大项目。对符合主导产业方向的重大项目，按“一事一议”方式给予支持。\n")
    assert made.errors == []
    assert made.measure.bounds == (0, None)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "《若干政策措施》政策解读",
            "一、企业能得到什么？对上台阶的企业，给予20万元奖励。\n解读机关：区工信局\n",
        ),
        ("制造业的根", "有人主张，对重点企业应当每年给予500万元奖励。我以为不必。\n"),
    ],
)
def test_texts_that_are_not_official_give_no_draft(tmp_path, title, text):
    path = tmp_path / "文章.txt"
    path.write_text(f"{title}\n\n{text}", encoding="utf-8")
    (document,) = read(path)
    with pytest.raises(InputError, match="不能起草措施"):
        draft(document, extract(document), load_facts(), 2025)


def test_a_document_without_benefits_gives_no_draft(make_draft):
    with pytest.raises(InputError, match="没有找到奖补条款"):
        make_draft("一、目标。到2027年，规模以上工业总产值达到500亿元。\n")


def test_an_amount_per_head_is_never_written_as_a_flat_one(make_draft):
    made = make_draft("一、高管。对年营业收入1亿元以上的企业，每人每月补助生活费1000元。\n")
    assert made.errors == []
    assert any("每人每月补助生活费1000元" in cause for cause in made.pending)
    assert made.measure.bounds == (0, None)


def test_either_of_two_is_either_of_two(make_draft):
    made = make_draft(
        "一、奖励。对年营业收入10亿元以上，或年研发费用5000万元以上的企业，给予10万元奖励。\n"
    )
    assert made.errors == []
    assert made.tests == ["营业收入 ≥ 10亿元 或 研发费用 ≥ 5000万元"]


def test_what_excludes_never_becomes_a_condition(make_draft):
    made = make_draft(
        "一、奖励。对规模以上企业，给予10万元奖励。\n"
        "二、附则。近三年受过行政处罚且未整改到位的企业，不予支持。\n"
    )
    assert made.errors == []
    (excluded,) = [t for t in made.measure.tests if t.excludes]
    assert "近三年受过行政处罚且未整改到位的企业" in excluded.text


def test_what_must_come_first_is_asked(make_draft):
    made = make_draft("一、奖励。对区内龙头企业，每年进行综合评定后给予100万元奖励。\n")
    assert any("每年进行综合评定后" in cause for cause in made.pending)


def test_facts_that_are_missing_are_declared_for_the_next_draft(make_draft, tmp_path):
    made = make_draft("一、奖励。对年薪总额100万元以上的企业，按合同金额的2%给予奖励。\n")
    assert made.errors == []
    assert "#   合同金额: {类型: 金额}" in made.text
    lines = [line for line in made.text.splitlines() if line.startswith(("# 企业:", "#   "))]
    path = tmp_path / "facts.yaml"
    path.write_text("\n".join(line[2:] for line in lines) + "\n", encoding="utf-8")

    book = load_facts(path)

    (document,) = read(tmp_path / "临江.txt")
    again = write_draft(draft(document, extract(document), book, 2025))
    assert "给付: 2% × 合同金额" in again
    assert "待定" not in again.partition("措施:")[2]


def test_tiers_that_several_facts_choose(make_draft):
    made = make_draft(
        "一、成长。对年产值5亿元以上、同比增长不低于15%，或年产值1亿元以上、同比增长不低于20%的企业，"
        "分别给予30万元、20万元奖励。\n"
    )
    assert made.errors == []
    assert "- 若: 工业总产值 ≥ 5亿元 且 工业总产值增速 ≥ 15%" in made.text


def test_a_promise_that_does_not_say_how_much_is_drafted_without_an_amount(make_draft):
    made = make_draft(
        "一、改造。对设备先进的内资投资项目,经区有关部门审定,享受技术改造扶持政策。\n"
    )
    assert made.errors == []
    assert "企业.资本类型 = 内资" in made.tests
    assert any("享受技术改造扶持政策" in cause for cause in made.pending)


def test_a_list_without_clauses_rests_on_the_whole_document(make_draft):
    made = make_draft(
        "序号\t政策名称\t支持对象\t支持条件\t支持标准\n"
        "1\t技改补助\t工业企业\t设备投资额300万元以上\t按设备投资额的10%补助，最高200万元\n"
    )
    assert made.errors == []
    assert made.measure.clause == "全文"


def test_what_is_demanded_behind_a_rule_is_kept(make_draft):
    made = make_draft(
        "一、平台支持\n（一）运行补助。对公共检测平台，按技术服务收入的10%给予补助，最高50万元。"
        "申请补助的机构须取得检测资质，从业人员20人以上。\n"
    )
    assert made.errors == []
    assert "从业人员 ≥ 20人" in made.tests
    assert "申请补助的机构须取得检测资质" in made.text
