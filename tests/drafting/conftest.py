"""Documents read from text, as a user's file would be."""

import pytest

from gangmu.drafting import draft, write_draft
from gangmu.extraction import extract
from gangmu.measures.facts import load_facts
from gangmu.measures.syntax import parse_text
from gangmu.reading import read

HEAD = """\
临江区人民政府关于印发《临江区促进工业发展若干政策措施》的通知
临府规〔2024〕9号

各镇人民政府、街道办事处：
现将《临江区促进工业发展若干政策措施》印发给你们，请认真贯彻执行。
临江区人民政府
2024年5月28日

临江区促进工业发展若干政策措施

"""


class Made:
    """A draft: its text, the file it opens to, and what the checker says of it."""

    def __init__(self, document, year):
        book = load_facts()
        self.draft = draft(document, extract(document), book, year)
        self.text = write_draft(self.draft)
        reading = parse_text(self.text, book)
        self.errors = reading.findings.errors
        self.pending = [f.cause for f in reading.findings if "待定" in f.cause]
        self.file = reading.file

    @property
    def measure(self):
        (measure,) = self.file.measures
        return measure

    @property
    def tests(self):
        return [test.text for test in self.measure.tests]


@pytest.fixture(name="make_draft")
def _make_draft(tmp_path):
    def make(body, year=2025):
        path = tmp_path / "临江.txt"
        path.write_text(HEAD + body, encoding="utf-8")
        (document,) = read(path)
        return Made(document, year)

    return make
