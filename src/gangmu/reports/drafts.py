"""A drafted target file: YAML with a head that says how it becomes the workspace's own."""

from __future__ import annotations

from pathlib import Path

from gangmu.indicators.drafts import TO_FILL, Draft
from gangmu.indicators.notation import write_definitions
from gangmu.store import atomic_write
from gangmu.terms import InputError


def written_draft(draft: Draft, source: Path) -> str:
    """Write a draft with its instructions."""
    head = [
        f"草稿：由 gangmu targets 从 {source.name} 草拟，请逐条对照「原文」核对。",
        "改正「待确认」所说的问题后删去「待确认」，即为确认；然后放进工作区的 indicators/。",
        "新立的指标请补「方向」「统计口径」「价格」「来源」；机器只在原文明说时才写方向。",
    ]
    if any(each.unit is TO_FILL for each in draft.definitions.indicators):
        head.append(
            f"单位写作「{TO_FILL.name}」的指标，原文只给了增速，补上单位以前这个文件不能使用。"
        )
    return write_definitions(draft.definitions, head)


def write_draft(draft: Draft, source: Path, path: Path) -> Path:
    """Write a draft to a file that is not there yet: a person's corrections are never overwritten."""
    if path.exists():
        raise InputError("已有这个文件，不覆盖", str(path), "换一个文件名，或先移走它")
    with atomic_write(path) as temporary:
        temporary.write_text(written_draft(draft, source), encoding="utf-8")
    return path


def draft_line(draft: Draft) -> str:
    """Say how many targets there are, linked and to be confirmed."""
    count = len(draft.definitions.targets)
    skipped = f"；未用非正式文件 {len(draft.skipped)} 个" if draft.skipped else ""
    return (
        f"草拟 {count} 个目标：对应到已有指标 {draft.linked} 个，新立指标 "
        f"{len(draft.definitions.indicators)} 个，待确认 {draft.pending} 个{skipped}"
    )
