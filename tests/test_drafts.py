"""``gangmu draft``: from a document to a measure file that the checker opens."""

import pytest
from typer.testing import CliRunner

from gangmu.cli import app
from gangmu.jobs.drafts import draft_file
from gangmu.terms import InputError

DOCUMENT = """\
临江区人民政府关于印发《临江区促进工业发展若干政策措施》的通知
临府规〔2024〕9号

各镇人民政府、街道办事处：
现将《临江区促进工业发展若干政策措施》印发给你们，请认真贯彻执行。
临江区人民政府
2024年5月28日

临江区促进工业发展若干政策措施

一、上台阶。对年营业收入1亿元以上的企业，给予10万元奖励。
"""


@pytest.fixture(name="document")
def _document(tmp_path):
    path = tmp_path / "措施.txt"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def test_without_a_workspace_the_draft_is_printed(document):
    result = CliRunner().invoke(app, ["draft", str(document), "-w", str(document.parent)])
    assert result.exit_code == 0
    assert "- 营业收入 ≥ 1亿元" in result.stdout


def test_a_draft_is_written_and_never_overwrites(document, tmp_path):
    target = tmp_path / "草稿.yaml"
    drafts = draft_file(document, output=target)
    assert drafts.drafted[0].path == target
    assert "给付: 10万元" in target.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="不覆盖"):
        draft_file(document, output=target)


def test_a_folder_takes_the_name_of_the_document(document, tmp_path):
    (tmp_path / "草稿").mkdir()
    drafts = draft_file(document, output=tmp_path / "草稿")
    assert drafts.drafted[0].path.name == "临江区促进工业发展若干政策措施.yaml"


def test_a_text_that_is_not_official_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "文章.txt"
    path.write_text("制造业的根\n\n有人主张，每年给予重点企业500万元奖励。\n", encoding="utf-8")
    with pytest.raises(InputError, match="不能起草措施"):
        draft_file(path)
