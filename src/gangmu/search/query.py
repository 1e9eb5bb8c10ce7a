"""How words typed into a search box are understood.

A run of words is looked for as it stands (an exact substring); several runs, separated by blanks,
must all occur. A question (…多少？ …怎么申请？) is stripped of what only asks; what is left is looked
for in parts, most of which must occur.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gangmu.search.passages import fold

_ASKING = re.compile(
    r"请问|想问|咨询一?下|我们?(?:企业|公司|单位|区|市|街道)?(?=能|可|想|要|有|符)|"
    r"是不是|能不能|可不可以|有没有|是否|能否|可否|怎么样|怎么|怎样|如何|为什么|为何|什么时候|"
    r"什么样?|哪些|哪个|哪里|哪家|哪|多少|多大|多久|几(?=[个家条项年月])|谁|"
    r"可以|能够|需要|应该|拿到|得到|享受到?|申请到?|有关|关于|对于|"
    r"[吗呢吧啊呀么]|(?<=[^目标])的(?!士)|[了着]|[能会有要可](?=[拿得申享补奖符])"
)
_BREAK = re.compile(r"[\s,，。;；:：、?？!！…/|()（）《》<>“”\"'‘’【】\[\]]+")
_QUESTION = re.compile(
    r"[?？吗呢]|多少|哪些|怎么|怎样|如何|什么|是否|能否|可否|为何|几[个家条项年]"
)


#: What people say for short, and how documents write it.
_SHORT = (
    ("技改", "技术改造"), ("高企", "高新技术企业"), ("规上", "规模以上"), ("升规", "首次纳统"),
    ("固投", "固定资产投资"), ("数改", "数字化改造"), ("专精特新小巨人", "专精特新“小巨人”"),
    ("首台套", "首台（套）"), ("孵化器", "科技企业孵化器"), ("研发费", "研究开发费用"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: ``runs`` must all occur as they stand; of a question, most ``parts``."""

    runs: tuple[str, ...]
    parts: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        return bool(self.parts)

    @property
    def wordings(self) -> tuple[tuple[str, ...], ...]:
        """Give the parts of a question as asked, and with what is said for short in full, or back.

        >>> Words((), ("技改", "补")).wordings
        (('技改', '补'), ('技术改造', '补'))
        """
        found = [self.parts]
        for short, full in ((fold(a).text, fold(b).text) for a, b in _SHORT):
            for said, meant in ((short, full), (full, short)):
                if any(said in part for part in self.parts):
                    found.append(tuple(part.replace(said, meant) for part in self.parts))
        return tuple(dict.fromkeys(found))


def understand(text: str) -> Words:
    """Read a search box. Runs and parts are folded as the index is.

    >>> understand("龙头企业 100万元")
    Words(runs=('龙头企业', '100万元'), parts=())
    >>> understand("技术改造能补多少钱？").parts
    ('技术改造', '补', '钱')
    """
    if _QUESTION.search(text):
        parts = tuple(
            dict.fromkeys(
                fold(part).text for part in _BREAK.split(_ASKING.sub(" ", text)) if part.strip()
            )
        )
        if parts:
            return Words((), parts)
    runs = [fold(run).text for run in re.split(r"[\s　]+", text)]
    return Words(tuple(dict.fromkeys(run for run in runs if run)))


def grams(text: str) -> list[str]:
    """Give the character bigrams of a folded text; one character is its own.

    >>> grams("先进制造"), grams("先")
    (['先进', '进制', '制造'], ['先'])
    """
    return [text[at : at + 2] for at in range(len(text) - 1)] or [text]
