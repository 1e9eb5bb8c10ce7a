"""Small files of every kind, made where they are tested."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from gangmu.reading import read
from gangmu.terms import Document

ROOT = Path(__file__).parents[2]
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MAIN_PART = "word/document.xml"


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[..., Document]:
    """Write a text and read the one document in it."""

    def made(text: str, name: str = "文件.txt") -> Document:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        [document] = read(file)
        return document

    return made


def docx_bytes(body: str, numbering: str = "", parts: dict[str, str] | None = None) -> bytes:
    """Pack the XML of a body into a Word document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {WORD} '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:v="urn:schemas-microsoft-com:vml">'
            f"<w:body>{body}</w:body></w:document>",
        )
        if numbering:
            package.writestr(
                "word/numbering.xml", f"<w:numbering {WORD}>{numbering}</w:numbering>"
            )
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return out.getvalue()


def paragraph(words: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"


@pytest.fixture
def read_docx_body(tmp_path: Path) -> Callable[..., Document]:
    """Write a Word document from the XML of its body and read it."""

    def made(body: str, numbering: str = "", parts: dict[str, str] | None = None) -> Document:
        file = tmp_path / "文件.docx"
        file.write_bytes(docx_bytes(body, numbering, parts))
        [document] = read(file)
        return document

    return made


@pytest.fixture(scope="session")
def speed():
    """The benchmark that sets pages as PDF without a font file."""
    spec = importlib.util.spec_from_file_location(
        "reading_speed", ROOT / "benchmarks" / "reading_speed.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def read_pdf_paragraphs(tmp_path: Path, speed) -> Callable[[Iterable[str]], Document]:
    """Set paragraphs as pages of a PDF and read them."""

    def made(paragraphs: Iterable[str]) -> Document:
        file = tmp_path / "文件.pdf"
        file.write_bytes(speed.pdf(speed.typeset(paragraphs)))
        [document] = read(file)
        return document

    return made
