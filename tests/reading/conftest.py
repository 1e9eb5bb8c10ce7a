"""Small files of every kind, made where they are tested."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import pytest

from gangmu.reading import read
from gangmu.terms import Document


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[..., Document]:
    """Write a text and read the one document in it."""

    def made(text: str, name: str = "文件.txt") -> Document:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        [document] = read(file)
        return document

    return made


@pytest.fixture
def read_pdf_paragraphs(tmp_path: Path, speed: ModuleType) -> Callable[[Iterable[str]], Document]:
    """Set paragraphs as pages of a PDF and read them."""

    def made(paragraphs: Iterable[str]) -> Document:
        file = tmp_path / "文件.pdf"
        file.write_bytes(speed.pdf(speed.typeset(paragraphs)))
        [document] = read(file)
        return document

    return made
