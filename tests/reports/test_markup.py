"""HTML that is written reads back as the text that went in, whatever it was."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from gangmu.reports.markup import join, tag

# what a parser of HTML keeps as it is: no NUL, no carriage return
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")))


class Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data):
        self.text += data


@given(TEXT, TEXT)
def test_text_and_attributes_come_back_and_make_no_elements(text, title):
    read = Read(tag("p", text, title=title))

    assert read.tags == ["p"]
    assert read.text == text
    assert read.attributes == [{"title": title}]


@given(st.lists(TEXT, max_size=4))
def test_children_stand_side_by_side(texts):
    read = Read(tag("div", *(tag("b", text) for text in texts), join(*texts)))

    assert read.tags == ["div", *("b" for _ in texts)]
    assert read.text == "".join(texts) * 2


def test_an_attribute_that_is_off_is_left_out():
    assert tag("div", hidden=False, id=None, tabindex=0) == '<div tabindex="0"></div>'
    assert tag("div", hidden=True) == "<div hidden></div>"
