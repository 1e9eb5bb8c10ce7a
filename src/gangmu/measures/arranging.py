"""Settlement clauses of a measure file: keys → ``arrangement``.

``FILE_KEYS`` and ``MEASURE_KEYS`` are the keys that are read here; ``syntax`` adds them to its own.
Expressions among them (an indicator of a ranking, the amount of a cap) are read by ``Forms``, in the
scope of the measure.
"""

from __future__ import annotations

from gangmu.measures.arrangement import FileArrangement, Group, MeasureArrangement
from gangmu.measures.expressions import Scope
from gangmu.measures.forms import Forms
from gangmu.measures.keys import Broken
from gangmu.measures.yamltext import Entries, Items, Node, Text

FILE_KEYS: tuple[str, ...] = ("组合",)
MEASURE_KEYS: tuple[str, ...] = ()


def read_file_arrangement(root: Entries, forms: Forms) -> FileArrangement:
    """Read what a file says of all its measures together."""
    groups = tuple(
        group for node in forms.items(root, "组合") if (group := _group(node, forms)) is not None
    )
    return FileArrangement(groups)


def read_measure_arrangement(
    entries: Entries,
    forms: Forms,
    scope: Scope,  # noqa: ARG001
) -> MeasureArrangement:
    """Read what a measure says of its own payment."""
    caps = entries.get("上限")
    if isinstance(caps, Items):
        forms.findings.error(caps.place, "「上限」还不能写成一列", "写成「上限: 100万元」")
    return MeasureArrangement()


def _group(node: Node, forms: Forms) -> Group | None:
    try:
        entries = forms.entries(node, "「组合」的一项", "- 择高: [措施甲, 措施乙]")
    except Broken:
        return None
    forms.known(entries, ("择高",), "组合")
    members = [item for item in forms.items(entries, "择高") if isinstance(item, Text)]
    if len(members) < 2:
        forms.findings.error(
            entries.place, "「择高」下面应有两个以上措施", "写成「择高: [措施甲, 措施乙]」"
        )
        return None
    return Group("择高", tuple(m.value for m in members), tuple(m.place for m in members))
