"""Pages saved as one file are read as the page is."""

import email.mime.image
import email.mime.multipart
import email.mime.text

import pytest

from gangmu.reading import read
from gangmu.terms import InputError

PAGE = (
    "<html><head><meta charset='gb2312'><title>政府网站</title></head><body><div id='nav'><a href='/'>首页</a></div>"
    "<h1>临江区智能制造专项资金管理办法</h1><p>临经信规〔2026〕2号</p><p>第一条 为规范资金管理，制定本办法。</p>"
    "<table><tr><td>指标</td><td>2028年</td></tr><tr><td>产值</td><td>3200</td></tr></table></body></html>"
)


def archive(page, charset, transfer):
    made = email.mime.multipart.MIMEMultipart("related", type="text/html")
    made["From"] = "<Saved by Blink>"
    part = email.mime.text.MIMEText(page, "html", charset)
    if transfer == "8bit":
        del part["Content-Transfer-Encoding"]
        part.set_payload(page.encode(charset))
        part["Content-Transfer-Encoding"] = "8bit"
    picture = email.mime.image.MIMEImage(b"\x89PNG\r\n\x1a\n", "png")
    made.attach(part)
    made.attach(picture)
    return made.as_bytes()


@pytest.mark.parametrize(
    ("charset", "transfer"), [("utf-8", "base64"), ("gb18030", "base64"), ("utf-8", "8bit")]
)
@pytest.mark.parametrize("name", ["办法.mht", "办法.mhtml", "办法.txt"])
def test_an_archive_is_read_as_its_page(tmp_path, charset, transfer, name):
    file = tmp_path / name
    file.write_bytes(archive(PAGE, charset, transfer))

    [document] = read(file)

    assert document.metadata.number == "临经信规〔2026〕2号"
    assert [clause.id for clause in document.clauses] == ["第一条"]
    assert len(document.tables) == 1
    assert "首页" not in document.text


def test_an_archive_without_a_page_is_one_sentence(tmp_path):
    file = tmp_path / "空.mht"
    file.write_bytes(archive("", "utf-8", "base64"))

    with pytest.raises(InputError, match="网页归档里没有网页。请用浏览器打开"):
        read(file)
