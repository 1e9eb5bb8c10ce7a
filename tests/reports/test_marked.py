import json
import re

from gangmu.reports.marked import marked_page, write_marked


def test_every_claim_is_marked_where_it_stands(found):
    page = marked_page(found)

    marks = re.findall(r'<mark class="([a-z ]+)"[^>]*>(.*?)</mark>', page)
    assert [(kind.split()[0], words) for kind, words in marks] == [
        ("actual", "210亿元"),
        ("target", "300亿元"),
        ("target", "5家"),
        ("target", "6家"),
    ]
    assert '<span data-of="0 1">规上轻工产值</span>' in page


def test_nothing_of_the_document_becomes_markup(found):
    page = marked_page(found)

    assert "&lt;链主&gt;" in page
    assert "<链主>" not in page


def test_the_fields_stand_in_the_page(found):
    page = marked_page(found)

    data = json.loads(re.search(r'id="claims">(.*?)</script>', page).group(1))
    assert data[1]["title"] == "达到300亿元"
    assert ["基值", "210"] in data[1]["fields"]


def test_the_page_needs_nothing_else(found, tmp_path):
    page = write_marked(found, tmp_path / "01.html").read_text(encoding="utf-8")

    assert "http" not in page
    assert not re.search(r"<(?:link|img|iframe)|@import|url\(", page)
