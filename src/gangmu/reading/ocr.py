"""Recognise the words of scanned pages and pictures, with the extra ``ocr`` (RapidOCR on ONNX).

The models are in the package: nothing is fetched. Pages are drawn at ``DPI``; what is recognised
with little confidence keeps its words and carries a doubt.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
from collections.abc import Iterable
from typing import Any

from gangmu.reading.layout import compose
from gangmu.reading.manuscript import Manuscript, Remark
from gangmu.reading.placed import Line, Page
from gangmu.terms import InputError

#: Dots per inch of a page that is drawn to be recognised.
DPI = 200
#: Below this confidence a line carries a doubt.
SURE = 0.85
_MAX_PIXELS = 60_000_000


def available() -> bool:
    """Tell whether the extra is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


@functools.lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})


def recognise(picture: Any, number: int, height: float) -> list[Line]:
    """Give the lines of a picture (rows × columns × colours) of a page ``height`` points high."""
    found = _engine()(picture)
    if found.boxes is None:
        return []
    scale = height / picture.shape[0]
    lines = []
    for box, words, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if not words.strip():
            continue
        across, down = [float(p[0]) for p in box], [float(p[1]) for p in box]
        doubt = "" if score >= SURE else f"识别把握 {score:.0%}，请与原件核对"
        lines.append(
            Line(
                number, words.strip(), min(across) * scale, max(across) * scale,
                height - max(down) * scale, height - min(down) * scale, doubt=doubt,
            )
        )  # fmt: skip
    lines.sort(key=lambda line: (-round(line.bottom / 6), line.left))
    return lines


def read_image(data: bytes, where: str) -> Manuscript:
    """Read a picture of a page. Raises ``InputError`` without the extra, or if it is no picture."""
    if not available():
        raise InputError(
            "这是图片，没有安装文字识别", where, "安装后再读：pip install 'gangmu[ocr]'。"
        )
    import cv2  # comes with rapidocr
    import numpy as np

    size = _size(data)
    if size is not None and size[0] * size[1] > _MAX_PIXELS:
        raise InputError(f"图片有 {size[0]}×{size[1]} 点，太大", where, "请缩小或裁开后再读。")
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise InputError("图片已损坏或格式不认识", where, "请另存为 PNG 或 JPEG 后再读。")
    height = picture.shape[0] * 72 / DPI
    width = picture.shape[1] * 72 / DPI
    page = Page(recognise(picture, 0, height))
    return compose([page], width, [Remark("文字由图片识别得来，请与原件核对")])


def _size(data: bytes) -> tuple[int, int] | None:
    """Give width and height without unpacking a picture, where its head tells (PNG)."""
    if data.startswith(b"\x89PNG"):
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return None


def page_list(pages: Iterable[int]) -> str:
    """Write page indexes as a person counts them, a long list cut short.

    >>> page_list([0, 2, 3])
    '1、3、4'
    """
    listed = [str(page + 1) for page in pages]
    return "、".join(listed[:8]) + (f" 等 {len(listed)}" if len(listed) > 8 else "")
