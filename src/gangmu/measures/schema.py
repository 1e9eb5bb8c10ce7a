"""The JSON Schema of measure files, for editors: made from the keys that the reader knows.

It says which keys there are and what stands under them; what an expression means, only the checker
can say. Every scalar is text to the reader, so that a number, a date or 否 may stand unquoted.
"""

from __future__ import annotations

from gangmu.measures.arranging.schema import (
    FILE_CLAUSES,
    LINE,
    MEASURE_CLAUSES,
    Schema,
    entries,
    listed,
)
from gangmu.measures.evaluation import WHOLE
from gangmu.measures.facts import FactBook
from gangmu.measures.forms import KEYS
from gangmu.measures.measure import ROUNDINGS
from gangmu.measures.pending import KEY as PENDING
from gangmu.measures.syntax import FILE_KEYS, FREQUENCIES, MEASURE_KEYS
from gangmu.terms import Verdict

_ANY: Schema = {}


def schema(book: FactBook) -> Schema:
    """Give the schema of a measure file, with the entities of a fact dictionary.

    >>> from gangmu.measures.facts import load_facts
    >>> sorted(schema(load_facts())["required"])
    ['措施', '文号']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "纲目措施文件",
        **entries(
            FILE_KEYS,
            {"措施": listed(_ref("措施")), PENDING: _ANY} | FILE_CLAUSES,
            ("文号", "措施"),
        ),
        "$defs": {
            "措施": _measure(book),
            "条件": _conditions(),
            "金额": _amounts(),
            "用例": _case(),
        },
    }


def _measure(book: FactBook) -> Schema:
    words = "|".join(WHOLE)
    own: Schema = {
        "对象": {"enum": list(book.entities)},
        "频次": {"enum": list(FREQUENCIES)},
        "取整": {"pattern": f"^(({words})到)?({'|'.join(ROUNDINGS)})$"},
        "定义": {"type": "object", "additionalProperties": _ref("金额")},
        "条件": listed(_ref("条件")),
        "排除": listed(_ref("条件")),
        "适用": listed(_ref("条件")),
        "过渡": listed(entries(KEYS["过渡"], {"情形": _ref("条件")}, ("情形", "适用"))),
        "给付": _ref("金额"),
        "下限": _ref("金额"),
        "用例": listed(_ref("用例")),
        PENDING: _ANY,
    }
    return entries(MEASURE_KEYS, own | MEASURE_CLAUSES, ("名称", "依据", "对象"))


def _conditions() -> Schema:
    several = listed(_ref("条件"))
    return {
        "anyOf": [
            LINE,
            entries(("任一",), {"任一": several}, ("任一",)),
            entries(("全部",), {"全部": several}, ("全部",)),
            entries(
                ("至少",), {"至少": entries(KEYS["至少"], {"于": several}, KEYS["至少"])}, ("至少",)
            ),
            entries(KEYS["条件的一项"], {"满足": _ref("条件")}, ("满足",)),
            entries(KEYS[PENDING], {}, (PENDING,)),
        ]
    }


def _amounts() -> Schema:
    amount = _ref("金额")
    part = entries(KEYS["累加"], {"若": _ref("条件"), "给付": amount, "上限": amount}, ("给付",))
    parts = listed({"anyOf": [amount, part]})
    per_unit = entries(KEYS["每满"], {}, KEYS["每满"])
    row = {"type": "array", "items": amount, "minItems": 2}
    bodies: Schema = {
        "分档": entries(
            KEYS["分档"], {"列": listed(LINE), "行": listed(row), "其余": amount}, ("列", "行")
        ),
        "分段": entries(
            KEYS["分段"],
            {"量": amount, "段": listed(entries(KEYS["段"], {}, ("按",)))},
            ("量", "段"),
        ),
        "累加": parts,
        "择高": parts,
        "择一": parts,
        "补差": entries(KEYS["补差"], {"应得": amount, "已得": amount}, KEYS["补差"]),
        "每满": per_unit,
        "每不足": per_unit,
        "每": per_unit,
        "配套": entries(KEYS["配套"], {}, KEYS["配套"]),
        "引用": LINE,
    }
    each = entries(
        KEYS["逐项"],
        {"条件": listed(_ref("条件")), "每项": amount, "上限": amount},
        ("逐项", "每项"),
    )
    forms = [entries((key,), {key: body}, (key,)) for key, body in bodies.items()]
    return {"anyOf": [LINE, *forms, each, entries(KEYS[PENDING], {}, (PENDING,))]}


def _case() -> Schema:
    facts: Schema = {"type": "object"}
    own: Schema = {"事实": facts, "结果": {"enum": [str(verdict) for verdict in Verdict]}}
    return entries(("名称", "事实", "结果", "金额"), own, ("事实", "结果"))


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
