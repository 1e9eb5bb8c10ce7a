"""Settlement lines: one measure, one applicant, what was decided and what is to be paid.

The lines of a run are one Arrow table, in the order measure file, measure, applicant:

=========  ==========================  ==========================================================
column     type                        meaning
=========  ==========================  ==========================================================
措施        dictionary<string>          name of the measure
文号 依据    dictionary<string>          document and clause it rests on
对象        dictionary<string>          企业 or 项目
编号 名称    string                      the applicant
企业代码    string                      whom the money goes to
结论        dictionary<string>          符合 / 不符合 / 待核实 (of the measure alone)
下限 上限   int64 分, 上限 null = 无上限   the measure's amount
处理        dictionary<string>          拨付 / 待核实 / 不予 / 择高未取 (after the groups)
拨付        int64 分                    what is paid now; 0 unless 处理 is 拨付
缺少        list<string>                facts that are missing
位置        list<string>                the cell where each missing fact belongs
理由        string                      why, in Chinese
行          int32                       row of the applicants table
=========  ==========================  ==========================================================
"""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa

_WORD = pa.dictionary(pa.int32(), pa.string())

SCHEMA = pa.schema(
    [
        ("措施", _WORD),
        ("文号", _WORD),
        ("依据", _WORD),
        ("对象", _WORD),
        ("编号", pa.string()),
        ("名称", pa.string()),
        ("企业代码", pa.string()),
        ("结论", _WORD),
        ("下限", pa.int64()),
        ("上限", pa.int64()),
        ("处理", _WORD),
        ("拨付", pa.int64()),
        ("缺少", pa.list_(pa.string())),
        ("位置", pa.list_(pa.string())),
        ("理由", pa.string()),
        ("行", pa.int32()),
    ]
)


class Treatment(StrEnum):
    """What happens to a line after the groups."""

    PAY = "拨付"
    PENDING = "待核实"
    NONE = "不予"
    OUTDONE = "择高未取"
