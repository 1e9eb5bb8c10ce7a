import pytest

from gangmu.reading import read
from gangmu.reading.pdf import read_pdf
from gangmu.terms import InputError

LONG = (
    "围绕重点产业链推进设备更新和数字化改造，规模以上工业增加值年均增长6.5%，到2028年达到320亿元，"
)


def test_wrapped_lines_are_rejoined_and_paragraphs_kept(read_pdf_paragraphs):
    lines = [
        "临江区产业发展规划",
        "一、总体目标",
        LONG * 3 + "完成。",
        "二、重点任务",
        LONG + "完成。",
    ]
    assert read_pdf_paragraphs(lines).text.splitlines() == lines


def test_page_numbers_go_and_page_starts_stay(read_pdf_paragraphs):
    lines = ["临江区产业发展规划"] + [
        f"（{n}）第{n}段。" + LONG * 4 + "完成。" for n in "一二三四五六七八九十"
    ]
    document = read_pdf_paragraphs(lines)
    assert document.text.splitlines() == lines
    assert len(document.pages) > 1
    assert document.page_at(0) == 1
    assert document.page_at(len(document.text) - 1) == len(document.pages)


def test_running_headers_are_left_out(speed):
    pages = speed.typeset([LONG * 30])
    headed = [[(85, 790.0, "临江区人民政府文件汇编"), *page] for page in pages]
    assert len(pages) > 1
    assert "汇编" not in read_pdf(speed.pdf(headed), "甲.pdf").text


def test_a_header_said_once_is_text(speed):
    assert (
        "汇编"
        in read_pdf(speed.pdf([[(85, 700.0, "临江区文件汇编"), (85, 600.0, LONG[:25])]]), "甲").text
    )


def test_cells_set_apart_on_a_line_become_a_table(speed):
    rows = [("指标", "2028年"), ("产值", "320"), ("企业", "1200")]
    placed = [
        (x, 700.0 - 24 * at, words)
        for at, row in enumerate(rows)
        for x, words in zip((85, 300), row, strict=True)
    ]
    manuscript = read_pdf(speed.pdf([placed]), "甲.pdf")
    assert manuscript.text == "指标\t2028年\n产值\t320\n企业\t1200\n"
    assert len(manuscript.grids[0].cells) == 3


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda speed: b"PK\x03\x04 not a pdf", "不是 PDF"),
        (lambda speed: b"%PDF-1.4\ngarbage", "损坏"),
        (lambda speed: speed.pdf([[]]), "没有文字"),
    ],
)
def test_bad_files_are_refused_with_cause_place_and_remedy(speed, make, cause):
    with pytest.raises(InputError) as error:
        read_pdf(make(speed), "坏.pdf")
    assert cause in error.value.cause
    assert error.value.where == "坏.pdf"
    assert error.value.remedy


def test_a_password_is_named():
    fpdf = pytest.importorskip("fpdf", reason="没有安装 fpdf2")
    made = fpdf.FPDF()
    made.set_encryption(owner_password="a", user_password="b")
    made.add_page()
    made.set_font("Helvetica")
    made.text(20, 20, "plan")
    with pytest.raises(InputError, match="密码"):
        read_pdf(bytes(made.output()), "锁.pdf")


def test_a_pdf_becomes_a_document(read_pdf_paragraphs):
    document = read_pdf_paragraphs(
        [
            "临江区人民政府关于支持汽车产业的意见",
            "临政发〔2026〕3号",
            "各单位：",
            "一、目标",
            "到2028年翻番。",
        ]
    )
    assert document.metadata.number == "临政发〔2026〕3号"
    assert document.metadata.issuers == ("临江区人民政府",)
    assert [c.id for c in document.clauses] == ["一"]


def test_damaged_pdfs_are_read_or_refused(speed, tmp_path):
    data = speed.pdf(speed.typeset([LONG * 4]))
    file = tmp_path / "损.pdf"
    for at in range(0, len(data), 97):
        file.write_bytes(data[:at] + b"\x00<<>>" + data[at + 5 :])
        try:
            read(file)
        except InputError as error:
            assert error.remedy  # noqa: PT017
