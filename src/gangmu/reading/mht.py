"""Read web pages saved with their pictures as one file (``.mht``, ``.mhtml``; RFC 2557)."""

from __future__ import annotations

import contextlib
import email
import email.policy
from email.message import Message

from gangmu.reading.html import read_html
from gangmu.reading.manuscript import Manuscript
from gangmu.terms import InputError


def read_mht(data: bytes, where: str) -> Manuscript:
    """Read the page of an archive; pictures and styles are left out, frames are not followed.

    The encoding is that of the part's head, else what the page declares.

    >>> page = b"MIME-Version: 1.0\\r\\nContent-Type: multipart/related; boundary=b\\r\\n\\r\\n--b\\r\\n"
    >>> page += b"Content-Type: text/html; charset=gbk\\r\\n\\r\\n<p>\\xc4\\xbf\\xb1\\xea</p>\\r\\n--b--"
    >>> read_mht(page, "a.mht").text
    '目标\\n'
    """
    try:
        content = _page(email.message_from_bytes(data, policy=email.policy.compat32))
    except Exception:  # heads that were damaged break the parser in many ways
        content = b""
    if not content:
        raise InputError("网页归档里没有网页", where, "请用浏览器打开，另存为 .html 后再读。")
    return read_html(content, where)


def _page(archive: Message) -> bytes:
    """Give the page itself: the part that the archive starts with, else the first page in it."""
    pages = [part for part in archive.walk() if part.get_content_type() == "text/html"]
    start = archive.get_param("start")
    page = next((p for p in pages if p.get("Content-ID") == start), pages[0] if pages else None)
    content = page.get_payload(decode=True) if page else None
    if page is None or not isinstance(content, bytes) or not content.strip():
        return b""
    charset = page.get_content_charset()
    if charset:
        with contextlib.suppress(LookupError, UnicodeError):
            text = content.decode("gb18030" if charset.startswith("gb") else charset)
            return text.encode("utf-8-sig")  # its mark goes before what the page declares
    return content
