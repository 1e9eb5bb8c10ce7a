"""Sentences of our own, by kind of document: what each says, as lines of readable tuples.

A line is ``raw | kind comparator | indicator | time``; a role other than main stands behind the
kind in brackets.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.extraction import extract

PLAN = ("临江区智能制造三年行动计划（2024—2026年）", "2024-02-01")
FIVE = ("临江区“十四五”先进制造业发展规划", "2021-12-30")
MEASURES = ("临江区促进制造业高质量发展若干措施", "2024-04-08")
REPORT = ("2024年临江区政府工作报告", "2024-01-18")
EVALUATION = ("临江区“十四五”制造业发展规划中期评估报告", "2023-08-15")


def lines(document):
    """Write the claims of a document as readable lines."""
    made = []
    for claim in extract(document).claims:
        role = "" if claim.role == "main" else f"({claim.role})"
        made.append(
            f"{document.quote(claim.span)} | {claim.kind}{role} {claim.quantity.comparator}"
            f" | {claim.indicator.text if claim.indicator else '-'} | {claim.time or '-'}"
        )
    return made


CASES = {
    "a target takes the year of its sentence": (
        PLAN,
        "到2025年，建成智能工厂20家左右，其中国家级不少于2家。",
        ["20家 | target approx | 智能工厂 | 2025", "2家 | target ge | 国家级 | 2025"],
    ),
    "a target without a year is for the end of the plan": (
        PLAN,
        "培育瞪羚企业30家。",
        ["30家 | target eq | 瞪羚企业 | 2026"],
    ),
    "each year of a list governs its own number": (
        PLAN,
        "推进规上企业轻量化改造，2024年完成100家、2025年完成200家。",
        ["100家 | target eq | 规上企业 | 2024", "200家 | target eq | 规上企业 | 2025"],
    ),
    "分别 gives each number its own item": (
        PLAN,
        "到2026年，关键工序数控化率、研发设计工具普及率分别达到70%和85%。",
        [
            "70% | target reach | 关键工序数控化率 | 2026",
            "85% | target reach | 研发设计工具普及率 | 2026",
        ],
    ),
    "from A to B: the A is what was": (
        PLAN,
        "研发投入强度由2.8%提高到3.5%以上。",
        [
            "2.8% | actual(baseline) eq | 研发投入强度 | 2023",
            "3.5% | target ge | 研发投入强度 | 2026",
        ],
    ),
    "a change goes on about the indicator before it": (
        PLAN,
        "规上工业总产值力争突破3000亿元，年均增长8%左右。",
        [
            "3000亿元 | target gt | 规上工业总产值 | 2026",
            "8% | target approx | 规上工业总产值 | 2026",
        ],
    ),
    "a size on a counted noun is a qualifier": (
        PLAN,
        "到2026年，营收10亿元以上企业达到15家、50亿元以上企业达到2—3家，培育百亿级企业1家。",
        [
            "10亿元 | condition(qualifier) ge | 营收 | -",
            "15家 | target reach | 营收10亿元以上企业 | 2026",
            "50亿元 | condition(qualifier) ge | 营收 | -",
            "2—3家 | target range | 50亿元以上企业 | 2026",
            "百亿 | condition(qualifier) ge | 企业 | -",
            "1家 | target eq | 百亿级企业 | 2026",
        ],
    ),
    "the noun may stand after the number": (
        PLAN,
        "建成10家省级示范园区、30家市级智慧园区，组建检测、设计、中试三个服务中心。",
        [
            "10家 | target eq | 省级示范园区 | 2026",
            "30家 | target eq | 市级智慧园区 | 2026",
            "三个 | target eq | 服务中心 | 2026",
        ],
    ),
    "shares name the whole": (
        PLAN,
        "到2026年，工业增加值超过500亿元，占地区生产总值比重达30%，数字经济核心产业增加值占地区生产总值比重提高到12%。",
        [
            "500亿元 | target gt | 工业增加值 | 2026",
            "30% | target reach | 工业增加值占地区生产总值比重 | 2026",
            "12% | target reach | 数字经济核心产业增加值占地区生产总值比重 | 2026",
        ],
    ),
    "a part of the region has the indicator of the whole": (
        PLAN,
        "新建标准厂房50万平方米，其中南园20万平方米、北园30万平方米。",
        [
            "50万平方米 | target eq | 标准厂房 | 2026",
            "20万平方米 | target eq | 标准厂房 | 2026",
            "30万平方米 | target eq | 标准厂房 | 2026",
        ],
    ),
    "funds and total investment are neither aims nor awards": (
        PLAN,
        "设立总规模30亿元的产业基金，首期规模不低于10亿元。新建污水处理厂二期，总投资2.6亿元。",
        [
            "30亿元 | other eq | 总规模 | -",
            "10亿元 | other ge | 首期规模 | -",
            "2.6亿元 | other eq | 总投资 | -",
        ],
    ),
    "entry thresholds are conditions also in a plan": (
        PLAN,
        "入园企业亩均税收须达20万元以上、亩均投资强度不低于350万元。",
        ["20万元 | condition ge | 亩均税收 | -", "350万元 | condition ge | 亩均投资强度 | -"],
    ),
    "the present of a plan is the year before it": (
        FIVE,
        "一、发展基础\n全区规上工业企业412家，累计创建绿色工厂36家，其中国家级12家。",
        [
            "412家 | actual eq | 规上工业企业 | 2020",
            "36家 | actual eq | 绿色工厂 | 2020",
            "12家 | actual eq | 国家级 | 2020",
        ],
    ),
    "a plan period dates both ends of a change": (
        FIVE,
        "一、发展基础\n“十三五”时期，工业总产值从1520亿元提高到2050亿元，平均增速6.2%。",
        [
            "1520亿元 | actual(baseline) eq | 工业总产值 | 2015",
            "2050亿元 | actual reach | 工业总产值 | 2020",
            "6.2% | actual eq | 工业总产值 | 2016/2020",
        ],
    ),
    "an outlook is a forecast": (
        FIVE,
        "二、面临形势\n全球机器人市场预计2025年将达到1200亿美元，但我区自主品牌占比不足5%。",
        [
            "1200亿美元 | forecast reach | 全球机器人市场 | 2025",
            "5% | actual lt | 自主品牌占比 | 2020",
        ],
    ),
    "a later year does not reach into the next paragraph": (
        FIVE,
        "二、目标\n到2025年，产值超过1000亿元。到2030年，产值超过2000亿元。\n——能源结构。非化石能源占比提高到25%左右。",
        [
            "1000亿元 | target gt | 产值 | 2025",
            "2000亿元 | target gt | 产值 | 2030",
            "25% | target approx | 非化石能源占比 | 2025",
        ],
    ),
    "a benefit sentence: threshold, rate on its base, cap": (
        MEASURES,
        "第二条 对企业实施技术改造，设备投资额在500万元（含）以上的，按设备投资额的10%给予补助，单个项目最高不超过300万元。",
        [
            "500万元 | condition ge | 设备投资额 | -",
            "10% | award eq | 设备投资额 | -",
            "300万元 | award le | 补助 | -",
        ],
    ),
    "a ladder of rungs": (
        MEASURES,
        "第一条 对年度产值首次突破1亿元、5亿元、10亿元的企业，分别给予20万元、50万元、100万元一次性奖励。",
        [
            "1亿元 | condition ge | 年度产值 | -",
            "5亿元 | condition ge | 年度产值 | -",
            "10亿元 | condition ge | 年度产值 | -",
            "20万元 | award eq | 奖励 | -",
            "50万元 | award eq | 奖励 | -",
            "100万元 | award eq | 奖励 | -",
        ],
    ),
    "marginal brackets": (
        MEASURES,
        "第六条 年销售收入超过2000万元至5000万元（含）的部分，按1%给予奖励；超过5000万元的部分，按1.5%给予奖励。",
        [
            "2000万元 | condition gt | 年销售收入 | -",
            "5000万元 | condition le | 年销售收入 | -",
            "1% | award eq | 年销售收入 | -",
            "5000万元 | condition gt | 年销售收入 | -",
            "1.5% | award eq | 年销售收入 | -",
        ],
    ),
    "tiers, a penalty, a floor": (
        MEASURES,
        "第七条 达到二级的，补助比例为10%，最高300万元。软件投入占比低于20%的，补助比例下调2个百分点。按合同金额的2%给予奖励，不足10万元的按10万元计。",
        [
            "10% | award eq | 补助比例 | -",
            "300万元 | award le | 补助 | -",
            "20% | condition lt | 软件投入占比 | -",
            "2个百分点 | award eq | 补助比例 | -",
            "2% | award eq | 合同金额 | -",
            "10万元 | condition lt | 奖励 | -",
            "10万元 | award eq | 奖励 | -",
        ],
    ),
    "a list of conditions": (
        MEASURES,
        "第三条 申报企业应当同时符合下列条件：\n（一）在本区注册登记满两年；\n（二）上年度营业收入3000万元以上，研发投入占比不低于4%；\n（三）近三年未发生重大安全事故。",
        [
            "两年 | condition ge | 注册登记 | -",
            "3000万元 | condition ge | 营业收入 | -",
            "4% | condition ge | 研发投入占比 | -",
            "三年 | condition(qualifier) eq | 重大安全事故 | -",
        ],
    ),
    "per-unit denominators": (
        MEASURES,
        "第八条 产值超过1亿元的，每增加1000万元奖励1万元，最高30万元。",
        [
            "1亿元 | condition gt | 产值 | -",
            "1000万元 | condition eq | 产值 | -",
            "1万元 | award eq | 奖励 | -",
            "30万元 | award le | 奖励 | -",
        ],
    ),
    "how a procedure runs": (
        MEASURES,
        "第九条 公示期不少于5个工作日。公示无异议的，20个工作日内完成拨付。综合得分低于70分的不予立项。立项后预拨40%，验收通过后拨付剩余60%。\n第十条 总部企业五年内不得迁出本区。本措施有效期三年。",
        [
            "5个工作日 | other ge | 公示期 | -",
            "20个工作日 | other le | 拨付 | -",
            "70分 | condition lt | 综合得分 | -",
            "40% | award eq | - | -",
            "60% | award eq | - | -",
            "五年 | condition le | 不得迁出本区 | -",
            "三年 | other eq | 有效期 | -",
        ],
    ),
    "a work report: the past year, then the coming one": (
        REPORT,
        "一、2023年工作回顾\n地区生产总值1286.4亿元，增长6.1%；规上工业增加值增长8.3%，高于全市1.9个百分点。\n二、2024年工作安排\n今年发展的主要预期目标是：地区生产总值增长6%左右，城镇新增就业1.2万人。",
        [
            "1286.4亿元 | actual eq | 地区生产总值 | 2023",
            "6.1% | actual eq | 地区生产总值 | 2023",
            "8.3% | actual eq | 规上工业增加值 | 2023",
            "1.9个百分点 | actual eq | 规上工业增加值 | 2023",
            "6% | target approx | 地区生产总值 | 2024",
            "1.2万人 | target eq | 就业 | 2024",
        ],
    ),
    "the A of a change inside the past has no year unless one is said": (
        FIVE,
        "一、发展基础\n研发投入强度由5.1%提升到7.3%。",
        [
            "5.1% | actual(baseline) eq | 研发投入强度 | -",
            "7.3% | actual reach | 研发投入强度 | 2020",
        ],
    ),
    "a list of years governs a list of numbers": (
        PLAN,
        "2024年、2025年、2026年分别新增公交车300辆、500辆和800辆。",
        [
            "300辆 | target eq | 公交车 | 2024",
            "500辆 | target eq | 公交车 | 2025",
            "800辆 | target eq | 公交车 | 2026",
        ],
    ),
    "a share of what follows": (
        PLAN,
        "到2026年，80%以上的规上企业完成改造。",
        ["80% | target ge | 规上企业 | 2026"],
    ),
    "five years past are a period": (
        REPORT,
        "一、过去五年工作\n过去五年，工业投资年均增长9.5%，制造业占比从32%提高到45%。",
        [
            "9.5% | actual eq | 工业投资 | 2019/2023",
            "32% | actual(baseline) eq | 制造业占比 | 2018",
            "45% | actual reach | 制造业占比 | 2023",
        ],
    ),
    "an evaluation: the cut-off, shortfalls, quoted aims": (
        EVALUATION,
        "截至2023年6月底，规上企业达到526家，较2020年增加118家。数字化车间建成34个，完成目标任务的56.7%，低于60%的时序要求。2022年产值年均增长9.4%，快于7.5%的规划目标。",
        [
            "526家 | actual reach | 规上企业 | 2023-06",
            "118家 | actual eq | 规上企业 | 2023-06",
            "34个 | actual eq | 数字化车间 | 2023-06",
            "56.7% | actual eq | 目标任务 | 2023-06",
            "60% | other eq | 目标任务 | -",
            "9.4% | actual eq | 产值 | 2022",
            "7.5% | target eq | 产值 | 2022",
        ],
    ),
    "damaged text is read repaired and quoted as printed": (
        PLAN,
        "2O22年全区完成工业总产值l,286亿元，同比增长6.5％。力争到2O26年达到18OO亿元，年均增长lO%左右。",
        [
            "l,286亿元 | actual eq | 工业总产值 | 2022",
            "6.5％ | actual eq | 工业总产值 | 2022",
            "18OO亿元 | target reach | 工业总产值 | 2026",
            "lO% | target approx | 工业总产值 | 2026",
        ],
    ),
    "traditional characters": (
        PLAN,
        "到2026年，全區工業總產值達到1800億元，新增就業3萬人。",
        ["1800億元 | target reach | 工业总产值 | 2026", "3萬人 | target eq | 就业 | 2026"],
    ),
    "an amendment keeps the old value as the baseline": (
        ("关于修改《临江区工业资金管理办法》的决定", "2024-12-10"),
        "一、将第八条中的“不超过200万元”修改为“不超过300万元”。",
        ["200万元 | award(baseline) le | - | -", "300万元 | award le | - | -"],
    ),
    "a press article": (
        ("我区制造业“加速跑”", "2024-10-20"),
        "记者获悉，今年前三季度，我区完成规上工业产值1560亿元，同比增长9.2%，增速居全市第3位。预计全年规上工业产值将突破2100亿元。企业买设备每花100万元就补10万元。",
        [
            "1560亿元 | actual eq | 规上工业产值 | 2024",
            "9.2% | actual eq | 规上工业产值 | 2024",
            "2100亿元 | forecast gt | 规上工业产值 | 2024",
            "100万元 | condition eq | 企业买设备 | -",
            "10万元 | award eq | 补 | -",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_document_states(name, make_document):
    (title, published), text, expected = CASES[name]
    assert lines(make_document(title, text, published)) == expected


def test_a_claim_keeps_its_place_its_clause_and_its_sentence(make_document):
    text = "一、目标\n到2026年，智能工厂达到20家。\n二、任务\n（一）实施改造。推进技改项目100个，投产50个。"
    document = make_document(*[PLAN[0], text], published=PLAN[1])
    first, second, third = extract(document).claims
    assert document.quote(first.span) == "20家"
    assert document.quote(first.evidence) == "到2026年，智能工厂达到20家。"
    assert (first.clause, second.clause, third.clause) == ("一", "二/（一）", "二/（一）")
    assert document.quote(second.indicator.span) == "技改项目"


def test_an_unbound_quantity_says_what_is_missing(make_document):
    (claim,) = extract(make_document("情况说明", "达到35%。")).claims
    assert claim.indicator is None
    assert claim.time is None
    assert claim.doubts == ("指标：没有找到这个数量说的是什么", "时间：没有写明")


def test_a_text_without_quantities_yields_nothing(make_document):
    extraction = extract(make_document(*[PLAN[0], "坚持稳中求进，推动高质量发展。\n"]))
    assert (extraction.claims, extraction.duties, extraction.citations) == ((), (), ())


def test_an_empty_text_yields_nothing(make_document):
    assert extract(make_document("空", "")).claims == ()


ALPHABET = "到2025年产值达百千亿元一至三十%家个、，。（）“”《》第前约不超过对给予奖励由提高的区局负责牵头单位：\n\t| 0123456789"


@given(text=st.text(alphabet=ALPHABET, max_size=120))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_and_every_span_lies_inside_it(make_document, text):
    extraction = extract(make_document(PLAN[0], text))
    end = 0
    for claim in extraction.claims:
        assert end <= claim.span.start < claim.span.end <= len(text)
        assert claim.evidence.start <= claim.span.start < claim.span.end <= claim.evidence.end
        if claim.indicator:
            assert 0 <= claim.indicator.span.start < claim.indicator.span.end <= len(text)
        end = claim.span.end
    for duty in extraction.duties:
        assert 0 <= duty.task.start < duty.task.end <= len(text)
