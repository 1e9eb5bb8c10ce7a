"""Write documents in every format and compare what is read and extracted, whatever the format.

    ./run bench format_parity [--word] [document.txt …]

The documents are the sources of the example and the development documents of the extraction tests
(or those named). Each is rendered as text in four encodings, html of three kinds, docx with and
without automatic numbers, pdf in one and in two columns, and ofd; with ``--word``, where
LibreOffice is installed, it also makes pdf, rtf, doc and html of the docx. The text form is the measure:
clauses, metadata, claims, duties, benefits, citations and tables of every other form must equal its.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

import annotated  # noqa: E402
import reading_speed  # noqa: E402
import renderings  # noqa: E402

from gangmu.extraction import extract  # noqa: E402
from gangmu.extraction.records import benefit_records  # noqa: E402
from gangmu.reading import read  # noqa: E402
from gangmu.reading.manuscript import text_grids  # noqa: E402
from gangmu.terms import Document, InputError  # noqa: E402
from gangmu.writing.traditional import SIMPLIFIED  # noqa: E402

#: The forms, each with the extension of its files.
FORMS = {
    "gb18030": "txt", "utf-16": "txt", "big5": "txt", "html": "html", "mht": "mht", "gazette": "html",
    "docx": "docx", "numbered": "docx", "pdf": "pdf", "columns": "pdf", "ofd": "ofd",
}  # fmt: skip
OFFICE = (
    ("numbered", "pdf"),
    ("docx", "pdf"),
    ("numbered", "doc"),
    ("docx", "rtf"),
    ("docx", "html"),
)
_TRADITIONAL = {ord(s): chr(t) for t, s in reversed(list(SIMPLIFIED.items())) if isinstance(s, str)}
Facets = dict[str, Counter[Any]]


def blocks(text: str) -> list[renderings.Block]:
    """Cut a text into paragraphs and tables, which it sets with tabs, bars or blanks."""
    made: list[renderings.Block] = []
    at = 0
    for grid in text_grids(text):
        made += [
            line.strip()
            for line in text[at : grid.extent[0]].splitlines()
            if line.strip(" |\u3000")
        ]
        made.append([[text[a:b] for a, b in row] for row in grid.cells])
        at = grid.extent[1]
    return made + [line.strip() for line in text[at:].splitlines() if line.strip(" |\u3000")]


def plain(source: Path) -> str:
    """Give the text of a source: of the example (``@`` and ``|`` lines), annotated, or plain."""
    text = source.read_text(encoding="utf-8")
    if "\n---\n" in text:
        return annotated.load(source)[0]
    rows = re.compile(r"^\| ?(.*?) ?\|$", re.M)
    text = rows.sub(lambda m: re.sub(r" ?\| ?", "\t", m[1]), text)
    text = re.sub(r"^@分页\n|^@眉 .*\n", "", text, flags=re.M)
    text = re.sub(r"(?:^\* .*\n)+", _numbered, text, flags=re.M)
    return re.sub(r"^@[一-鿿]+ ?", "", text, flags=re.M)


def _numbered(items: re.Match[str]) -> str:
    """Number the items that Word numbers itself."""
    lines = enumerate(items.group().splitlines(), 1)
    return "".join(f"（{reading_speed.cn(at)}）{line[2:]}\n" for at, line in lines)


def facets(documents: Sequence[Document]) -> Facets:
    """Count what documents state, without places, which the format decides."""
    found: Facets = {}
    for document in documents:
        made = extract(document)
        said = document.metadata
        tell: dict[str, list[Any]] = {
            "文数": [document.source_class],
            "条款": [(c.id, c.heading) for c in document.clauses],
            "元数据": [
                (name, getattr(said, name))
                for name in said.__dataclass_fields__
                if name != "printed"
            ],
            "数量": [
                (
                    c.clause, c.kind, c.role, c.quantity, c.indicator and c.indicator.text, c.time,
                    c.rate, c.baseline, c.binding, c.doubts,
                )
                for c in made.claims
            ],
            "分工": [(document.quote(d.task), d.lead, d.support, d.clause) for d in made.duties],
            "措施": [_placeless(record) for record in benefit_records(document, made.benefits)],
            "引用": [(c.relation, c.title, c.number) for c in made.citations],
            "表格": [
                tuple(tuple(map(document.quote, row)) for row in table.cells)
                for table in document.tables
            ],
        }  # fmt: skip
        for name, values in tell.items():
            found.setdefault(name, Counter()).update(str(v) for v in values)
    return found


def _placeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _placeless(v) for k, v in value.items() if k not in ("start", "end")}
    return [_placeless(v) for v in value] if isinstance(value, list) else value


def forms(text: str, folder: Path, word: bool) -> Iterator[tuple[str, Path]]:
    """Write a text in every form."""
    made = blocks(text)
    for form, suffix in FORMS.items():
        said = made
        if form == "big5":
            said = [_traditional(block) for block in made]
        try:
            data = renderings.render(said, form, reading_speed)
        except UnicodeEncodeError:
            continue  # Big5 cannot write it
        path = folder / f"{form}.{suffix}"
        path.write_bytes(data)
        yield form, path
    if word and shutil.which("soffice"):
        for source, kind in OFFICE:
            office = folder / "office"
            _office(folder / f"{source}.docx", kind, office)
            yield f"{source}→{kind}", office / f"{source}.{kind}"


def _traditional(block: renderings.Block) -> renderings.Block:
    if isinstance(block, str):
        return block.translate(_TRADITIONAL)
    return [[cell.translate(_TRADITIONAL) for cell in row] for row in block]


def _office(source: Path, kind: str, folder: Path) -> None:
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
         "--convert-to", kind, "--outdir", folder, source],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip


def stated(source: Path, folder: Path, word: bool = False) -> dict[str, Facets]:
    """Give what a source states in each form, ``text`` first; nothing for what cannot be read."""
    text = plain(source)
    base = folder / "base.txt"
    base.write_bytes(renderings.render(blocks(text), "txt", reading_speed))
    told = {"text": facets(read(base))}
    for form, path in forms(text, folder, word):
        try:
            told[form] = facets(read(path))
        except InputError as error:
            print(f"{source.stem} {form}: {error}")
            told[form] = {}
    return told


def compare(told: dict[str, Facets], name: str, verbose: bool) -> dict[str, Counter[str]]:
    """Count per form and facet what differs from the text form."""
    apart: dict[str, Counter[str]] = {}
    for form, read_ in told.items():
        simple = _simple if form == "big5" else dict
        due, found = simple(told["text"]), simple(read_)
        count = apart.setdefault(form, Counter())
        for facet in due.keys() | found.keys():
            more = found.get(facet, Counter()) - due.get(facet, Counter())
            less = due.get(facet, Counter()) - found.get(facet, Counter())
            count[facet] += max(more.total(), less.total())
            if verbose:
                for mark, words in (("多", more), ("缺", less)):
                    for one in list(words)[:4]:
                        print(f"{name} {form} {facet} {mark} {one[:300]}")
    return apart


def _simple(found: Facets) -> Facets:
    return {
        facet: Counter({words.translate(SIMPLIFIED): n for words, n in counts.items()})
        for facet, counts in found.items()
    }


def sources() -> list[Path]:
    """Give the sources of the example and the development documents."""
    linjiang = ROOT / "examples" / "linjiang"
    return [
        *sorted((linjiang / "sources").glob("*.txt")),
        *sorted((linjiang / "documents").glob("*.txt")),
        *sorted((ROOT / "tests" / "extraction" / "gold").glob("*.txt")),
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("documents", nargs="*", type=Path)
    parser.add_argument("--word", action="store_true")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    total: dict[str, Counter[str]] = {}
    compared = 0
    for source in options.documents or sources():
        with tempfile.TemporaryDirectory() as folder:
            told = stated(source, Path(folder), options.word)
        apart = compare(told, source.stem, not options.quiet)
        compared += 1
        for form, counts in apart.items():
            total.setdefault(form, Counter()).update(counts)
    names = list(dict.fromkeys(name for counts in total.values() for name in counts))
    print(f"\n{compared} 份文件，各格式与文本不同的项数")
    print(f"{'':14}" + "".join(f"{name:>8}" for name in names))
    for form, counts in total.items():
        print(f"{form:14}" + "".join(f"{counts[name]:8}" for name in names))
    return 0


if __name__ == "__main__":
    sys.exit(main())
