import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gangmu.reading import office, read
from gangmu.terms import InputError

PAGE = "<html><meta charset=utf-8><p>临江区产业发展规划</p><table border=1><tr><td>指标<td>值<tr><td>产值<td>5</table></html>"


@pytest.fixture(scope="module")
def old_word(tmp_path_factory):
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("没有安装 LibreOffice")
    folder = tmp_path_factory.mktemp("旧版")
    page = folder / "a.html"
    page.write_text(PAGE, encoding="utf-8")
    made = page
    for form in ("odt", "doc:MS Word 97"):
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation=file://{folder}/p", "--convert-to", form,
             "--outdir", str(folder), str(made)],
            capture_output=True, timeout=120, check=True,
        )  # fmt: skip
        made = folder / f"a.{form[:3]}"
    return made.read_bytes()


@pytest.mark.parametrize("name", ["规划.doc", "规划.wps", "规划.pdf"])
def test_old_word_is_converted_and_says_so(tmp_path, old_word, name):
    file = tmp_path / name
    file.write_bytes(old_word)
    [document] = read(file)
    assert document.metadata.title == "临江区产业发展规划"
    assert [[document.quote(c) for c in row] for row in document.tables[0].cells] == [
        ["指标", "值"],
        ["产值", "5"],
    ]
    assert document.notes[-1].text.startswith("旧版文档，经 LibreOffice")


def test_without_libreoffice_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    file = tmp_path / "规划.doc"
    file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le"))
    with pytest.raises(InputError, match="没有安装 LibreOffice。请用 Word 或 WPS 另存为"):
        read(file)


def test_a_locked_document_is_named_before_anything_is_converted(tmp_path):
    file = tmp_path / "规划.docx"
    file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(InputError, match="设有密码"):
        read(file)


@pytest.mark.skipif(os.name != "posix", reason="示例程序是 shell 脚本")
def test_a_conversion_that_hangs_is_ended_with_all_it_started(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program))
    monkeypatch.setattr(office, "PATIENCE", 1)
    file = tmp_path / "规划.rtf"
    file.write_bytes(b"{\\rtf1 a}")
    with pytest.raises(InputError, match="超过 1 秒，已停止"):
        read(file)
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/status")
    assert not state.exists() or "zombie" in state.read_text()
