"""One way of writing a measure file: every line in canonical words, the rest as it stands.

Only lines that were understood are rewritten, in their place, so that comments, order and layout stay;
blanks at line ends and runs of empty lines go. What comes out reads as the same measures, and is left
as it is when tidied again.

>>> from gangmu.measures.facts import load_facts
>>> print(tidy('''文号: 甲
... 措施:
...   - {名称: 某, 依据: 一, 对象: 企业, 条件: [营业收入 不低于 5000万元], 给付: 2%*研发费用}  # 注
... ''', load_facts()))
文号: 甲
措施:
  - {名称: 某, 依据: 一, 对象: 企业, 条件: [营业收入 ≥ 5000万元], 给付: 2% × 研发费用}  # 注
<BLANKLINE>
"""

from __future__ import annotations

import re
from pathlib import Path

from gangmu.measures.facts import FactBook
from gangmu.measures.forms import Cell, Spelled
from gangmu.measures.quoting import NO_RULES, Rules
from gangmu.measures.syntax import parse_text
from gangmu.measures.wording import write, write_cell


def tidy(text: str, book: FactBook, path: Path = Path("措施.yaml"), rules: Rules = NO_RULES) -> str:
    """Write a measure file canonically; raises ``InputErrors`` where it cannot be read."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    reading = parse_text(text, book, path, rules=rules)
    reading.findings.raise_errors()
    lines = text.split("\n")
    spelled = {
        line.place: (
            line.value,
            _words(says),
        )
        for line, says in reading.spelled
    }
    # From the end of a line to its start, so that the places before stay right.
    for place, (written, canonical) in sorted(spelled.items(), reverse=True):
        row = lines[place.line - 1]
        start = place.column - 1
        end = start + len(written)
        if row[start:end] == written and _plain(canonical, row[start - 1 : start]):
            lines[place.line - 1] = row[:start] + canonical + row[end:]
    tidied = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", tidied).strip("\n") + "\n"


def _words(says: Spelled) -> str:
    if isinstance(says, str):
        return says
    return write_cell(says.test) if isinstance(says, Cell) else write(says)


def _plain(canonical: str, before: str) -> bool:
    """Tell whether a text may stand unquoted where the old one stood."""
    if before in ("'", '"'):
        return "'" not in canonical and '"' not in canonical and "\\" not in canonical
    return not re.search(r": |:$| #|[\[\]{},]|^[>%@`&*!|?\"'#]", canonical)
