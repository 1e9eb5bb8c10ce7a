"""Draft measure files from documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gangmu.drafting import FileDraft, count_pending, draft, write_draft
from gangmu.extraction import extract
from gangmu.jobs import Progress, silent
from gangmu.measures.facts import load_facts
from gangmu.reading import read
from gangmu.store import Workspace
from gangmu.store.files import write_text
from gangmu.terms import InputError


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft of one document, as text; ``path`` is where it was written, if it was."""

    draft: FileDraft
    text: str
    pending: int
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of the documents of a file, and why others of them give none."""

    drafted: tuple[Drafted, ...]
    refused: tuple[InputError, ...]


def draft_file(
    path: Path,
    workspace: Workspace | None = None,
    year: int | None = None,
    output: Path | None = None,
    progress: Progress = silent,
) -> Drafts:
    """Draft the measures of every document of a file, and write them to ``output`` where given.

    ``output`` is a file, or a folder where each draft is named after its document. Facts and the
    year that is assessed come from the workspace. Raises ``InputError`` where no document of the
    file can be drafted, and where an output file exists.
    """
    book = load_facts(workspace.facts, workspace.rates) if workspace else load_facts()
    if year is None and workspace is not None:
        year = workspace.year
    documents = read(path)
    made: list[tuple[FileDraft, str]] = []
    refused: list[InputError] = []
    for done, document in enumerate(documents):
        progress("起草", done, len(documents))
        try:
            found = draft(document, extract(document), book, year)
        except InputError as error:
            refused.append(error)
        else:
            made.append((found, write_draft(found)))
    progress("起草", len(documents), len(documents))
    if not made:
        raise refused[0]
    paths = _paths([found for found, _ in made], output)
    for (_, text), target in zip(made, paths, strict=True):
        if target is not None:
            write_text(target, text)
    drafted = (
        Drafted(found, text, count_pending(found), target)
        for (found, text), target in zip(made, paths, strict=True)
    )
    return Drafts(tuple(drafted), tuple(refused))


def _paths(drafts: Sequence[FileDraft], output: Path | None) -> list[Path | None]:
    if output is None:
        return [None] * len(drafts)
    if output.is_dir() or not output.suffix:
        targets = [
            output / f"{re.sub(r'[^一-鿿0-9A-Za-z（）()-]', '', d.title)}.yaml" for d in drafts
        ]
    elif len(drafts) == 1:
        targets = [output]
    else:
        titles = "、".join(f"《{d.title}》" for d in drafts)
        raise InputError(
            f"这个文件里有 {len(drafts)} 份可起草的文件：{titles}",
            str(output),
            "-o 写一个文件夹，每份写成一个措施文件",
        )
    for target in targets:
        if target.exists():
            raise InputError(
                "已有这个文件，起草不覆盖已有的措施文件", str(target), "换一个名字，或先移走它"
            )
    return list(targets)
