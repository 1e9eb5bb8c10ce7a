"""What an editor is told of the settlement clauses: the JSON Schema of the keys that are read here."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from gangmu.measures.arrangement import (
    STEP_ORDER,
    Consequence,
    GroupRule,
    Method,
    Sharing,
    Shortage,
    StillTied,
    Ties,
)
from gangmu.measures.arranging.clauses import EITHER, KEYS
from gangmu.measures.measure import ROUNDINGS

Schema = dict[str, Any]

LINE: Schema = {"type": ["string", "number", "boolean"]}
CONDITION: Schema = {"$ref": "#/$defs/条件"}
AMOUNT: Schema = {"$ref": "#/$defs/金额"}


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def entries(keys: tuple[str, ...], own: Schema, required: tuple[str, ...] = ()) -> Schema:
    """Describe entries with closed keys; what is not described is a line."""
    return {
        "type": "object",
        "properties": {key: own.get(key, LINE) for key in keys},
        "required": list(required),
        "additionalProperties": False,
    }


def _one_of(words: type[StrEnum]) -> Schema:
    return {"enum": [str(word) for word in words]}


def _either(key: str) -> Schema:
    return {"enum": list(EITHER[key])}


def _some(item: Schema) -> Schema:
    """Describe a list of which one alone may stand without brackets."""
    return {"anyOf": [item, listed(item)]}


_WORDS = _some(LINE)


def _group() -> Schema:
    own: Schema = {"方式": _one_of(GroupRule), "每": _WORDS, "措施": _WORDS, "除外": _WORDS}
    short = [
        entries((str(rule), *KEYS["组合（短）"]), {str(rule): _WORDS, "每": _WORDS}, (str(rule),))
        for rule in GroupRule
    ]
    return {"anyOf": [entries(KEYS["组合"], own, ("方式", "措施")), *short]}


def _ladder() -> Schema:
    rung = entries(KEYS["由低到高"], {"在册": CONDITION}, KEYS["由低到高"])
    own: Schema = {"由低到高": listed(rung), "晋级补差": _either("晋级补差")}
    return entries(KEYS["梯队"], own, ("由低到高", "晋级补差"))


def _cap(key: str) -> Schema:
    own: Schema = {
        "额": AMOUNT,
        "每": _WORDS,
        "分摊": _one_of(Sharing),
        "顺序": _some(AMOUNT),
        "措施": _WORDS,
        "除外": _WORDS,
    }
    return entries(KEYS[key], own, ("额", "每", "措施") if key == "共用上限" else ("额",))


def _budget(key: str) -> Schema:
    by_year: Schema = {
        "type": "object",
        "patternProperties": {r"^(19|20)\d\d年?$": LINE},
        "additionalProperties": False,
    }
    own: Schema = {
        "额": {"anyOf": [LINE, by_year]},
        "不足": _one_of(Shortage),
        "顺序": _some(AMOUNT),
        "末位": _either("末位"),
        "待核实": _either("待核实"),
        "取整": {"enum": list(ROUNDINGS)},
        "措施": _WORDS,
        "除外": _WORDS,
    }
    shared = ("措施",) if key == "预算（共用）" else ()
    return entries(KEYS[key], own, ("额", "不足", "待核实", "取整", *shared))


def _ranking() -> Schema:
    criterion = entries(
        KEYS["指标（功效系数）"], {"按": AMOUNT, "方向": _either("方向")}, ("按", "权")
    )
    quota = entries(KEYS["限额"], {"每": _WORDS}, KEYS["限额"])
    grade = entries(KEYS["名额"], {"给付": AMOUNT}, ("等次", "名额"))
    own: Schema = {
        "方法": _one_of(Method),
        "指标": listed(criterion),
        "同名次": _one_of(Ties),
        "同分": _some(AMOUNT),
        "仍同分": _one_of(StillTied),
        "限额": listed(quota),
        "名额": listed(grade),
    }
    return entries(KEYS["排序"], own, ("方法", "指标", "同分", "仍同分", "名额"))


def _instalment() -> Schema:
    own: Schema = {"年份": {"type": "string", "pattern": r"^第[1-9]\d*年$"}, "前提": CONDITION}
    stated = [{"required": [key]} for key in ("额", "比例")]
    return {**entries(KEYS["分期"], own, ("名称", "年份")), "oneOf": stated}


def _retention() -> Schema:
    own: Schema = {"违反": CONDITION, "后果": _one_of(Consequence)}
    return entries(KEYS["保持"], own, ("期限", "违反", "后果"))


def _split() -> Schema:
    return {"type": "object", "additionalProperties": LINE, "minProperties": 1}


#: What stands under the keys of a file, and of a measure.
FILE_CLAUSES: Schema = {
    "组合": listed(_group()),
    "梯队": listed(_ladder()),
    "共用上限": listed(_cap("共用上限")),
    "预算": listed(_budget("预算（共用）")),
    "次序": entries(KEYS["次序"], {"步骤": _some({"enum": list(STEP_ORDER)})}, ("步骤", "依据")),
}
MEASURE_CLAUSES: Schema = {
    "上限": {"anyOf": [AMOUNT, listed(_cap("上限"))]},
    "排序": _ranking(),
    "预算": _budget("预算"),
    "分期": listed(_instalment()),
    "保持": _retention(),
    "分担": _split(),
    "配套": _split(),
    "受益": entries(KEYS["受益"], {}, ("谁", "按")),
    "用途": entries(KEYS["用途"], {}, ("不低于", "转付")),
}
