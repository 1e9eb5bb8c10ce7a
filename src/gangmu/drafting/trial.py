"""Try what is drafted in a small measure file, before it is written into the draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gangmu.drafting.drafts import Form
from gangmu.drafting.writing import form_lines
from gangmu.measures.facts import FactBook
from gangmu.measures.syntax import parse_text


@dataclass(slots=True)
class Trial:
    """Tries expressions in a small measure file, so that nothing is drafted that cannot be opened."""

    book: FactBook
    entity: str
    definitions: dict[str, str] = field(default_factory=dict)

    def condition(self, text: str) -> bool:
        """Tell whether a condition can be read."""
        return self._opens(f"    条件:\n      - {text}\n    给付: 1元\n")

    def amount(self, form: Form) -> bool:
        """Tell whether an amount can be read."""
        body = "\n".join(form_lines("给付", form, 4))
        return self._opens(f"    条件: []\n{body}\n")

    def payment(self, key: str, form: Form) -> bool:
        """Tell whether a key of payment (分期, 分担) can be read."""
        body = "\n".join(form_lines(key, form, 4))
        return self._opens(f"    条件: []\n    给付: 20万元\n{body}\n")

    def _opens(self, body: str) -> bool:
        defined = "".join(f"      {name}: {text}\n" for name, text in self.definitions.items())
        head = f"文号: 试\n措施:\n  - 名称: 试\n    依据: 试\n    对象: {self.entity}\n"
        text = head + (f"    定义:\n{defined}" if defined else "") + body
        return not parse_text(text, self.book, Path("试.yaml")).findings.errors
