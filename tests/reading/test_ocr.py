"""Scans and pictures: recognised with the extra, refused in one sentence without it."""

import glob
import io

import pytest

from gangmu.reading import ocr, read
from gangmu.terms import InputError

LINES = ("临江区人民政府关于支持汽车产业发展的意见", "一、主要目标。到2028年，规模以上工业总产值达到3200亿元，", "比2025年增长23%以上。")  # fmt: skip


@pytest.fixture(scope="module")
def scan():
    """A page as a scanner makes it: a picture at 200 dpi."""
    drawing = pytest.importorskip("PIL.ImageDraw", reason="没有安装 Pillow")
    image = pytest.importorskip("PIL.Image")
    fonts = sorted(glob.glob("/usr/share/fonts/**/NotoS*CJK*Regular*.ttc", recursive=True))  # noqa: PTH207
    fonts += sorted(glob.glob("/usr/share/fonts/**/NotoS*CJK*.ttc", recursive=True))  # noqa: PTH207
    if not fonts:
        pytest.skip("没有中文字体")
    from PIL import ImageFont

    page = image.new("RGB", (1654, 1000), "white")
    pen = drawing.Draw(page)
    font = ImageFont.truetype(fonts[0], 42)
    for at, words in enumerate(LINES):
        pen.text((180, 200 + at * 90), words, font=font, fill="black")
    return page


def saved(page, form: str) -> bytes:
    out = io.BytesIO()
    page.save(out, form, resolution=200)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "PDF"])
def test_a_scan_is_recognised_and_says_so(tmp_path, scan, form):
    pytest.importorskip("rapidocr", reason="没有安装 gangmu[ocr]")
    file = tmp_path / f"扫描.{form.lower()}"
    file.write_bytes(saved(scan, form))
    [document] = read(file)
    assert document.text.replace(" ", "") == f"{LINES[0]}\n{LINES[1]}{LINES[2]}\n"
    assert "请与原件核对" in document.notes[0].text


@pytest.mark.parametrize("form", ["PNG", "PDF"])
def test_without_the_extra_one_sentence_says_what_to_install(tmp_path, scan, monkeypatch, form):
    monkeypatch.setattr(ocr, "available", lambda: False)
    file = tmp_path / f"扫描.{form.lower()}"
    file.write_bytes(saved(scan, form))
    with pytest.raises(InputError, match=r"gangmu\[ocr\]"):
        read(file)


def test_a_huge_picture_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: True)
    pytest.importorskip("cv2", reason="没有安装 gangmu[ocr]")
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (99999).to_bytes(4, "big") * 2
    file = tmp_path / "大.png"
    file.write_bytes(head)
    with pytest.raises(InputError, match="太大"):
        read(file)
