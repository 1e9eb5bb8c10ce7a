"""The empty forms of a new workspace: registry and series sheets, and how to write the YAML files."""

from __future__ import annotations

from pathlib import Path

from gangmu.measures.facts import FactBook, FactKind, load_facts
from gangmu.measures.titles import title, usual_unit
from gangmu.reports.spreadsheets import Column, Sheet, write_workbook
from gangmu.store import Workspace, atomic_write

_EXPLAINED = (Column("列"), Column("类型"), Column("单位"), Column("也可写作", width=60))
_SERIES = ("指标", "地区", "时期", "数值", "单位", "来源", "等级", "备注")
_ENTRY = {
    FactKind.FLAG: "是 / 否",
    FactKind.DATE: "2025-03-01",
    FactKind.YEAR: "2025",
    FactKind.REGISTER: "多个用顿号隔开",
}

MEASURES = """# 措施文件怎么写

每份政策文件写一个 `.yaml`，放在这个文件夹里；写完运行 `gangmu check`。

```yaml
文号: 临政办发〔2025〕1号          # documents/ 里要有这份文件
制定机关: 临江区人民政府办公室
施行: 2025-03-01
措施:
  - 名称: 技术改造补助
    依据: 二/(三)                # 条款编号，gangmu read 可以看到
    对象: 项目
    条件:                        # 列出的都要满足；任一、至少 几项 另写
      - 企业.注册地 属于 临江区
      - 设备投资额 ≥ 500万元
    排除:
      - 企业.严重失信
    给付: 10% × 设备投资额
    上限: 300万元
    取整: 元
    用例:                        # 至少两个，一个在界限上
      - 事实: {企业.注册地: 临江区, 设备投资额: 500万元, 企业.严重失信: 否}
        结果: 符合
        金额: 50万元
      - 事实: {企业.注册地: 临江区, 设备投资额: 499.99万元, 企业.严重失信: 否}
        结果: 不符合
```
"""

INDICATORS = """# 指标文件怎么写

每个规划写一个 `.yaml`，放在这个文件夹里；可以先用 `gangmu targets 规划文件 -o 草稿.yaml` 草拟，核对后放进来。
观测值写在工作区的 `series.xlsx`；写完运行 `gangmu progress`。

```yaml
指标:                             # 一个指标只定义一次，各规划的目标都指到它
  - 名称: 规模以上工业增加值
    单位: 亿元
    方向: 升                      # 升、降、无
    别名: [规上工业增加值]        # 表格和文件里的其他叫法
  - 名称: 单位工业增加值能耗
    单位: 吨标准煤/万元
    方向: 降
规划:
  - 名称: 临江区工业发展规划（2026—2030年）
    文号: 临江府发〔2026〕1号     # documents/ 里要有这份文件
    地区: 临江区
    基期: 2025
    期末: 2030
    目标:
      - {指标: 规模以上工业增加值, 目标值: 超过480亿元, 基期: {期: 2025, 值: 320.4}, 属性: 预期性, 条款: 二/(一)}
      - {指标: 单位工业增加值能耗, 目标值: 累计下降12%, 属性: 约束性, 条款: 二/(二)}
```

更多写法（分组、逐年、区间、占比、年均增长）见纲目文档的《指标与规划目标》。
"""


def write_templates(workspace: Workspace) -> list[Path]:
    """Write the forms of a new workspace; files that are there are left alone."""
    book = load_facts(workspace.facts, workspace.rates)
    written = []
    for stem, entity in (("enterprises", "企业"), ("projects", "项目")):
        path = workspace.path / f"{stem}.xlsx"
        if not path.exists():
            written.append(write_workbook(path, _registry(entity, book)))
    path = workspace.path / "series.xlsx"
    if not path.exists():
        sheet = Sheet("统计序列", tuple(Column(name) for name in _SERIES), [])
        written.append(write_workbook(path, [sheet]))
    for folder, text in (("measures", MEASURES), ("indicators", INDICATORS)):
        path = workspace.path / folder / "写法.md"
        if not path.exists():
            with atomic_write(path) as temporary:
                temporary.write_text(text, "utf-8")
            written.append(path)
    return written


def _registry(entity: str, book: FactBook) -> list[Sheet]:
    facts = book.of(entity)
    headers = tuple(Column(title(fact)) for fact in facts)
    explained = [
        (
            fact.name,
            _ENTRY.get(fact.kind, fact.kind.value),
            usual_unit(fact),
            "、".join(fact.aliases),
        )
        for fact in facts
    ]
    return [
        Sheet(entity, headers, []),
        Sheet(
            "填表说明",
            _EXPLAINED,
            explained,
            notes=("空白表示不知道，不会当作否或 0；用不到的列可以删去。",),
        ),
    ]
