"""Tell from names of bodies and titles which place a document is for, and which level."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_PROVINCES = re.findall(
    r"\S+",
    "北京市 天津市 上海市 重庆市 河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 "
    "河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 台湾省 内蒙古自治区 广西壮族自治区 "
    "西藏自治区 宁夏回族自治区 新疆维吾尔自治区 香港特别行政区 澳门特别行政区",
)
_SHORT = {
    re.sub(r"省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区", "", name): name for name in _PROVINCES
}
_NAMED = re.compile("|".join(_SHORT))
_ZONE = r"(?:高新技术产业|经济技术|高新|经济|综合|产业|旅游|保税|自贸|工业)?(?:开发区|园区|新区|示范区|高新区|经开区|保税区|试验区|新城)"
_PLACE = re.compile(
    rf"(?:中共|中国共产党)?(?P<place>(?:[一-鿿]{{2,8}}?(?:省|自治区|特别行政区))?"
    rf"(?:[一-鿿]{{2,7}}?(?:自治州|市(?!场|政|级|民)))?"
    rf"(?:[一-鿿]{{1,7}}?(?:{_ZONE}|自治县|自治旗|林区|区(?!域|块|级|内)|县(?!级|域)|旗(?!舰|下)|市(?!场|政|级|民)|街道(?!社区)|[乡镇](?=人民政府|党委|关于)))?)"
)
_NATIONAL = re.compile(
    r"国务院|中共中央|党中央|全国人民代表大会|全国人大|国家[一-鿿]{2,14}(?:委员会|委|局|署|办公室)"
    r"|(?:工业和信息化|财政|科学技术|科技|商务|生态环境|人力资源社会保障|人力资源和社会保障|自然资源|住房城乡建设"
    r"|住房和城乡建设|交通运输|农业农村|教育|公安|民政|司法|水利|文化和旅游|应急管理)部(?!门)"
)
_NOT_A_PLACE = re.compile(
    r"日报|晚报|讯|^[我本全各该]|关于|推进|推动|促进|加快|支持|发展|建设|重点|特色|全|本|各|示范$"
)
_OF_WORD = {"国": "国家", "省": "省", "市": "市", "区": "区县", "县": "区县", "旗": "区县"}


def region(names: Iterable[str], title: str | None) -> str | None:
    """Give the place that the issuing bodies, else the title, name.

    >>> region(["上海市闵行区人民政府"], None), region(["市财政局"], "临江市专项资金管理细则")
    ('上海市闵行区', '临江市')
    >>> region([], "上海先进制造业发展目标"), region(["工业和信息化部"], None)
    ('上海市', '全国')
    """
    for name in names:
        if _NATIONAL.match(name):
            return "全国"
        place = _place(name)
        if place:
            return place
    words = re.sub(r"^.{0,4}?关于(?:印发|发布|转发|公布)?", "", title or "").lstrip("《“〈")
    place = _place(words) or _place(
        re.sub(r"^(?:进一步|加快|推进|推动|促进|支持|打造|提振|培育|实施)+", "", words)
    )
    if place:
        return place
    return next((full for short, full in _SHORT.items() if short in (title or "")), None)


def level(names: Iterable[str], place: str | None, text: str) -> str | None:
    """Give the level of government: 国家, 省, 市 or 区县 (development zones are 区县).

    It follows the issuing body, else the place, else how the text speaks of its place (全市).
    A municipality is printed 市 and counted so.

    >>> level(["上海市闵行区人民政府"], None, ""), level(["省工业和信息化厅"], None, "")
    ('区县', '省')
    >>> level([], "临江市", ""), level([], None, "全区产值增长，我区企业200家")
    ('市', '区县')
    """
    for name in names:
        if _NATIONAL.match(name):
            return "国家"
        found = _level_of(_place(name)) or _OF_WORD.get(name[:1])
        if found:
            return found
    found = _level_of(place)
    if found:
        return found
    said = Counter(re.findall(r"[全本我]([国省市区县])", text[:8000]))
    # Every document speaks of 我国 and 全国; one that also says 我市 or 本区 is of that place.
    local = {word: count for word, count in said.items() if word != "国" and count > 1}
    chosen = Counter(local) or said
    return _OF_WORD[chosen.most_common(1)[0][0]] if chosen else None


def spoken_of(text: str) -> str | None:
    """Give the province that a text speaks of again and again, hardly naming another.

    >>> spoken_of("上海工业发展。上海要……，比江苏快。上海的……，上海，上海"), spoken_of("上海，江苏")
    ('上海市', None)
    """
    said = Counter(_NAMED.findall(text[:20000]))
    if not said:
        return None
    name, count = said.most_common(1)[0]
    return _SHORT[name] if count >= 5 and count * 5 >= said.total() * 4 else None


def _place(words: str) -> str | None:
    match = _PLACE.match(words)
    place = match["place"] if match else ""
    if not place or len(place) < 2 or _NOT_A_PLACE.search(place):
        return None
    return place


def _level_of(place: str | None) -> str | None:
    if not place:
        return None
    if place == "全国":
        return "国家"
    if place.endswith(("自治区", "省", "特别行政区")):
        return "省"
    if place.endswith("自治州"):
        return "市"
    if place.endswith("市"):
        # A city under a prefecture (甲市乙市) is a county-level city.
        return "区县" if place.count("市") > 1 and place[:3] not in _PROVINCES else "市"
    return "区县"
