"""Turn old Word, WPS and RTF files into DOCX with LibreOffice, where it is installed.

DOCX and not PDF, because automatic numbers, tables and tracked changes survive in it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from gangmu.reading.docx import read_docx
from gangmu.reading.manuscript import Manuscript, Remark
from gangmu.terms import InputError

#: Seconds that a conversion may take.
PATIENCE = 90
_NAMES = ("soffice", "libreoffice")


def read_old_word(data: bytes, where: str) -> Manuscript:
    """Read ``.doc``, ``.wps`` or ``.rtf``; raises ``InputError`` where LibreOffice is missing or fails."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise InputError(
            "这是旧版 Word 文档（.doc、.wps 或 .rtf），本机没有安装 LibreOffice",
            where,
            "请用 Word 或 WPS 另存为 .docx，或安装 LibreOffice 后再读。",
        )
    with tempfile.TemporaryDirectory(prefix="gangmu-") as folder:
        source = Path(folder, "source.doc")
        source.write_bytes(data)
        converted = _run(
            [
                program, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
                "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source),
            ]
        )  # fmt: skip
        if not converted:
            raise InputError(
                f"转换旧版文档超过 {PATIENCE} 秒，已停止", where, "请用 Word 或 WPS 另存为 .docx。"
            )
        made = source.with_suffix(".docx")
        if not made.is_file():
            raise InputError(
                "旧版 Word 文档已损坏或设有密码，无法转换", where, "请用 Word 或 WPS 另存为 .docx。"
            )
        read = read_docx(made.read_bytes(), where)
    remark = Remark("旧版文档，经 LibreOffice 转换为 .docx 后读")
    return Manuscript(read.text, read.grids, read.pages, read.fields, (remark, *read.remarks))


def _run(words: list[str]) -> bool:
    """Run a program; when its time is over, end it with every process that it has started."""
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        return False
    return True
