import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.reading import read
from gangmu.reading.html import read_html
from gangmu.terms import InputError

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>x</title>
<meta name="ArticleTitle" content="关于支持汽车产业的意见"><meta name="PubDate" content="2026-03-01 10:00">
<meta name="ContentSource" content="临江区人民政府"><script>var a="脚本";</script><style>p{{}}</style></head><body>
<div class="nav"><a href="/">首页</a><a href="/zw">政务</a></div>
<h1>关于支持汽车产业的意见</h1>
<div id="content"><p>临政发〔2026〕3号</p><p>各单位：</p><p>一、目标<br>到2028年，产值达<b>5</b>亿元。</p>
<p style="display:none">隐藏</p>
<p>表1&nbsp;指标</p><table><tr><th rowspan="2">指标</th><th colspan="2">目标</th></tr><tr><td>2026年</td><td>2028年</td></tr>
<tr><td>产值<br>（亿元）</td><td>3</td><td>5</td></tr></table><p>二、任务</p></div>
<ul><li><a href="1">相关文件甲</a></li><li><a href="2">相关文件乙</a></li></ul>
<div class="footer">主办单位：某局 ICP备1号</div></body></html>"""


def text_of(body: str) -> str:
    return read_html(body.encode(), "甲.html").text


def test_the_article_is_read_and_the_site_is_not():
    manuscript = read_html(PAGE.format(charset="utf-8").encode(), "甲.html")
    assert manuscript.text == (
        "关于支持汽车产业的意见\n临政发〔2026〕3号\n各单位：\n一、目标\n到2028年，产值达5亿元。\n表1 指标\n"
        "指标\t目标\t\n\t2026年\t2028年\n产值 （亿元）\t3\t5\n二、任务\n"
    )
    assert dict(manuscript.fields)["来源"] == "临江区人民政府"


def test_merged_cells_have_one_span_in_every_place_they_cover():
    manuscript = read_html(PAGE.format(charset="utf-8").encode(), "甲.html")
    [grid] = manuscript.grids
    assert grid.caption == "表1 指标"
    assert grid.cells[0][0] == grid.cells[1][0]
    assert grid.cells[0][1] == grid.cells[0][2]
    assert manuscript.text[slice(*grid.cells[2][2])] == "5"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "nonsense"])
def test_the_encoding_is_found_whatever_the_page_declares(encoding, declared):
    data = PAGE.format(charset=declared).encode(encoding)
    assert "产值达5亿元" in read_html(data, "甲.html").text


def test_a_page_becomes_a_document_with_its_clauses(tmp_path):
    file = tmp_path / "甲.htm"
    file.write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    [document] = read(file)
    assert document.metadata.number == "临政发〔2026〕3号"
    assert [c.id for c in document.clauses] == ["一", "二"]
    assert document.quote(document.tables[0].cells[2][1]) == "3"


def test_a_table_that_lays_out_the_page_is_text():
    inner = "".join(f"<p>第{i}段</p>" for i in range(8))
    assert "第7段\n" in text_of(f"<table><tr><td>左</td><td>{inner}</td></tr></table>")


def test_characters_of_entities_and_blanks_are_kept():
    assert text_of("<p>产值&ge;5&#20159;元 <span> 以上</span></p>") == "产值≥5亿元 以上\n"


def test_an_external_entity_is_never_fetched(tmp_path):
    secret = tmp_path / "秘密.txt"
    secret.write_text("秘密", encoding="utf-8")
    page = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>正文&x;</p>'
    assert "秘密" not in text_of(page)


@pytest.mark.parametrize(
    "page", ["<div>" * 3000 + "深处" + "</div>" * 3000, "<table>" * 300, "<p>" * 5000 + "尾"]
)
def test_deep_pages_do_not_break_the_reader(page):
    text_of(page + "<p>完</p>")


@given(st.text(alphabet="<>/pabtdr =\"'&;甲一、\n", max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_page_is_read_or_refused(page):
    try:
        read_html(page.encode(), "甲.html")
    except InputError as error:
        print(error)
