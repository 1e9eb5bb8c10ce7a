from pathlib import Path

import pytest

from gangmu.search import ClauseIndex, Entry
from gangmu.terms import Clause, Document, Metadata, SourceClass, Span


def document(id: str, *clauses: tuple[str, str], intro: str = "") -> Document:
    """Make a document of numbered clauses: (heading, running text)."""
    text, found = intro, []
    for number, (heading, body) in enumerate(clauses, 1):
        start = len(text)
        text += f"{number}. {heading}\n{body}\n"
        span = Span(id, start, len(text))
        found.append(Clause(str(number), heading, 1, span, Span(id, start, start + len(heading))))
    return Document(
        id, Path(f"{id}.txt"), 0, text, Metadata(title=f"{id}的办法"), SourceClass.OFFICIAL, "",
        tuple(found), Span(id, 0, len(text)), None, (), (), (), f"sha-{id}-{len(text)}",
    )  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> ClauseIndex:
    return ClauseIndex.open(tmp_path / "index")


@pytest.fixture
def filled(index: ClauseIndex) -> ClauseIndex:
    index.update(
        [
            Entry(
                document(
                    "甲区",
                    ("技术改造补助", "对设备投资额500万元以上的项目，按10%给予补助，最高300万元。"),
                    ("数字化转型", "支持工业企业上云用数赋智。"),
                ),
                {"level": "区县", "year": "2024", "status": "现行有效"},
            ),
            Entry(
                document(
                    "乙区",
                    (
                        "依据",
                        "根据《关于支持企业技术改造的若干意见》《工业技术改造管理办法》制定。",
                    ),
                    ("技術改造", "對設備投資額１０００萬元以上的項目給予獎勵。"),
                ),
                {"level": "市", "year": "2011", "status": "届满待核"},
            ),
        ]
    )
    return index
