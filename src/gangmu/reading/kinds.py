"""Tell what a file is by its content; its extension counts only where the content is silent.

>>> sniff(b"%PDF-1.7 ...", ".docx"), sniff("临江区规划".encode(), ".txt"), sniff(b"?", ".dat")
('pdf', 'text', '')
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SIGNATURES = (
    (_OLE, "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
)
# The streams of a compound file, named in UTF-16; the first that is found tells.
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
)
_PARTS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("OFD.xml", "ofd"))
_BY_SUFFIX = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".mht": "mht",
    ".mhtml": "mht",
    ".docx": "docx",
    ".doc": "doc",
    ".wps": "doc",
    ".rtf": "rtf",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".zip": "zip",
}
# Sheets and slides that people bring for documents; nothing in a folder is looked for by these.
_NO_DOCUMENTS = {
    ".csv": "csv",
    ".xls": "xls",
    ".et": "xls",
    ".xlsx": "xlsx",
    ".ods": "xlsx",
    ".ppt": "ppt",
    ".dps": "ppt",
    ".pptx": "pptx",
    ".rar": "rar",
    ".7z": "7z",
}
#: The extensions of files that are looked for in a folder.
SUFFIXES = frozenset(_BY_SUFFIX)
_ARCHIVE = re.compile(rb"^content-type:\s*multipart/related", re.I | re.M)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.I)

#: The kinds, as a person calls them.
NAMES = {
    "text": "文本",
    "html": "网页",
    "mht": "网页归档",
    "docx": "Word 文档",
    "doc": "旧版 Word 或 WPS 文档",
    "rtf": "RTF 文档",
    "pdf": "PDF",
    "ofd": "OFD",
    "image": "图片",
    "zip": "压缩包",
    "csv": "CSV 表格",
    "xlsx": "Excel 表格",
    "xls": "旧版 Excel 表格",
    "pptx": "演示文稿",
    "ppt": "旧版演示文稿",
    "rar": "RAR 压缩包",
    "7z": "7z 压缩包",
    "gz": "gzip 压缩包",
    "locked": "设有密码的 Office 文档",
    "ole": "Office 复合文档",
}


def sniff(data: bytes, suffix: str) -> str:
    """Give the kind of a file, a key of ``NAMES``; empty if neither content nor suffix tells."""
    expected = _BY_SUFFIX.get(suffix, "")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data) or (expected if expected in ("docx", "ofd", "zip") else "zip")
    for mark, kind in _SIGNATURES:
        if data.startswith(mark):
            return _compound(data) if kind == "ole" else kind
    if b"MIME-Version" in data[:4096] and _ARCHIVE.search(data[:4096]):
        return "mht"
    if expected in ("", "text", "mht") and _PAGE.search(data[:2048]):
        return "html"
    return expected or _NO_DOCUMENTS.get(suffix, "")


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return packaged(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""


def packaged(names: Sequence[str]) -> str:
    """Give the kind of a zip with such files in it: ``zip`` if it is no document of its own.

    >>> packaged(["[Content_Types].xml", "xl/workbook.xml"]), packaged(["规划.docx"])
    ('xlsx', 'zip')
    """
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names or "word/document.xml" in names:
        return next((k for part, k in _PARTS if any(n.startswith(part) for n in names)), "docx")
    return "zip"


def _compound(data: bytes) -> str:
    return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in data), "ole")
