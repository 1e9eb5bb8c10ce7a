"""Compare what is read from the gold documents with their gold: boundaries, metadata, clauses.

    ./run bench reading_gold [folder of gold …]

A folder (``../shared/gold`` by default) holds ``NN.txt`` with ``NN.gold.json``, and ``seeds/`` with
``documents.json`` for the one file that holds twenty documents; or annotated documents (the form of
``annotated.py``: ``tests/extraction/gold``, ``tests/reading/mastheads``). Without its folder the
benchmark says so and ends.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import annotated

from gangmu import read
from gangmu.terms import Document, SourceClass

GOLD = Path(__file__).parents[1].parent / "shared" / "gold"
FIELDS = ("title", "number", "issuers", "published", "effective", "expires", "level", "plan_period")


def same(words: object) -> str | None:
    """Fold what two printings of one value may differ in: blanks, quotes, kinds of brackets."""
    if words is None or words == "":
        return None
    text = re.sub(r"[\s《》“”\"'‘’「」]", "", unicodedata.normalize("NFKC", str(words)))
    return text.translate(str.maketrans("[]〔〕—–", "()()--"))


def values(document: Document) -> dict[str, list[str]]:
    """Give each metadata field as a list of comparable words."""
    said = document.metadata
    found: dict[str, list[object]] = {name: [getattr(said, name)] for name in FIELDS}
    found["region"] = [said.region]
    found["issuers"] = list(said.issuers)
    period = said.plan_period
    found["plan_period"] = [f"{period[0]}/{period[1]}" if period else None]
    found["is_official"] = [document.source_class is SourceClass.OFFICIAL]
    return {name: [w for v in vs if (w := same(v))] for name, vs in found.items()}


def gold_values(due: dict[str, Any]) -> dict[str, list[str]]:
    """Give each metadata field of a gold record in the form of ``values``."""
    found = {}
    for name in (*FIELDS, "region", "is_official"):
        wanted = due.get(name)
        if name == "plan_period" and wanted:
            wanted = f"{wanted[0]}/{wanted[1]}"
        listed = wanted if isinstance(wanted, list) else [wanted]
        found[name] = [w for v in listed if (w := same(v))]
    return found


def plain_id(id: str) -> str:
    """Drop the marks behind the numbers of a clause: 一、/1. and 一/1 are one."""
    return same(id.translate(str.maketrans("", "", "、.．。 "))) or ""


def print_scores(counts: dict[str, Counter[str]]) -> None:
    print(f"{'':24}{'P':>8}{'R':>8}{'F1':>8}{'对':>6}{'读出':>6}{'应有':>6}")
    for name, count in counts.items():
        hit, told, due = count["hit"], count["told"], count["due"]
        precision, recall = hit / told if told else 0, hit / due if due else 0
        f1 = 2 * hit / (told + due) if told + due else 1
        print(f"{name:24}{precision:8.3f}{recall:8.3f}{f1:8.3f}{hit:6}{told:6}{due:6}")


def add(counts: dict[str, Counter[str]], name: str, told: list[str], due: list[str]) -> bool:
    count = counts.setdefault(name, Counter())
    hit = sum((Counter(told) & Counter(due)).values())
    count.update(hit=hit, told=len(told), due=len(due))
    return Counter(told) == Counter(due)


def golden(folder: Path) -> Iterator[tuple[str, Document, dict[str, Any]]]:
    """Give the name, the document read and the gold of each gold document of a folder."""
    for gold_file in sorted(folder.glob("[0-9][0-9].gold.json")):
        [document] = read(gold_file.with_name(gold_file.name.replace(".gold.json", ".txt")))
        yield gold_file.stem[:2], document, json.loads(gold_file.read_text(encoding="utf-8"))
    for source in sorted(folder.glob("*.txt")):
        if "\n---\n" not in source.read_text(encoding="utf-8"):
            continue
        text, gold, _ = annotated.load(source)
        with tempfile.TemporaryDirectory() as where:
            plain = Path(where, "文件.txt")
            plain.write_text(text, encoding="utf-8")
            documents = read(plain)
        if len(documents) > 1:
            print(f"{source.stem}: 分成了 {len(documents)} 份")
        yield source.stem, documents[0], gold


def score_documents(folder: Path) -> None:
    counts: dict[str, Counter[str]] = {}
    for name_of_it, document, gold in golden(folder):
        told, due = values(document), gold_values(gold["metadata"])
        for name, right in due.items():
            if not add(counts, f"m.{name}", told[name], right):
                print(f"{name_of_it} {name}: 读出 {told[name]}，应为 {right}")
        ids = [plain_id(c.id) for c in document.clauses]
        heads = [f"{i} {same(c.heading)}" for i, c in zip(ids, document.clauses, strict=True)]
        gold_ids = [plain_id(c["id"]) for c in gold["clauses"]]
        gold_heads = [
            f"{i} {same(c['heading'])}" for i, c in zip(gold_ids, gold["clauses"], strict=True)
        ]
        add(counts, "c.id", ids, gold_ids)
        if not add(counts, "c.id+heading", heads, gold_heads):
            print(
                f"{name_of_it} 条款: 多 {set(heads) - set(gold_heads)}，缺 {set(gold_heads) - set(heads)}"
            )
        if all("start" in c for c in gold["clauses"]):
            places = [str(c.span.start) for c in document.clauses]
            add(counts, "c.start", places, [str(c["start"]) for c in gold["clauses"]])
    print_scores(counts)


def score_seeds(gold: Path, source: Path) -> None:
    wanted = json.loads((gold / "documents.json").read_text(encoding="utf-8"))
    documents = read(source)
    counts: dict[str, Counter[str]] = {}
    found = [f"{d.origin}" for d in documents]
    add(counts, "boundaries", found, [str(w["char_start"]) for w in wanted])
    by_start = {d.origin: d for d in documents}
    for due in wanted:
        document = by_start.get(due["char_start"])
        if document is None:
            print(f"{due['id']}: 没有分出")
            continue
        told = values(document)
        official = due["is_official_document"]
        right = {
            "title": [due["title"]],
            "number": [due["doc_number"]],
            "published": [due["publish_date"] if official else None],
            "effective": [due["effective_date"]],
            "plan_period": [due["plan_period"]],
            "region": [due["region"]],
            "is_official": [official],
            "issuers": due["issuing_body"] or [] if official else [],
        }
        for name, listed in right.items():
            # "../2010" is a period without its first year: none to be read.
            answers = [w for v in listed if (w := same(v)) and not w.startswith("..")]
            if not add(counts, name, told[name], answers):
                print(
                    f"{due['id']} {name}: 读出 {told[name]}，应为 {answers}（{document.source_reason}）"
                )
    print_scores(counts)


def main() -> int:
    for folder in [Path(words) for words in sys.argv[1:]] or [GOLD]:
        if not folder.is_dir():
            print(f"没有标注文件夹 {folder}，略过。")
            continue
        score_documents(folder)
        if (folder / "seeds").is_dir():
            for source in sorted((folder.parent / "seeds").glob("*.txt")):
                print(f"\n{source.name}")
                score_seeds(folder / "seeds", source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
