import shutil
import subprocess

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
