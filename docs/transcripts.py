"""Rewrite the transcripts in the READMEs and in ``docs`` from what the program prints: ``./run docs``.

A page marks the place with ``<!-- transcript: demo -->`` before a code block. A test compares.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
import tempfile
from pathlib import Path

from gangmu import demo
from gangmu.jobs import measures, silent
from gangmu.jobs.documents import read_library
from gangmu.jobs.drafts import draft_file
from gangmu.jobs.measures import check_measures
from gangmu.measures.facts import load_facts
from gangmu.measures.facts_page import facts_page
from gangmu.reports.views import explanation_lines
from gangmu.store import Workspace
from gangmu.terms import InputError

ROOT = Path(__file__).parents[1]
LINJIANG = ROOT / "examples" / "linjiang"
DRAFTING = ROOT / "docs" / "起草措施.md"
FACTS = ROOT / "docs" / "事实.md"
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
NAME = "gangmu-demo"
_KEPT = 3


def transcripts() -> dict[str, str]:
    """Run the demonstration and one explanation; give what a README shows of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        lines: list[str] = []
        demo.run(path, silent, lines.append)
        workspace = demo.Workspace.open(path)
        [found] = measures.explain(workspace, "9199910101546G2304", "骨干企业", demo.DAY)
        explained = "\n".join(explanation_lines(found)).rstrip()
        story = "\n".join(lines).replace(str(path), NAME)
    return {
        "demo": f"$ ./run demo\n{excerpt(story)}",
        "explain": f"$ gangmu explain 岚锐新家具 骨干企业\n{explained}",
    }


def drafting() -> dict[str, str]:
    """Draft a document of the example and check the draft; give what the page on drafting shows."""
    documents = LINJIANG / "documents"
    paper, essay = (next(documents.glob(f"{number}-*")) for number in ("03", "09"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        shutil.copytree(LINJIANG, path)
        target = path / "measures" / "技改草稿.yaml"
        workspace = Workspace.open(path)
        [made] = draft_file(paper, workspace, output=target).drafted
        checked = check_measures(workspace, read_library([path / "documents"]).documents, [target])
        try:
            draft_file(essay, workspace)
            refusal = ""
        except InputError as error:
            refusal = str(error)
    count = len(made.draft.measures)
    return {
        "draft": f"$ gangmu draft documents/{paper.name} -o measures/{target.name}\n"
        f"已写 measures/{target.name}：{count} 条措施，{made.pending} 处待定。"
        f"下一步：gangmu check measures/{target.name}",
        "draft-refused": f"$ gangmu draft documents/{essay.name}\n{refusal}",
        "draft-measure": made.text.split("\n\n")[-2],
        "draft-check": "\n".join(
            [f"$ gangmu check measures/{target.name}", *map(str, checked.findings)]
        ),
        "draft-figures": _figures(),
    }


def _figures() -> str:
    """Give the table of the benchmark on drafts."""
    spec = importlib.util.spec_from_file_location("drafting", ROOT / "benchmarks" / "drafting.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return "\n".join(module.table(module.load_facts(), verbose=False))


def excerpt(story: str) -> str:
    """Shorten each part of the story to its head, a few lines, and its sum.

    >>> print(excerpt("一、读\\n　　甲\\n　　乙\\n　　丙\\n　　丁\\n　　合计四"))
    一、读
    甲
    乙
    丙
    ……
    合计四
    """
    shown = []
    for part in story.split("\n\n"):
        head, *body = part.split("\n")
        if head.startswith("接下来"):
            continue
        if len(body) > _KEPT + 1:
            last = [line for line in body[-1:] if line.startswith("　　合计")]
            body = [*body[:_KEPT], "　　……", *last]
        shown.append("\n".join([head, *body]))
    return "\n\n".join(shown)


def placed(page: str, name: str, text: str) -> str:
    """Put a transcript into its code block."""
    block = re.compile(rf"(<!-- transcript: {name} -->\n```\n)(?:.*?\n)??(```)", re.S)
    return block.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page)


def main() -> int:
    """Rewrite both READMEs, the page on drafting and the page of facts."""
    for path, texts in (*((path, transcripts()) for path in READMES), (DRAFTING, drafting())):
        page = path.read_text("utf-8")
        for name, text in texts.items():
            page = placed(page, name, text)
        path.write_text(page, "utf-8")
    FACTS.write_text(facts_page(load_facts()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
