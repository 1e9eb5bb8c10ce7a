from datetime import date

import pytest

from gangmu.reading.metadata import plan_period

PLAIN = "一、目标\n到2028年翻番。\n"


def test_fields_with_bullets_run_together(read_text):
    said = read_text(
        "临江市人民政府关于印发《临江市汽车产业规划》的通知文章属性•【制定机关】临江市人民政府•【公布日期】2026.03.01"
        "•【字号】临政发〔2026〕3号•【施行日期】2026.04.01•【效力等级】地方规范性文件•【时效性】现行有效•【主题分类】发展规划"
        "正文临江市人民政府关于印发《临江市汽车产业规划》的通知各区人民政府:现将《临江市汽车产业规划》印发给你们,请执行。"
        "特此通知2026年3月1日临江市汽车产业规划为推动产业发展,制定本规划。" + PLAIN
    ).metadata
    assert (said.title, said.number, said.issuers) == (
        "临江市汽车产业规划", "临政发〔2026〕3号", ("临江市人民政府",),
    )  # fmt: skip
    assert (said.published, said.effective) == (date(2026, 3, 1), date(2026, 4, 1))
    assert (said.effect_level, said.validity, said.subject) == (
        "地方规范性文件",
        "现行有效",
        "发展规划",
    )
    assert said.addressees == "各区人民政府"
    assert dict(said.printed)["公布日期"] == "2026.03.01"


def test_the_other_vocabulary_with_codes_for_names(read_text):
    said = read_text(
        "临江市临水区人民政府关于支持汽车产业的意见\n【法规类别】产业政策【发文字号】临水府[2026]3号【发布部门】80A01【发布日期】2026.03.01"
        "【实施日期】2026.03.02【时效性】失效【效力级别】XP10\n临江市临水区人民政府关于支持汽车产业的意见\n（临水府〔2026〕3号）\n"
        + PLAIN
    ).metadata
    assert said.number == "临水府〔2026〕3号"
    assert said.issuers == ("临江市临水区人民政府",)
    assert (said.effect_level, said.validity, said.subject) == (None, "失效", "产业政策")
    assert (said.published, said.effective) == (date(2026, 3, 1), date(2026, 3, 2))
    assert (said.level, said.region) == ("区县", "临江市临水区")


def test_the_head_of_a_web_page(read_text):
    said = read_text(
        "临水县人民政府门户网站 > 政务公开 > 政策文件\n发布时间:2026-03-05 09:42  来源:县政府办公室  字号:[大 中 小]\n"
        "标    题:临水县人民政府办公室关于印发《临水县纺织产业行动计划（2026-2028年）》的通知\n文号:临政办（2026）12号   成文日期:2026-02-26\n\n"
        "各乡镇人民政府:\n制定本行动计划。\n" + PLAIN
    ).metadata
    assert said.title == "临水县纺织产业行动计划（2026-2028年）"
    assert said.number == "临政办（2026）12号"
    assert said.issuers == ("临水县人民政府办公室",)
    assert said.published == date(2026, 2, 26)
    assert said.plan_period == (2026, 2028)
    assert said.addressees == "各乡镇人民政府"


def test_the_layout_of_an_official_document(read_text):
    document = read_text(
        "000123\n机密★1年\n临江市人民政府文件\n临政发〔2026〕3号            签发人：李某\n\n临江市人民政府关于加快培育未来产业\n发展新质生产力的若干意见\n（试行）\n\n"
        "各区人民政府，市政府各委、办、局：\n为培育未来产业，现提出如下意见。\n"
        + PLAIN
        + "本意见自2026年4月1日起施行，有效期至2028年3月31日。\n附件：1．清单\n      2．材料\n\n        临江市人民政府\n        2026年3月1日\n"
        "\n抄送：市委各部门。\n临江市人民政府办公室        2026年3月2日印发\n"
    )
    said = document.metadata
    assert said.title == "临江市人民政府关于加快培育未来产业发展新质生产力的若干意见（试行）"
    assert (said.number, said.issuers) == ("临政发〔2026〕3号", ("临江市人民政府",))
    assert said.published == date(2026, 3, 1)
    assert (said.effective, said.expires) == (date(2026, 4, 1), date(2028, 3, 31))
    assert said.addressees == "各区人民政府，市政府各委、办、局"
    assert document.wrapper is None
    assert "抄送" not in document.quote(document.body)
    assert document.quote(document.body).startswith("为培育未来产业")


def test_several_issuers_on_two_lines_and_a_date_in_chinese_numerals(read_text):
    said = read_text(
        "临江市财政局 临江市商务局\n关于印发《临江市外贸资金管理细则（试行）》的通知\n临财规〔2026〕6号\n\n各区财政局：\n现印发给你们，请执行。\n"
        "临江市财政局　临江市商务局\n二○二六年三月一日\n\n临江市外贸资金管理细则（试行）\n第一条　本细则自2026年4月8日起施行，试行期2年。\n"
    ).metadata
    assert said.issuers == ("临江市财政局", "临江市商务局")
    assert said.title == "临江市外贸资金管理细则（试行）"
    assert said.published == date(2026, 3, 1)
    assert (said.effective, said.expires) == (date(2026, 4, 8), date(2028, 4, 7))


def test_a_letterhead_of_several_bodies(read_text):
    said = read_text(
        "临江市发展和改革委员会\n临江市财政局\n文件\n\n临发改〔2026〕56号\n\n关于印发《临江市资金管理办法》的通知\n\n各区：\n现将《临江市资金管理办法》印发给你们，请执行。\n"
        "　　临江市发展和改革委员会\n　　临江市财政局\n　　2026年3月1日\n\n临江市资金管理办法\n第一条 目的。\n"
    ).metadata
    assert said.issuers == ("临江市发展和改革委员会", "临江市财政局")
    assert said.number == "临发改〔2026〕56号"


def test_a_decree_carries_the_document_that_it_names(read_text):
    document = read_text(
        "临江市人民政府令\n第12号\n\n《临江市促进发展办法》已经市人民政府第30次常务会议通过，现予公布，自2026年4月1日起施行。\n\n市长 李某\n2026年3月1日\n\n"
        "临江市促进发展办法\n\n第一条 为了发展，制定本办法。\n"
    )
    said = document.metadata
    assert (said.title, said.number) == ("临江市促进发展办法", "临江市人民政府令第12号")
    assert (said.published, said.effective) == (date(2026, 3, 1), date(2026, 4, 1))
    assert document.wrapper is not None
    assert [c.id for c in document.clauses] == ["第一条"]


def test_a_notice_on_its_own_keeps_its_title(read_text):
    said = read_text(
        "临江市科学技术局关于修改《临江市科技券办法》的通知\n临科规〔2026〕2号\n各单位：\n作如下修改：\n一、第六条修改为：“每家10万元。”\n"
        "二、有效期延长至2027年12月31日。\n本通知自印发之日起施行。\n临江市科学技术局\n2026年3月1日\n"
    ).metadata
    assert said.title == "临江市科学技术局关于修改《临江市科技券办法》的通知"
    assert said.effective == date(2026, 3, 1)
    assert said.expires is None


def test_a_page_filed_under_the_title_of_what_its_notice_carries(read_text):
    document = read_text(
        "临江区汽车产业规划\n\n文章属性\n•【制定机关】临江区人民政府\n•【时效性】现行有效\n\n正文\n临江区人民政府关于印发《临江区汽车产业规划》的通知\n"
        "临政发〔2026〕3号\n各镇人民政府：\n现将《临江区汽车产业规划》印发给你们，请执行。\n临江区人民政府\n2026年3月1日\n临江区汽车产业规划\n一、目标\n"
    )
    said = document.metadata
    assert (said.title, said.number) == ("临江区汽车产业规划", "临政发〔2026〕3号")
    assert (said.addressees, said.published) == ("各镇人民政府", date(2026, 3, 1))
    assert document.quote(document.body) == "临江区汽车产业规划\n一、目标\n"


def test_a_title_carried_without_brackets_is_completed_from_the_notice(read_text):
    said = read_text(
        "临江市人民政府印发关于加快低空经济发展实施意见的通知\n临政发〔2026〕21号\n各区人民政府：\n"
        "现将《关于加快低空经济发展的实施意见》印发给你们，请执行。\n临江市人民政府\n2026年3月1日\n\n关于加快低空经济发展的实施意见\n一、要求\n"
    ).metadata
    assert said.title == "关于加快低空经济发展的实施意见"


def test_the_issuer_of_a_press_text_is_the_newspaper(read_text):
    said = read_text(
        "企业上市奖励提高\n\n临江日报 2026年3月12日\n记者 张某\n\n企业上市有奖励。\n"
    ).metadata
    assert (said.issuers, said.published) == (("临江日报",), date(2026, 3, 12))


def test_damaged_numbers_and_titles_are_repaired(read_text):
    said = read_text(
        "临江区人民政府關於印發《临江区產業规划》的通知\n临府发〔2O26〕l2号\n各鎮：\n現將《临江区產業规划》印發給你們，請執行。\n临江区人民政府\n二○二六年三月一日\n"
        "临江区產業规划\n一、目标\n"
    ).metadata
    assert (said.title, said.number) == ("临江区产业规划", "临府发〔2026〕12号")


def test_a_report_to_an_assembly_takes_date_and_body_from_under_its_title(read_text):
    said = read_text(
        "政府工作报告\n——2026年1月8日在临江市第五届人民代表大会第四次会议上\n临江市人民政府市长 王某某\n\n各位代表：\n请予审议。\n"
        + PLAIN
    ).metadata
    assert (said.title, said.issuers, said.published) == (
        "政府工作报告", ("临江市人民政府",), date(2026, 1, 8),
    )  # fmt: skip
    assert said.addressees is None


def test_what_is_not_said_is_none(read_text):
    said = read_text("关于产业的几点情况\n\n产业在发展。\n").metadata
    assert (said.number, said.issuers, said.published, said.effective, said.expires) == (
        None,
        (),
        None,
        None,
        None,
    )
    assert (said.level, said.region, said.plan_period) == (None, None, None)


@pytest.mark.parametrize(
    ("title", "body", "period"),
    [
        ("临江区工业发展“十五五”规划", "", (2026, 2030)),
        ("临江区行动方案（2024—2026年）", "", (2024, 2026)),
        ("临江区“十四五”规划中期评估报告", "", (2021, 2025)),
        ("临江区2026年工作要点", "", None),
        ("临江区产业规划", "本规划期限为2024—2030年。", (2024, 2030)),
        ("临江区若干政策措施（2024—2026年）", "", None),
        ("关于实施行动计划的通知", "2024—2026年", None),
        ("临江区产业规划", "到2028年。", None),
    ],
)
def test_only_plans_have_a_period(title, body, period):
    assert plan_period(title, body) == period


def test_a_title_that_ends_in_the_same_year_twice_ends_in_it_once(read_text):
    text = "临江市推动制造业发展三年行动计划 2024 2024年\n\n计划的主要内容包括以下方面。\n"
    assert read_text(text).metadata.title == "临江市推动制造业发展三年行动计划2024"


def test_the_title_printed_in_the_text_goes_before_the_page_s(read_text):
    text = "上海优先发展装备制造业行动方案\n\n优先发展装备制造业行动方案装备制造业是根本，特制定本方案。\n一、目标\n翻番。\n"
    said = read_text(text).metadata
    assert said.title == "优先发展装备制造业行动方案"
    assert said.region == "上海市"


def test_an_excerpt_on_aims_is_about_the_five_years_after_those_it_compares_with(read_text):
    text = "临江市制造业发展目标与重点领域\n一、主要目标\n到2030年，增速高于“十四五”时期。\n二、发展重点\n集成电路。\n"
    assert read_text(text).metadata.plan_period == (2026, 2030)
    assert read_text(text.replace("2030", "2035")).metadata.plan_period is None


def test_a_title_of_marks_alone_is_no_title_of_the_text(read_text):
    assert read_text("《》\n\n一、目标\n翻番，产值增长，企业增多。\n").clauses[0].heading == "目标"
