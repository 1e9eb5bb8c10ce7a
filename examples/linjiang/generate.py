"""Write the registry and the series of the fictional 临江区: the same bytes at every run.

::

    python examples/linjiang/generate.py            # into the folder of this file

2,000 enterprises and 300 projects are drawn from one seed: log-normal revenues with a few giants,
the industry mix of a manufacturing district (GB/T 4754-2017 classes), facts that hang together (no
R&D above revenue, growth = this year ÷ last year), and cells left blank where offices do not know.
Names, codes and figures are invented; credit codes have valid check characters (GB 32100-2015) and
an area code, 999101, that no place has.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

SEED = 20260320
YEAR = 2025
HOME = "临江区"
ENTERPRISES, PROJECTS = 2000, 300
#: 规上 enterprises of the district in 2025, as the series says.
ABOVE_SCALE = 693
FIRST_TIME = 78

Row = dict[str, Any]


# ---------------------------------------------------------------- what the district makes


@dataclass(frozen=True, slots=True)
class Trade:
    """A class of GB/T 4754-2017: how common it is, what its firms are called, how they spend."""

    code: str
    weight: float
    words: tuple[str, ...]
    rnd: float  # median R&D intensity, per cent
    energy: float  # tonnes of standard coal per 万元 of output
    park: str = ""


_SMART, _CHIPS = "青渚智能装备产业园", "石埠电子信息产业园"
_STUFF, _BIO = "云陂新材料产业园", "新港生物医药产业园"
_CORE = "临江经济开发区核心区"
TOWNS = {
    _CORE: "石埠街道",
    _SMART: "青渚镇",
    _CHIPS: "石埠街道",
    _STUFF: "云陂镇",
    _BIO: "新港镇",
}
TRADES = (
    Trade("C3421", 2.0, ("数控机床", "机床"), 4.2, 0.03, _SMART),
    Trade("C3425", 3.0, ("精密传动", "机床附件"), 4.0, 0.03, _SMART),
    Trade("C3444", 2.0, ("液压", "流体动力"), 3.4, 0.03, _SMART),
    Trade("C3451", 2.5, ("轴承", "精密轴承"), 3.2, 0.04, _SMART),
    Trade("C3484", 6.0, ("精密机械", "机械配件"), 2.4, 0.04, _SMART),
    Trade("C3491", 1.6, ("机器人", "智能装备"), 6.5, 0.02, _SMART),
    Trade("C3525", 4.0, ("模具", "精密模具"), 3.3, 0.04, _SMART),
    Trade("C3562", 1.2, ("半导体设备",), 7.5, 0.02, _SMART),
    Trade("C3599", 2.5, ("专用设备", "自动化设备"), 3.8, 0.03, _SMART),
    Trade("C3670", 5.5, ("汽车零部件", "汽车科技"), 3.1, 0.05, _SMART),
    Trade("C4011", 2.2, ("自动化控制", "智能控制"), 6.0, 0.01, _SMART),
    Trade("C4014", 1.0, ("分析仪器",), 6.8, 0.01, _SMART),
    Trade("C3812", 1.5, ("电机",), 3.2, 0.04, _SMART),
    Trade("C3823", 2.0, ("电气设备", "开关设备"), 3.5, 0.02),
    Trade("C3831", 1.8, ("电缆", "线缆"), 2.2, 0.05),
    Trade("C3841", 1.0, ("新能源", "电池科技"), 4.6, 0.06),
    Trade("C3912", 1.2, ("电子科技", "电子部件"), 4.0, 0.02, _CHIPS),
    Trade("C3972", 1.3, ("半导体", "功率器件"), 6.8, 0.06, _CHIPS),
    Trade("C3973", 1.0, ("集成电路", "微电子"), 9.5, 0.06, _CHIPS),
    Trade("C3974", 1.0, ("光电显示", "显示技术"), 5.4, 0.08, _CHIPS),
    Trade("C3976", 1.6, ("光电", "光学科技"), 6.0, 0.03, _CHIPS),
    Trade("C3982", 2.2, ("电路板", "电子电路"), 4.3, 0.07, _CHIPS),
    Trade("C3983", 1.4, ("传感技术", "传感器"), 7.2, 0.02, _CHIPS),
    Trade("C3962", 0.9, ("车载电子",), 6.4, 0.02, _CHIPS),
    Trade("C2641", 1.2, ("涂料", "表面材料"), 3.2, 0.06, _STUFF),
    Trade("C2651", 1.2, ("高分子材料", "合成材料"), 3.6, 0.16, _STUFF),
    Trade("C2662", 1.3, ("精细化工", "专用化学品"), 3.5, 0.13, _STUFF),
    Trade("C2829", 0.8, ("高性能纤维", "纤维科技"), 4.4, 0.15, _STUFF),
    Trade("C2913", 1.4, ("橡胶制品", "密封件"), 2.3, 0.07, _STUFF),
    Trade("C2929", 4.0, ("塑料制品", "塑业"), 1.9, 0.06, _STUFF),
    Trade("C3061", 0.9, ("玻璃纤维", "复合材料"), 3.0, 0.22, _STUFF),
    Trade("C3252", 1.2, ("铝业", "铝材"), 2.1, 0.18, _STUFF),
    Trade("C2710", 0.7, ("药业", "原料药"), 5.2, 0.10, _BIO),
    Trade("C2740", 0.6, ("中药", "本草药业"), 3.4, 0.05, _BIO),
    Trade("C2761", 0.9, ("生物技术", "生物制药"), 9.8, 0.03, _BIO),
    Trade("C2770", 1.3, ("卫生材料", "医用材料"), 3.8, 0.04, _BIO),
    Trade("C3581", 0.9, ("医疗设备", "医疗科技"), 7.6, 0.02, _BIO),
    Trade("C3584", 1.4, ("医疗器械", "医用器械"), 5.6, 0.03, _BIO),
    Trade("C3311", 3.5, ("金属结构", "钢构"), 1.3, 0.05),
    Trade("C3360", 2.0, ("表面处理", "热处理"), 1.6, 0.14),
    Trade("C3021", 1.5, ("水泥制品", "建材"), 0.8, 0.20),
    Trade("C1713", 1.2, ("印染", "纺织染整"), 1.4, 0.26),
    Trade("C1819", 2.5, ("服饰", "制衣"), 0.6, 0.02),
    Trade("C1419", 1.5, ("食品", "烘焙食品"), 0.8, 0.04),
    Trade("C1361", 1.2, ("水产", "海产食品"), 0.7, 0.05),
    Trade("C2130", 1.4, ("家具", "金属家具"), 1.0, 0.03),
    Trade("C2231", 2.2, ("包装", "纸业包装"), 1.0, 0.07),
    Trade("C2319", 1.6, ("印务", "包装印刷"), 0.9, 0.04),
    Trade("D4430", 0.3, ("热力", "热电"), 0.5, 0.60),
    Trade("E4910", 2.0, ("机电安装",), 0.8, 0.01),
    Trade("F5179", 4.0, ("机电贸易", "工业品贸易"), 0.1, 0.01),
    Trade("G5810", 1.0, ("物流", "多式联运"), 0.2, 0.05),
    Trade("I6513", 2.8, ("软件", "信息技术"), 12.0, 0.00),
    Trade("I6531", 2.0, ("系统集成", "数字科技"), 6.5, 0.00),
    Trade("L7249", 1.0, ("企业服务",), 0.6, 0.00),
    Trade("M7320", 1.6, ("工程技术", "技术研究"), 14.0, 0.00),
    Trade("M7452", 0.9, ("检测技术", "检验检测"), 6.0, 0.01),
)
_FIRST = "澜沄砺铄垚煜昶晟珩骁翊霁岚嵘钰铠旻琨筠湛曜泓渊衡霖崧桦楠柏榕"
_SECOND = "川穹原峰辰跃凌峥诺维泰屹桥楷锐弘驰朗迈恒拓途晖源石江宇航铭轩"
_THIRD = ("", "", "", "特", "德", "新", "安", "达", "科", "信")
_AREAS = ((HOME, 0.93, "999101"), ("江北区", 0.04, "999102"), ("望海区", 0.03, "999103"))
_OWNERS = (
    ("有限责任公司", "内资", 0.74),
    ("股份有限公司", "内资", 0.06),
    ("国有独资公司", "内资", 0.02),
    ("港澳台投资企业", "港澳台资", 0.07),
    ("外商投资企业", "外资", 0.08),
    ("个人独资企业", "内资", 0.03),
)
_GIANTS = (921_836.42, 673_150.08, 541_207.75, 500_000.0, 386_420.9, 214_688.3, 100_000.0)


# ---------------------------------------------------------------- credit codes

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LONG = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def credit_code(area: str, body: Sequence[int]) -> str:
    """Build a 统一社会信用代码 from six digits of area and eight of an organisation's number.

    Check characters: GB 11714 (weights 3 7 9 10 5 8 4 2, modulo 11) for the organisation, then
    GB 32100-2015 (weights 3^i mod 31) for the whole.

    >>> credit_code("999101", [0, 1, 2, 3, 4, 5, 6, 7])
    '91999101012345671X'
    """
    own = "".join(_ALPHABET[n] for n in body)
    total = sum(_LONG.index(c) * w for c, w in zip(own, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    own += "0123456789X0"[(11 - total % 11) % 11]
    code = f"91{area}{own}"
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + _ALPHABET[(31 - total % 31) % 31]


# ---------------------------------------------------------------- enterprises


def enterprises(rng: np.random.Generator) -> list[Row]:
    """Draw the enterprises, with every fact known; ``blank`` forgets some afterwards."""
    weights = np.array([trade.weight for trade in TRADES])
    trades = rng.choice(len(TRADES), ENTERPRISES, p=weights / weights.sum())
    areas = rng.choice(len(_AREAS), ENTERPRISES, p=[area[1] for area in _AREAS])
    owners = rng.choice(len(_OWNERS), ENTERPRISES, p=[owner[2] for owner in _OWNERS])
    names = _names(rng, [TRADES[trade].words for trade in trades], owners)
    bodies = rng.choice(31**4, ENTERPRISES, replace=False)
    rows = []
    for i in range(ENTERPRISES):
        trade, (owner, capital, _) = TRADES[trades[i]], _OWNERS[owners[i]]
        tail = [(int(bodies[i]) // 31**k) % 31 for k in range(4)]
        park = trade.park if trade.park and rng.random() < 0.7 else ""
        park = park or (_CORE if rng.random() < 0.2 else "园区外")
        home = areas[i] == 0
        rows.append(
            {
                "统一社会信用代码": credit_code(_AREAS[areas[i]][2], [0, 1, *tail, 2, 3]),
                "企业名称": names[i],
                "注册地": _AREAS[areas[i]][0],
                "所在镇": TOWNS.get(park, rng.choice(["南闸街道", "云陂镇", "青渚镇"]).item()),
                "所在园区": park if home else "园区外",
                "行业代码": trade.code,
                "登记注册类型": owner,
                "资本类型": capital,
                "独立法人": owner != "个人独资企业",
                "trade": trade,
                "industrial": "06" <= trade.code[1:3] <= "46",
                "home": home,
            }
        )
    _size(rng, rows)
    _operations(rng, rows)
    _standing(rng, rows)
    return rows


def _names(
    rng: np.random.Generator, words: Sequence[tuple[str, ...]], owners: np.ndarray
) -> list[str]:
    """Make different names such as 滨海澜川精密机械有限公司."""
    taken: set[str] = set()
    names = []
    for kind, owner in zip(words, owners, strict=True):
        while True:
            brand = "".join(
                (
                    _FIRST[rng.integers(len(_FIRST))],
                    _SECOND[rng.integers(len(_SECOND))],
                    _THIRD[rng.integers(len(_THIRD))],
                )
            )
            if brand not in taken:
                break
        taken.add(brand)
        word = kind[rng.integers(len(kind))]
        place = "（滨海）" if _OWNERS[owner][1] != "内资" else ""
        company = {"股份有限公司": "股份有限公司", "个人独资企业": "厂"}.get(
            _OWNERS[owner][0], "有限公司"
        )
        names.append(f"{'' if place else '滨海'}{brand}{word}{place}{company}")
    return names


def _size(rng: np.random.Generator, rows: list[Row]) -> None:
    """Give revenues (万元): the industrial firms of the district above 2000 are the 规上 ones."""
    home = [row for row in rows if row["home"] and row["industrial"]]
    large = rng.permutation(len(home))[:ABOVE_SCALE]
    above = {id(home[i]) for i in large}
    big = np.exp(rng.normal(np.log(6_900), 1.12, len(rows))) + 2_000
    small = np.exp(rng.normal(np.log(620), 0.75, len(rows)))
    for i, row in enumerate(rows):
        row["规模以上"] = id(row) in above or (not row["home"] and bool(rng.random() < 0.5))
        row["revenue"] = big[i] if row["规模以上"] else min(small[i], 1_999)
    head = sorted((row for row in home if row["规模以上"]), key=lambda row: -row["revenue"])
    for row, revenue in zip(head, _GIANTS, strict=False):
        row["revenue"] = revenue
    for row in head[:80]:
        if not row["独立法人"]:  # no sole proprietor has a factory of this size
            row |= {"登记注册类型": "有限责任公司", "独立法人": True}
            row["企业名称"] = row["企业名称"].removesuffix("厂") + "有限公司"
    head[1]["rising"] = head[3]["rising"] = True
    # Several firms exactly at the ends of bands, as every real list has.
    for row, revenue in zip(head[40:43], (50_000.0, 50_000.0, 10_000.0), strict=True):
        row |= {"revenue": revenue, "rising": True}
    newcomers = [row for row in home if row["规模以上"] and row["revenue"] < 9_000]
    new = {int(i) for i in rng.permutation(len(newcomers))[:FIRST_TIME]}
    for i, row in enumerate(newcomers):
        row["new"] = i in new


def _operations(rng: np.random.Generator, rows: list[Row]) -> None:
    """Give the year's operations, each from the revenue and the trade."""
    for row in rows:
        trade: Trade = row["trade"]
        revenue = round(row["revenue"], 2)
        growth = float(np.clip(rng.normal(0.068, 0.12), -0.55, 0.95))
        if row.get("new"):
            growth = float(rng.uniform(0.12, 0.9))
        if row.get("rising"):
            growth = 0.16
        before = round(revenue / (1 + growth), 2)
        output = round(revenue * float(rng.normal(0.99, 0.04)), 2)
        output_before = round(before * float(rng.normal(0.99, 0.035)), 2)
        people = max(2, round(revenue / float(np.exp(rng.normal(np.log(95), 0.45)))))
        intensity = trade.rnd * float(np.exp(rng.normal(-0.12, 0.55))) / 100
        if not row["规模以上"]:
            intensity *= float(rng.choice([0, 0.6, 1.1], p=[0.45, 0.35, 0.2]))
        rnd = round(revenue * min(intensity, 0.45), 2)
        staff = min(people, round(people * min(0.6, intensity * 2.6 + float(rng.uniform(0, 0.04)))))
        tax = round(revenue * float(np.clip(rng.normal(0.036, 0.016), 0.004, 0.12)), 2)
        tenant = bool(rng.random() < (0.35 if row["规模以上"] else 0.7))
        land = round(revenue * 10_000 / float(np.exp(rng.normal(np.log(5_600), 0.55))), 1)
        row |= {
            "营业收入": revenue,
            "上年营业收入": before,
            "营业收入增速": round((revenue / before - 1) * 100, 1),
            "工业总产值": output if row["industrial"] else None,
            "上年工业总产值": output_before if row["industrial"] else None,
            "利润总额": round(revenue * float(rng.normal(0.052, 0.06)), 2),
            "实缴税金": tax,
            "研发费用": rnd,
            "研发费用占比": round(rnd / revenue * 100, 2),
            "从业人员": people,
            "研发人员": staff,
            "发明专利数": int(rng.poisson(min(60.0, rnd / 260 + staff / 14))),
            "用地面积": None if tenant else max(land, 600.0),
            "综合能耗": round(revenue * trade.energy * float(np.exp(rng.normal(0, 0.4))), 1),
        }
        # 1 亩 is 2000/3 m², so that 万元 ÷ m² × 2000/3 is 万元/亩.
        row["亩均税收"] = (
            None if row["用地面积"] is None else round(tax / row["用地面积"] * 2000 / 3, 2)
        )
        row["tenant"] = tenant


def _standing(rng: np.random.Generator, rows: list[Row]) -> None:
    """Give dates, titles, registers, reviews and black marks."""
    for row in rows:
        above, revenue = row["规模以上"], row["营业收入"]
        moved = row["tenant"] and row["home"] and rng.random() < 0.06
        born = date(1996, 1, 1) + timedelta(days=int(365.25 * 28.4 * rng.beta(2.6, 1.3)))
        if row.get("new"):
            born = date(2014, 1, 1) + timedelta(days=int(rng.integers(0, 3600)))
        row["成立日期"] = born
        row["首次升规年度"] = None
        if above:
            first = max(born.year + 1, int(rng.integers(2005, YEAR)))
            row["首次升规年度"] = YEAR if row.get("new") else min(first, YEAR - 1)
        scale = 40_000 if row["industrial"] else 10_000
        people = row["从业人员"]
        row["企业规模"] = (
            "大型" if revenue >= scale and people >= 1000
            else "中型" if revenue >= 2_000 and people >= 300
            else "小型" if revenue >= 300 and people >= 20
            else "微型"
        )  # fmt: skip
        row["称号"] = _titles(rng, row)
        row["名录"] = []
        row["年度综合评定"] = None
        row["亩均评价"] = "未参评"  # tenants and services are not assessed
        if row["industrial"] and row["亩均税收"] is not None:
            grade = row["亩均税收"] * float(np.exp(rng.normal(0, 0.25)))
            row["亩均评价"] = f"{'DCBA'[int(np.searchsorted((6, 14, 33), grade))]}类"
        # Who did not move in settled here when it was founded.
        row["迁入日期"], row["租赁面积"], row["年租金"] = born, 0, 0
        if row["tenant"]:
            area = round(float(np.exp(rng.normal(np.log(900), 0.7))), 0)
            area = 500.0 if moved and rng.random() < 0.08 else area
            row["租赁面积"] = area
            row["年租金"] = round(area * float(rng.uniform(210, 620)) / 10_000, 2)
        if moved:
            row["迁入日期"] = date(2024, 1, 1) + timedelta(days=int(rng.integers(0, 700)))
            row["成立日期"] = min(born, row["迁入日期"] - timedelta(days=200))
        row["严重失信"] = bool(rng.random() < 0.012)
        row["重大安全环保事故"] = bool(rng.random() < (0.006 if row["industrial"] else 0))
    leaders = sorted(
        (r for r in rows if r["home"] and r["industrial"]), key=lambda r: -r["营业收入"]
    )
    for place, row in enumerate(leaders[:64]):
        # Two of the 龙头 of this year are still on last year's list of 骨干.
        if place < 14 and place not in (5, 9):
            row["名录"] = ["龙头企业"] + (["骨干企业"] if place in (10, 13) else [])
        elif place >= 14 and rng.random() < 0.94:
            row["名录"] = ["骨干企业"]
        if row["名录"]:
            row["年度综合评定"] = rng.choice(["优秀", "合格", "不合格"], p=[0.3, 0.62, 0.08]).item()
    leaders[10]["年度综合评定"] = "优秀"
    leaders[13]["年度综合评定"] = "合格"
    leaders[10]["严重失信"] = leaders[13]["严重失信"] = False


def _titles(rng: np.random.Generator, row: Row) -> list[str]:
    titles = []
    keen = row["研发费用占比"]
    if rng.random() < min(0.85, keen / 9) * (1 if row["规模以上"] else 0.3):
        titles.append("高新技术企业")
    if row["规模以上"] and keen > 2.5 and row["industrial"] and rng.random() < 0.33:
        titles.append("专精特新中小企业")
        if row["营业收入"] > 8_000 and rng.random() < 0.2:
            titles.append("专精特新小巨人企业")
    elif not titles and keen > 2 and rng.random() < 0.25:
        titles.append("创新型中小企业")
    return titles


#: What offices do not know of firms of the district: (fact, share of 规上, share of the others).
UNKNOWN = (
    ("独立法人", 0.005, 0.02),
    ("所在园区", 0.02, 0.10),
    ("企业规模", 0.02, 0.08),
    ("成立日期", 0.01, 0.03),
    ("称号", 0.02, 0.06),
    ("亩均评价", 0.05, 0.22),
    ("严重失信", 0.008, 0.02),
    ("重大安全环保事故", 0.01, 0.02),
    ("营业收入", 0.004, 0.05),
    ("上年营业收入", 0.04, 0.15),
    ("营业收入增速", 0.05, 0.18),
    ("工业总产值", 0.01, 0.20),
    ("上年工业总产值", 0.05, 0.25),
    ("利润总额", 0.05, 0.20),
    ("实缴税金", 0.02, 0.10),
    ("研发费用", 0.06, 0.25),
    ("研发费用占比", 0.08, 0.25),
    ("研发人员", 0.12, 0.25),
    ("发明专利数", 0.10, 0.20),
    ("用地面积", 0.05, 0.15),
    ("亩均税收", 0.07, 0.18),
    ("综合能耗", 0.05, 0.25),
    ("迁入日期", 0.03, 0.08),
    ("租赁面积", 0.05, 0.12),
    ("年租金", 0.10, 0.25),
    ("年度综合评定", 0.08, 0.0),
)


def blank(rng: np.random.Generator, rows: list[Row]) -> None:
    """Forget some facts; what was blank before stays blank."""
    for fact, large, small in UNKNOWN:
        forgotten = rng.random(len(rows))
        for row, chance in zip(rows, forgotten, strict=True):
            if chance < (large if row["规模以上"] else small) and row[fact] != "未参评":
                row[fact] = None


# ---------------------------------------------------------------- projects

_KINDS = (("技术改造", 0.46), ("数字化改造", 0.24), ("节能改造", 0.20), ("新建扩建", 0.10))
_WORKS = {
    "技术改造": ("精密加工产线技术改造项目", "关键设备更新改造项目", "自动化装配线升级项目", "产能提升技术改造项目"),
    "数字化改造": ("数字化车间建设项目", "智能工厂建设项目", "制造执行系统升级项目", "工业互联网平台应用项目"),
    "节能改造": ("余热余压利用项目", "电机系统节能改造项目", "空压站集中供气改造项目", "锅炉煤改气节能项目"),
    "新建扩建": ("生产基地建设项目", "研发中试基地项目", "二期厂房扩建项目"),
}  # fmt: skip


def projects(rng: np.random.Generator, firms: list[Row]) -> list[Row]:
    """Draw the projects of the larger industrial firms."""
    builders = [row for row in firms if row["industrial"] and row["规模以上"]]
    chance = np.array([np.sqrt(row["revenue"]) for row in builders])
    owners = rng.choice(len(builders), PROJECTS, p=chance / chance.sum())
    kinds = rng.choice(len(_KINDS), PROJECTS, p=[kind[1] for kind in _KINDS])
    rows: list[Row] = []
    for number, (owner, kind_index) in enumerate(zip(owners, kinds, strict=True), start=1):
        firm, kind = builders[owner], _KINDS[kind_index][0]
        median = {"技术改造": 1150, "数字化改造": 720, "节能改造": 640, "新建扩建": 9500}[kind]
        total = round(float(np.exp(rng.normal(np.log(median), 0.95))), 0)
        total = max(60.0, min(total, firm["revenue"] * 0.4))
        software = total * float(
            rng.uniform(0.25, 0.6) if kind == "数字化改造" else rng.uniform(0, 0.12)
        )
        equipment = (total - software) * float(rng.uniform(0.35, 0.95))
        started = date(2023, 6, 1) + timedelta(days=int(rng.integers(0, 730)))
        completed = started + timedelta(days=int(rng.integers(120, 640)))
        done = completed <= date(2026, 2, 28)
        loan = round(total * float(rng.uniform(0.3, 0.7)), -1) if rng.random() < 0.45 else 0.0
        grant = round(total * float(rng.uniform(0.05, 0.38)), 0) if rng.random() < 0.16 else 0.0
        maturity = 0  # not assessed
        if kind in ("技术改造", "数字化改造"):
            maturity = int(rng.choice([1, 2, 3, 4], p=[0.45, 0.34, 0.17, 0.04]))
        saved = round(total * float(np.exp(rng.normal(-0.35, 0.6))), 1)
        away = rng.random() < 0.04
        row = {
            "项目编号": f"{started:%y%m}-999101-07-02-{100000 + number * 37 % 900000:06d}",
            "项目名称": f"{firm['企业名称'].removesuffix('有限公司').removesuffix('股份')}{rng.choice(_WORKS[kind]).item()}",
            "统一社会信用代码": firm["统一社会信用代码"],
            "项目类别": kind,
            "建设地": rng.choice(["江北区", "望海区"]).item() if away or not firm["home"] else HOME,
            "开工日期": started,
            "竣工日期": completed if done else None,
            "验收合格": bool(rng.random() < 0.95) if done else False,
            "总投资": round(total, 2),
            "设备投资额": round(equipment, 2),
            "软件投资额": round(software, 2),
            "贷款额": loan,
            "贷款利息": round(loan * float(rng.uniform(0.022, 0.046)), 2),
            "新增建筑面积": round(total * 1.1, 0) if kind == "新建扩建" else None,
            "节能量": saved if kind == "节能改造" else None,
            "智能制造成熟度": maturity,
            "已获上级资助": grant,
        }
        rows.append(row)
    for fact, share in (
        ("验收合格", 0.07),
        ("设备投资额", 0.05),
        ("软件投资额", 0.08),
        ("贷款利息", 0.10),
        ("节能量", 0.10),
        ("智能制造成熟度", 0.15),
        ("已获上级资助", 0.05),
        ("建设地", 0.02),
    ):
        forgotten = rng.random(len(rows))
        for row, chance in zip(rows, forgotten, strict=True):
            if chance < share:
                row[fact] = None
    _round_projects(rows)
    _dispose(rows)
    return rows


def _dispose(rows: list[Row]) -> None:
    """Say of most completed projects that their equipment is still there; of some it is not known."""
    rng = np.random.default_rng(SEED + 1)
    for row, chance in zip(rows, rng.random(len(rows)), strict=True):
        row["设备处置"] = None if not row["竣工日期"] or chance < 0.08 else bool(chance > 0.93)


def _round_projects(rows: list[Row]) -> None:
    """Set some projects exactly on the thresholds, and two at 1 亿元 and beyond."""
    works = [
        row
        for row in rows
        if row["项目类别"] == "技术改造" and row["建设地"] == HOME
        if row["竣工日期"] and row["竣工日期"].year == YEAR
    ]
    exact = (
        (600.0, 430.0, 70.0, 0.0, 0.0),
        (2_300.0, 1_850.0, 150.0, 1_200.0, 44.16),
        (12_600.0, 9_800.0, 200.0, 5_000.0, 182.5),
        (16_800.0, 13_200.0, 360.0, 8_000.0, 264.8),
        (1_500.0, 380.0, 60.0, 900.0, 33.5),  # most of it is a building: only the loan counts
    )
    facts = ("总投资", "设备投资额", "软件投资额", "贷款额", "贷款利息")
    for row, values in zip(works, exact, strict=False):
        row |= dict(zip(facts, values, strict=True))
        row |= {"已获上级资助": 0.0, "验收合格": True}


# ---------------------------------------------------------------- series

_STATS, _OFFICE, _PLAN = "临江区统计年鉴", "区工业和信息化局年度监测", "临江府发〔2024〕3号"
_YEARS = range(2019, 2026)
SERIES: tuple[tuple[str, str, str, tuple[float | None, ...]], ...] = (
    ("规模以上工业总产值", "亿元", _STATS, (862.7, 871.5, 985.3, 1072.6, 1186.4, 1278.9, 1371.2)),
    ("规模以上工业增加值", "亿元", _STATS, (195.2, 199.8, 224.6, 243.7, 268.5, 291.3, 320.4)),
    ("地区生产总值", "亿元", _STATS, (652.1, 668.3, 741.9, 796.4, 860.6, 921.8, 985.2)),
    ("工业投资", "亿元", _STATS, (61.3, 58.9, 67.4, 76.5, 86.2, 95.8, 104.8)),
    ("规模以上工业企业数量", "家", _STATS, (431, 455, 508, 561, 612, 655, 693)),
    ("规模以上工业营业收入", "亿元", _STATS, (888.5, 902.1, 1018.7, 1105.2, 1219.8, 1310.6, 1402.5)),
    ("规模以上工业研发经费", "亿元", _STATS, (19.1, 20.8, 25.4, 29.8, 34.9, 40.2, 46.4)),
    ("市级以上专精特新企业数量", "家", _OFFICE, (21, 33, 52, 74, 96, 121, 139)),
    ("高新技术产业产值占规模以上工业总产值比重", "%", _STATS, (50.1, 51.8, 53.6, 56.0, 58.3, 60.4, 61.6)),
    ("规模以上工业企业数字化改造覆盖率", "%", _OFFICE, (None, 18, 25, 34, 46, 61, 74)),
    ("规模以上单位工业增加值能耗", "吨标准煤/万元", _STATS, (0.221, 0.216, 0.204, 0.193, 0.182, 0.176, 0.172)),
    ("规模以上工业企业亩均税收", "万元/亩", _OFFICE, (18.2, 18.0, 20.3, 22.5, 24.6, 26.7, 28.4)),
    ("一般工业固体废物综合利用率", "%", _OFFICE, (90.3, 91.2, 92.0, 92.8, 93.4, 94.1, 95.2)),
)  # fmt: skip
#: 规模以上工业总产值 of the four parks; together 72.8 % of the district in 2025, as its report says.
PARKS: dict[str, tuple[float, ...]] = {
    "青渚智能装备产业园": (318.0, 352.1, 386.4),
    "石埠电子信息产业园": (262.4, 280.9, 301.2),
    "云陂新材料产业园": (150.1, 163.7, 178.5),
    "新港生物医药产业园": (107.1, 119.0, 132.1),
}
_PARK_YEARS = range(2023, 2026)
_NOTES = {
    ("规模以上工业企业数字化改造覆盖率", 2019): "当年未开展统计",
    ("高新技术产业产值占规模以上工业总产值比重", 2024): "快报数，后已修订",
}
#: Later figures for a year already given: indicator, year, value, remark.
_REVISED = (
    (
        "高新技术产业产值占规模以上工业总产值比重",
        2024,
        59.9,
        "年报数，按高新技术产业统计目录核减后修订",
    ),
)


def series() -> list[Row]:
    """List the observations, and the revisions below them."""
    units = {name: (unit, source) for name, unit, source, _ in SERIES}

    def row(name: str, year: int, value: float | None, note: str, region: str = HOME) -> Row:
        unit, source = units[name]
        return {
            "指标": name,
            "地区": region,
            "时期": str(year),
            "数值": value,
            "单位": unit,
            "来源": source,
            "等级": "官方",
            "备注": note,
        }

    found = [
        row(name, year, value, _NOTES.get((name, year), ""))
        for name, _, _, values in SERIES
        for year, value in zip(_YEARS, values, strict=True)
    ]
    found += [row(name, year, value, note) for name, year, value, note in _REVISED]
    return found + [
        row("规模以上工业总产值", year, value, "", park)
        for park, values in PARKS.items()
        for year, value in zip(_PARK_YEARS, values, strict=True)
    ]


# ---------------------------------------------------------------- workbooks

#: Header and fact of each column; the headers are those that offices use, not the proper names.
ENTERPRISE_COLUMNS = (
    ("统一社会信用代码", "统一社会信用代码"),
    ("企业名称", "企业名称"),
    ("注册地", "注册地"),
    ("所属街镇", "所在镇"),
    ("所属园区", "所在园区"),
    ("行业小类代码", "行业代码"),
    ("登记注册类型", "登记注册类型"),
    ("内外资", "资本类型"),
    ("单位规模", "企业规模"),
    ("成立时间", "成立日期"),
    ("独立法人", "独立法人"),
    ("规上企业", "规模以上"),
    ("首次纳统年度", "首次升规年度"),
    ("认定称号", "称号"),
    ("入库名录", "名录"),
    ("年度综合评定", "年度综合评定"),
    ("亩均效益评价", "亩均评价"),
    ("严重失信", "严重失信"),
    ("重大安全环保事故", "重大安全环保事故"),
    ("营业收入(万元)", "营业收入"),
    ("上年营业收入(万元)", "上年营业收入"),
    ("营业收入增速(%)", "营业收入增速"),
    ("工业总产值(万元)", "工业总产值"),
    ("上年工业总产值(万元)", "上年工业总产值"),
    ("利润总额(万元)", "利润总额"),
    ("实缴税金(万元)", "实缴税金"),
    ("研发投入(万元)", "研发费用"),
    ("研发强度(%)", "研发费用占比"),
    ("从业人数(人)", "从业人员"),
    ("研发人员(人)", "研发人员"),
    ("有效发明专利(件)", "发明专利数"),
    ("用地面积(平方米)", "用地面积"),
    ("亩均税收(万元/亩)", "亩均税收"),
    ("综合能耗(吨标准煤)", "综合能耗"),
    ("租赁面积(平方米)", "租赁面积"),
    ("实付租金(万元)", "年租金"),
    ("落户日期", "迁入日期"),
)
PROJECT_COLUMNS = (
    ("项目代码", "项目编号"),
    ("项目名称", "项目名称"),
    ("申报单位代码", "统一社会信用代码"),
    ("项目类型", "项目类别"),
    ("建设地点", "建设地"),
    ("开工时间", "开工日期"),
    ("竣工时间", "竣工日期"),
    ("是否验收", "验收合格"),
    ("计划总投资(万元)", "总投资"),
    ("设备购置额(万元)", "设备投资额"),
    ("软件投资额(万元)", "软件投资额"),
    ("项目贷款(万元)", "贷款额"),
    ("实付利息(万元)", "贷款利息"),
    ("新增建筑面积(平方米)", "新增建筑面积"),
    ("年节能量(吨标准煤)", "节能量"),
    ("成熟度等级(级)", "智能制造成熟度"),
    ("上级资助额(万元)", "已获上级资助"),
    ("设备是否转让拆除或移出", "设备处置"),
)
SERIES_COLUMNS = tuple(
    (name, name) for name in ("指标", "地区", "时期", "数值", "单位", "来源", "等级", "备注")
)


def write_sheet(
    path: Path, sheet: str, columns: Sequence[tuple[str, str]], rows: Sequence[Row], title: str = ""
) -> None:
    """Write a workbook of one sheet; numbers stay numbers, dates stay dates."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": title or sheet, "created": datetime(2026, 3, 20, 9, 0)})
        page = book.add_worksheet(sheet)
        heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DDEBF7"}
        )
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        top = 0
        if title:
            large = book.add_format({"bold": True, "font_size": 16, "align": "center"})
            page.merge_range(0, 0, 0, len(columns) - 1, title, large)
            top = 1
        for x, (header, fact) in enumerate(columns):
            page.write_string(top, x, header, heading)
            page.set_column(
                x,
                x,
                22
                if fact in ("统一社会信用代码", "企业名称", "项目名称", "项目编号", "指标")
                else 12,
            )
        for y, row in enumerate(rows, start=top + 1):
            for x, (_, fact) in enumerate(columns):
                value = row.get(fact)
                if isinstance(value, bool):
                    page.write_string(y, x, "是" if value else "否")
                elif isinstance(value, list):
                    page.write_string(y, x, "、".join(value) or "无")
                elif isinstance(value, date):
                    page.write_datetime(y, x, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str):
                    if value:
                        page.write_string(y, x, value)
                elif value is not None:
                    page.write_number(y, x, value)
        page.freeze_panes(top + 1, 2)


def write(folder: Path) -> None:
    """Write the three workbooks into a folder."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    firms = enterprises(rng)
    works = projects(rng, firms)
    blank(rng, firms)
    write_sheet(
        folder / "enterprises.xlsx", "企业", ENTERPRISE_COLUMNS, firms,
        f"临江区企业基本情况汇总表（{YEAR}年度）",
    )  # fmt: skip
    write_sheet(folder / "projects.xlsx", "项目", PROJECT_COLUMNS, works)
    write_sheet(folder / "series.xlsx", "序列", SERIES_COLUMNS, series())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
