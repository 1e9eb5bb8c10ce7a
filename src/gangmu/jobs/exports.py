"""Write documents in other forms, thousands at a time, and go on where a run stopped.

A journal in the folder says of every source, by the hash of its content, what was written. Files are
put in place, and noted in it, some at a time; a run that is killed loses its last seconds.
"""

from __future__ import annotations

import functools
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gangmu.jobs import Progress, silent
from gangmu.reading import read_bytes
from gangmu.reading.akoma import to_akoma
from gangmu.reading.batch import Source, outcomes, processes_for, sources
from gangmu.reading.markdown import to_markdown
from gangmu.reading.tree import to_json
from gangmu.store import Files
from gangmu.terms import Document, InputError

JOURNAL = ".gangmu-export.jsonl"
_TOGETHER = 200  # sources whose files are put in place together, at most
_SECONDS = 5.0  # after which they are, however few
_NAMED = 20  # files of a run that are named one by one
#: The forms, each with the extension of its files and what writes it.
FORMS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "akn": (".xml", to_akoma),
    "md": (".md", lambda document: to_markdown(document).encode()),
    "json": (".json", lambda document: to_json(document).encode()),
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What a run wrote: how many files, and the first of them.

    ``done`` sources were written by an earlier run, ``copies`` are read once. ``names`` are the files
    of all sources, in the order of the sources.
    """

    written: int
    done: int
    files: tuple[Path, ...]
    copies: tuple[tuple[Path, Path], ...]
    errors: tuple[InputError, ...]
    names: tuple[str, ...] = ()


def export_text(path: Path, form: str) -> str:
    """Give the documents of one file in a form, one after the other; Akoma Ntoso needs one alone."""
    [outcome] = outcomes([Source(path)], functools.partial(_written, form=form))
    if outcome.error:
        raise outcome.error
    made = outcome.result or []
    if form == "akn" and len(made) > 1:
        raise InputError(
            f"文件里有 {len(made)} 份文件", str(path), "请加 --to 文件夹，每份写一个。"
        )
    return "\n".join(words.decode() for words in made)


def export_documents(
    paths: Iterable[Path],
    folder: Path,
    form: str,
    progress: Progress = silent,
    processes: int | None = None,
) -> Exported:
    """Write the documents of files, folders and zips into a folder, a file for each document."""
    return write_each(
        paths, folder, form, functools.partial(_files, form=form), progress, processes
    )


def write_each(
    paths: Iterable[Path],
    folder: Path,
    form: str,
    work: Callable[[bytes, Path], dict[str, bytes]],
    progress: Progress = silent,
    processes: int | None = None,
    stage: str = "写文件",
    lasting: bool = True,
) -> Exported:
    """Write what some work makes of every source into a folder, in processes, as each is done.

    ``work`` gives the endings of file names with what they hold. A file is named by its source
    (``规划.xml``), where two sources share that name by its whole name and the hash of its content
    (``规划.docx-1f2e3d4c.xml``). ``form`` keeps apart what several runs write into one folder. Files that
    are ``lasting`` are on the disk when the run is over; of others a power cut may take the last.
    """
    batch, errors = sources(paths)
    kept = Files(folder, lasting)
    stems = Counter(source.name.stem for source in batch)
    known = _journal(folder, form)
    files: list[Path] = []
    names: list[str] = []
    written = done = 0
    copies = []
    progress(stage, 0, len(batch))
    with _journal_of(kept, folder) as noted:
        for count, outcome in enumerate(
            outcomes(batch, work, processes or processes_for(batch), known=known.__contains__), 1
        ):
            source = outcome.source.name
            if outcome.error:
                errors.append(outcome.error)
            elif outcome.same_as:
                copies.append((source, outcome.same_as.name))
            elif outcome.result is None:
                done += 1
                names += known[outcome.sha256]
            else:
                alone = stems[source.stem] == 1
                stem = source.stem[:80] if alone else f"{source.name[:80]}-{outcome.sha256[:8]}"
                sizes = {}
                for ending, words in outcome.result.items():
                    kept.write(stem + ending, words)
                    sizes[stem + ending] = len(words)
                entry = {
                    "sha256": outcome.sha256,
                    "form": form,
                    "source": str(source),
                    "files": sizes,
                }
                noted(json.dumps(entry, ensure_ascii=False))
                written += len(sizes)
                names += sizes
                files += [folder / name for name in sizes][: max(0, _NAMED - len(files))]
            progress(stage, count, len(batch))
    return Exported(written, done, tuple(files), tuple(copies), tuple(errors), tuple(names))


def _files(data: bytes, path: Path, form: str) -> dict[str, bytes]:
    """Write the documents of a source, each with its ending: ``.xml``, or ``-2.xml`` of several."""
    suffix, _ = FORMS[form]
    made = _written(data, path, form)
    if len(made) == 1:
        return {suffix: made[0]}
    return {f"-{at}{suffix}": words for at, words in enumerate(made, 1)}


def _written(data: bytes, path: Path, form: str) -> list[bytes]:
    _, write = FORMS[form]
    return [write(document) for document in read_bytes(data, path)]


@contextmanager
def _journal_of(kept: Files, folder: Path) -> Iterator[Callable[[str], None]]:
    """Note sources that are done, after their files are in place: some at a time, and at the end.

    Also the end of a run that is interrupted: what has been made is kept.
    """
    waiting: list[str] = []
    settled = time.monotonic()

    def settle() -> None:
        kept.settle()
        journal.writelines(line + "\n" for line in waiting)
        journal.flush()
        waiting.clear()

    def noted(line: str) -> None:
        nonlocal settled
        waiting.append(line)
        if len(waiting) == _TOGETHER or time.monotonic() > settled + _SECONDS:
            settle()
            settled = time.monotonic()

    with (folder / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write("\n")  # a killed run may have left half a line
        try:
            yield noted
        finally:
            try:
                settle()
            finally:
                kept.abandon()


def _journal(folder: Path, form: str) -> dict[str, list[str]]:
    """Give the hashes of the sources that are done in this form, with their files, still there."""
    path = folder / JOURNAL
    if not path.is_file():
        return {}
    done = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:  # blank, or the line that a killed run was writing
            continue
        if entry["form"] == form and all(
            _size(folder / name) == size for name, size in entry["files"].items()
        ):
            done[entry["sha256"]] = list(entry["files"])
    return done


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
