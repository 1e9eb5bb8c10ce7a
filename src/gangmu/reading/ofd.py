"""Read OFD files (GB/T 33190-2016), the layout format of official archives, through ofdkit.

Needs the extra ``ofd``. The placed words of a page become lines as those of a PDF do, and its rules
tables.
"""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from gangmu.reading.layout import compose
from gangmu.reading.manuscript import Manuscript, Remark
from gangmu.reading.placed import Line, Page
from gangmu.reading.ruling import Rule, ruled
from gangmu.reading.text import refuse_mojibake
from gangmu.terms import InputError

_POINTS = 72 / 25.4  # of a millimetre
_MAX_PAGES = 3000
_MAX_PART = 64 * 1024 * 1024
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_STEP = re.compile(
    rf"(?P<mark>[MSL])\s+(?P<x>{_NUMBER.pattern})\s+(?P<y>{_NUMBER.pattern})|(?<=\s)(?P<close>C)(?=\s|$)"
)


def read_ofd(data: bytes, where: str) -> Manuscript:
    """Read a document from its bytes. Raises ``InputError`` where it is damaged or has no words."""
    if importlib.util.find_spec("ofdkit") is None:
        raise InputError("没有安装 OFD 读取组件", where, "安装后再读：pip install 'gangmu[ofd]'。")
    import ofdkit

    try:
        with ofdkit.open(data) as document:
            count = len(document.pages)
            if count > _MAX_PAGES:
                raise InputError(
                    f"OFD 有 {count} 页，超过 {_MAX_PAGES} 页", where, "请拆分后再读。"
                )
            drawings = _Drawings(data)
            pages = [_page(page, drawings) for page in document.pages]
            width = document.pages[0].width * _POINTS if count else 0.0
            remarks = [Remark(f"OFD：{warning}") for warning in document.warnings]
    except ofdkit.OFDLimitError:
        raise InputError(
            "OFD 含有不允许的内容（解压后过大，疑为压缩炸弹，或有 DTD）",
            where,
            "请确认来源；正常文档请拆分后再读。",
        ) from None
    except InputError:
        raise
    except Exception:  # ofdkit's own errors, and what a damaged package makes zipfile raise
        raise InputError("OFD 文件已损坏", where, "请从原始来源重新获取文件。") from None
    if not any(page.lines for page in pages):
        raise InputError(
            f"OFD 没有文字（{count} 页），可能是扫描件", where, "请先转换为 PDF，再用文字识别读。"
        )
    refuse_mojibake("".join(line.words for page in pages for line in page.lines), where)
    return compose(pages, width, remarks)


def _page(page: Any, drawings: _Drawings) -> Page:
    pieces = _lines(page)
    _, top, _, height = page.box
    tables = ruled(drawings.rules(page.location, top + height), pieces)
    return Page(pieces, tables)


class _Drawings:
    """The rules that the pages of a package draw; ofdkit gives words only."""

    def __init__(self, data: bytes) -> None:
        self._package = zipfile.ZipFile(io.BytesIO(data))

    def rules(self, location: str | None, height: float) -> list[Rule]:
        """Give the straight lines of a page, in points from its lower left corner."""
        if location not in self._package.NameToInfo:
            return []
        info = self._package.getinfo(location)
        if info.file_size > _MAX_PART:
            return []
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(self._package.read(info), parser)
        found: list[Rule] = []
        for path in root.iter("{*}PathObject"):
            place = _numbers(path.get("Boundary"))[:2] or [0.0, 0.0]
            for drawn in path.iter("{*}AbbreviatedData"):
                found += _drawn(drawn.text or "", place, _numbers(path.get("CTM")), height)
        return found


def _drawn(words: str, place: list[float], ctm: list[float], height: float) -> Iterator[Rule]:
    """Give the straight lines of a path: ``M x y L x y …``, ``C`` closes it (GB/T 33190, 9.1)."""
    a, b, c, d, e, f = ctm if len(ctm) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    first = here = (0.0, 0.0)
    for match in _STEP.finditer(words):
        if match["close"]:
            there = first
        else:
            x, y = float(match["x"]), float(match["y"])
            there = (
                (a * x + c * y + e + place[0]) * _POINTS,
                (height - (b * x + d * y + f + place[1])) * _POINTS,
            )
        if match["mark"] in ("M", "S"):
            first = there
        else:
            yield Rule(*here, *there)
        here = there


def _numbers(words: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(words or "")]


def _lines(page: object) -> list[Line]:
    """Give the words of a page in points from its lower left corner, from top to bottom."""
    _, top, _, height = page.box  # type: ignore[attr-defined]
    lines = []
    for run in page.runs:  # type: ignore[attr-defined]
        words = run.text.strip()
        if not words:
            continue
        left, bottom = run.x * _POINTS, (top + height - run.y) * _POINTS
        lines.append(
            Line(
                page.index, words, left, left + run.width * _POINTS,  # type: ignore[attr-defined]
                bottom, bottom + run.size * _POINTS,
            )
        )  # fmt: skip
    lines.sort(key=lambda line: (-round(line.bottom, 1), line.left))
    return lines
