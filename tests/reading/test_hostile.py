"""Hostile and broken files: one Chinese sentence each, with the place and the remedy."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangmu.reading import read, read_bytes
from gangmu.reading.batch import Source, outcomes
from gangmu.terms import Document, InputError

DATA = Path(__file__).parent / "data" / "fuzz"
BLOCKS = (
    "临江区人民政府关于支持汽车产业的意见",
    "临政发〔2026〕3号",
    "各镇人民政府：",
    "一、目标",
    "（一）到2028年，产值达到3200亿元。",
    (("指标", "值"), ("产值", "5")),
    "临江区人民政府",
    "2026年3月1日",
)


def repacked(data: bytes, part: str, change) -> bytes:
    """Write a package again with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:  # fmt: skip
        for name in old.namelist():
            words = old.read(name)
            new.writestr(name, change(words) if name == part else words)
    return out.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def entities(words: bytes) -> bytes:
    head, rest = words.split(b"?>", 1)
    return head + b"?>" + ENTITY + rest.replace("临江区".encode(), b"&e;&b;")


def many_pages(speed, count: int) -> bytes:
    return speed.pdf([[(85.0, 700.0, "页")]] * count)


@pytest.fixture(scope="module")
def hostile(renderings, speed) -> dict[str, tuple[bytes, str]]:
    """Files by name, each with words that its one sentence must have."""
    word = renderings.render(BLOCKS, "docx", speed)
    ofd = renderings.render(BLOCKS, "ofd", speed)
    pdf = renderings.render(BLOCKS, "pdf", speed)
    page = renderings.render(BLOCKS, "html", speed)
    mojibake = "临江区人民政府关于支持先进制造业高质量发展的若干意见，现将有关事项通知如下".encode().decode("gb18030", "replace") * 3  # fmt: skip
    return {
        "断.docx": (word[: len(word) // 2], "已损坏"),
        "断.ofd": (ofd[: len(ofd) // 2], "已损坏"),
        "断.pdf": (pdf[:400], "损坏"),
        "页.pdf": (many_pages(speed, 3001), "超过 3000 页"),
        "弹.docx": (repacked(word, "word/document.xml", lambda _: b" " * (65 << 20)), "压缩炸弹"),
        "弹.ofd": (repacked(ofd, "Doc_0/Document.xml", lambda _: b" " * (65 << 20)), "压缩炸弹"),
        "格.docx": (
            repacked(
                word,
                "word/document.xml",
                lambda words: words.replace("产值".encode(), "值".encode() * (22 << 20)),
            ),
            "压缩炸弹",
        ),
        "长.txt": (b"a" * (65 << 20), "超过 64 MB"),
        "长.html": (page + b"a" * (65 << 20), "超过 64 MB"),
        "外.docx": (repacked(word, "word/document.xml", entities), "DTD"),
        "外.ofd": (repacked(ofd, "Doc_0/Pages/Page_0/Content.xml", entities), "DTD"),
        "乱.txt": (mojibake.encode(), "乱码"),
        "乱.html": (f"<html><meta charset=utf-8><p>{mojibake}</p></html>".encode(), "乱码"),
        "表.docx": (zipped("xl/workbook.xml"), "Excel 表格"),
        "包.docx": (zipped("甲.txt"), "压缩包"),
        "它.doc": (b"Rar!\x1a\x07\x00" + b"\0" * 40, "RAR 压缩包"),
        "锁.docx": (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
        "空.pdf": (b" \n", "空的"),
    }


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml" if name.startswith("xl") else "a", "x")
        package.writestr(name, "x")
    return out.getvalue()


def test_each_is_one_sentence_and_the_batch_goes_on(hostile, tmp_path):
    batch = []
    for name, (data, _) in hostile.items():
        (tmp_path / name).write_bytes(data)
        batch.append(Source(tmp_path / name))
    (tmp_path / "好.txt").write_text("临江区规划\n一、目标\n", "utf-8")
    *found, good = outcomes([*batch, Source(tmp_path / "好.txt")], read_bytes, 2)
    for outcome, (name, (_, words)) in zip(found, hostile.items(), strict=True):
        error = outcome.error
        assert error is not None, name
        assert words in str(error), name
        assert error.where == str(tmp_path / name)
        assert error.remedy, name
        assert "\n" not in str(error)
    assert good.result


def test_a_page_of_entities_fetches_nothing():
    page = ENTITY + "<html><p>临江区规划&e;&b;</p></html>".encode()
    [document] = read_bytes(page, Path("外.html"))
    assert "localhost" not in document.text
    assert len(document.text) < 60


def test_a_deeply_nested_page_is_read_or_refused():
    page = "<div>" * 100_000 + "临江区规划" + "</div>" * 100_000
    assert_sound(page.encode(), "深.html")


def assert_sound(data: bytes, name: str) -> list[Document]:
    """Read some bytes: sound documents or one sentence, nothing else."""
    try:
        documents = read_bytes(data, Path(name))
    except InputError as error:
        refused = error
        documents = []
    if not documents:
        assert refused.where == name
        assert refused.remedy
        assert "\n" not in str(refused)
    for document in documents:
        assert document.text
        for clause in document.clauses:
            assert 0 <= clause.span.start < clause.span.end <= len(document.text)
    return documents


# ---------------------------------------------------------------- fuzzing

KINDS = ("txt", "html", "mht", "docx", "pdf", "ofd")
PARTS = {"docx": "word/document.xml", "ofd": "Doc_0/Pages/Page_0/Content.xml"}
HOW = st.sampled_from(("cut", "flip", "drop", "double", "insert"))
SPLICE = st.sampled_from(
    (b"\0", b"\xff\xfe", b"<", b"</w:p>", b"<w:tbl>", b"&", b"]]>", b"-1", b"99999999999", b"<table rowspan=9999999><tr><td colspan=99999999>",
     "〔".encode(), "第一条".encode(), b"\x80\x81", b"/Count 99999999", b" 0 R", b"stream\n", b"%PDF", b"<![CDATA[", b'X="1e308"', b'DeltaX="g 99999999 1"')
)  # fmt: skip
CHANGES = st.lists(st.tuples(HOW, st.floats(0, 1), st.integers(1, 60), SPLICE), min_size=1, max_size=4)  # fmt: skip


def changed(data: bytes, changes) -> bytes:
    for how, where, size, splice in changes:
        at = int(where * len(data))
        match how:
            case "cut":
                data = data[:at] if at > 8 else data
            case "flip":
                data = data[:at] + bytes(255 - byte for byte in data[at : at + size]) + data[at + size :]  # fmt: skip
            case "drop":
                data = data[:at] + data[at + size :]
            case "double":
                data = data[: at + size] + data[at:]
            case "insert":
                data = data[:at] + splice + data[at:]
    return data


@pytest.fixture(scope="module")
def sound(renderings, speed) -> dict[str, bytes]:
    return {kind: renderings.render(BLOCKS, kind, speed) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@given(changes=CHANGES, inside=st.booleans())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damaged_files_are_read_or_refused(sound, kind, changes, inside):
    if inside and kind in PARTS:
        data = repacked(sound[kind], PARTS[kind], lambda words: changed(words, changes))
    else:
        data = changed(sound[kind], changes)
    assert_sound(data, f"文件.{kind}")


@pytest.mark.parametrize("file", sorted(DATA.glob("*")), ids=lambda file: file.name)
def test_what_fuzzing_found_stays_mended(file):
    assert_sound(file.read_bytes(), file.name)


def test_the_corpus_of_fuzzing_is_there():
    assert any(DATA.iterdir())


def test_reading_a_path_says_the_same(tmp_path):
    file = tmp_path / "断.pdf"
    file.write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(InputError, match="已损坏"):
        read(file)
