"""Rewrite the transcripts in both READMEs from what the program prints: ``./run docs``.

A README marks the place with ``<!-- transcript: demo -->`` before a code block. A test compares.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from gangmu import demo
from gangmu.jobs import measures, silent
from gangmu.reports.views import explanation_lines

ROOT = Path(__file__).parents[1]
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
    """Rewrite both READMEs."""
    texts = transcripts()
    for path in READMES:
        page = path.read_text("utf-8")
        for name, text in texts.items():
            page = placed(page, name, text)
        path.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
