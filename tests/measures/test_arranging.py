"""Settlement clauses: read from a file, written back, said in Chinese; and refused where silent."""

from pathlib import Path

import pytest
import yaml

from gangmu.measures.arrangement_text import (
    file_keys,
    file_sentences,
    measure_keys,
    measure_sentences,
)
from gangmu.measures.checker import check
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import parse_text

BOOK = load_facts()
FULL = """
文号: 临发〔2026〕1号
措施:
  - 名称: 龙头奖励
    依据: 一
    对象: 企业
    条件: [营业收入 > 0元]
    给付: 60万元
    上限:
      - 额:
          分档: {列: [营业收入, 值], 行: [[1亿元(含)至5亿元(不含), 40万元], [5亿元(含)以上, 50万元]], 其余: 0元}
        每: [企业, 年]
        依据: 一/(一)
    分期:
      - {名称: 第一年, 比例: 50%, 年份: 第1年}
      - {名称: 第二年, 比例: 余款, 年份: 第2年, 前提: 规模以上 或 利润总额 > 0元, 依据: 一/(二)}
    保持: {期限: 3年, 违反: 非 规模以上, 后果: 按剩余年限追回}
    分担: {市级: 50%, 区级: 余额, 依据: 七}
    配套: {镇级: 不低于 核定额}
    受益: {谁: 园区, 按: 所在园区}
    用途: {不低于: 50%, 转付: 项目}
  - 名称: 骨干奖励
    依据: 二
    对象: 企业
    条件: [名录 包含 骨干企业]
    排序:
      方法: 功效系数
      指标:
        - {按: 营业收入, 权: 50%, 满意值: 10亿元, 不允许值: 最小值}
        - {按: 研发费用占比, 权: 0.5, 满意值: 最大值, 不允许值: 1%, 方向: 高者在前}
      基分: 60分
      同分: [营业收入, 研发费用]
      仍同分: 并列同奖
      限额: [{每: 所在镇, 至多: 2家}]
      名额: [{等次: 一等, 名额: 3家, 给付: 30万元}, {等次: 二等, 名额: 5家, 给付: 20万元}]
      递补: 2家
    预算: {额: {2025年: 500万元, 2026年: 600万元}, 不足: 按名次, 末位: 不拨付, 待核实: 等待, 取整: 元}
  - {名称: 研发补助, 依据: 三, 对象: 企业, 条件: [研发费用 > 0元], 给付: 5% × 研发费用,
     分期: [{名称: 一, 比例: 研发费用 ÷ 营业收入, 年份: 第1年}, {名称: 二, 比例: 研发费用 ÷ 营业收入, 年份: 第2年}]}
组合:
  - {名称: 同类, 方式: 至多, 几项: 1项, 每: [企业], 措施: 全部, 除外: [研发补助], 依据: 四}
  - {方式: 可叠加, 措施: [龙头奖励, 研发补助], 依据: 四}
梯队:
  - 由低到高:
      - {措施: 骨干奖励, 在册: 名录 包含 骨干企业}
      - {措施: 龙头奖励, 在册: 名录 包含 龙头企业}
    晋级补差: 是
    依据: 五
共用上限:
  - {名称: 留成, 额: 区级地方贡献, 每: [企业, 年], 措施: 全部, 除外: [研发补助], 分摊: 按比例, 依据: 六}
预算:
  - {额: 5000万元, 措施: [研发补助], 不足: 滚动到下年, 顺序: [成立日期, 营业收入], 末位: 部分拨付,
     待核实: 预留, 取整: 万元, 依据: 七}
次序: {步骤: [共用上限, 组合], 依据: 八}
"""


def read(text: str):
    reading = parse_text(text, BOOK)
    assert not reading.findings, [str(each) for each in reading.findings]
    return reading.file


def test_what_is_written_back_reads_as_the_same_clauses():
    file = read(FULL)
    tree = yaml.load(FULL, Loader=yaml.BaseLoader)
    for measure, body in zip(file.measures, tree["措施"], strict=True):
        body.update(measure_keys(measure.arrangement))
    tree |= file_keys(file.arrangement)

    again = read(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))

    assert again.arrangement == file.arrangement
    assert [m.arrangement for m in again.measures] == [m.arrangement for m in file.measures]


def test_clauses_are_said_in_chinese_with_the_clause_they_rest_on():
    file = read(FULL)

    said = [*measure_sentences(file.measures[0].arrangement), *file_sentences(file.arrangement)]

    assert (
        "分期：第二年，第 2 年付 余款，以「规模以上 或 利润总额 > 0元」为前提（依据 一/(二)）"
        in said
    )
    assert "保持：3 年内如有「非 规模以上」，未付的不再付，已付的按剩余年限追回（依据 一）" in said
    assert "分担（同一笔钱）：市级 50%，区级 余额（依据 七）" in said
    assert "配套（另加）：镇级 不低于 核定额（依据 一）" in said
    assert (
        "共用上限「留成」：每企业每年「龙头奖励」「骨干奖励」合计不超过 区级地方贡献，超过时按比例减（依据 六）"
        in said
    )
    assert "次序：共用上限 → 组合（依据 八）" in said


HEAD = "文号: 临发〔2026〕1号\n措施:\n"
PLAIN = "  - {名称: 甲, 依据: 一, 对象: 企业, 条件: [规模以上], 给付: 10万元%s}\n"
TWO = HEAD + PLAIN % "" + PLAIN.replace("甲", "乙") % ""


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            TWO + "共用上限: [{额: 100万元, 每: [企业, 年], 措施: 全部, 依据: 一}]",
            "措施.yaml:5:8 错误：没有写明「分摊」：几笔合用一个上限、超过时减谁的。照原文写：按比例、按次序、就高、只定总额",
        ),
        (
            TWO + "共用上限: [{额: 100万元, 每: [企业], 措施: 全部, 分摊: 按比例}]",
            "措施.yaml:5:8 错误：缺少「依据」。写明这一项所依据的条款，如「依据: 五/(二)」",
        ),
        (
            TWO + "预算: [{额: 100万元, 措施: 全部, 取整: 元, 待核实: 等待, 依据: 一}]",
            "措施.yaml:5:6 错误：没有写明「不足」：钱不够时怎样办。照原文写：按比例缩减、按名次、按顺序、滚动到下年",
        ),
        (
            TWO + "预算: [{额: 100万元, 措施: 全部, 不足: 按比例缩减, 取整: 元, 依据: 一}]",
            "措施.yaml:5:6 错误：没有写明「待核实」：还没核实的几户是按最高额预留，还是大家都等。写：预留、等待",
        ),
        (
            TWO + "组合: [{方式: 择优, 措施: 全部}]",
            "措施.yaml:5:11 错误：不认识的方式「择优」。是不是「择高」？",
        ),
        (
            TWO + "次序: {步骤: [组合, 封顶], 依据: 一}",
            "措施.yaml:5:15 错误：没有步骤「封顶」。可以写：排序、梯队、上限、组合、共用上限、预算",
        ),
        (
            HEAD + PLAIN % "，分担: {市级: 40%, 区级: 50%}".replace("，", ", "),
            "措施.yaml:3:54 错误：各级合计 90%。应合计 100%；承担与配套是两回事，另加的写「配套」",
        ),
        (
            HEAD + PLAIN % ", 分期: [{名称: 一, 比例: 50%}]",
            "措施.yaml:3:55 错误：没有写明「年份」：这一期哪一年付。写成「年份: 第1年」",
        ),
        (
            HEAD + PLAIN % ", 保持: {期限: 3年, 违反: 非 规模以上}",
            "措施.yaml:3:54 错误：没有写明「后果」：违反了怎样处理。照原文写：停发余款、追回全部、按剩余年限追回",
        ),
        (
            HEAD + PLAIN % ", 受益: {谁: 园区, 按: 营业收入}",
            "措施.yaml:3:65 错误：「营业收入」是金额，不能指明收款人。换一个名称类的事实",
        ),
        (
            HEAD + PLAIN
            % ", 排序: {方法: 加权和, 指标: [{按: 营业收入, 权: 1}, {按: 研发费用占比, 权: 1}], 同分: [], 仍同分: 待定, 名额: []}",
            "措施.yaml:3:64 错误：「加权和」的指标不是同一类数：元、率。改用「名次加权和」或「功效系数」",
        ),
    ],
)  # fmt: skip
def test_silence_and_mistakes_are_refused_with_place_and_remedy(text, finding):
    found = [str(each) for each in parse_text(text, BOOK).findings]

    assert found == [finding]


@pytest.mark.parametrize(
    ("tail", "finding"),
    [
        ("组合: [{择高: [甲, 丙]}]", "组合里的「丙」不是本文件的措施"),
        ("组合: [{择高: [甲, 甲]}]", "「甲」在同一个组合里写了两次"),
        (
            "共用上限: [{额: 1万元, 每: [企业], 措施: [甲, 丁], 分摊: 就高, 依据: 一}]",
            "共用上限里的「丁」不是本文件的措施",
        ),
    ],
)
def test_names_that_nothing_has_are_found(tmp_path: Path, tail: str, finding: str):
    path = tmp_path / "措施.yaml"
    path.write_text(TWO + tail, "utf-8")

    assert any(finding in str(each) for each in check(path, BOOK))


def test_fixed_instalments_must_add_up_to_a_fixed_amount(tmp_path: Path):
    path = tmp_path / "措施.yaml"
    parts = ", 分期: [{名称: 一, 额: 3万元, 年份: 第1年}, {名称: 二, 额: 5万元, 年份: 第2年}]"
    path.write_text(HEAD + PLAIN % parts, "utf-8")

    assert any("分期合计 8万元，给付是 10万元" in str(each) for each in check(path, BOOK))
