"""targets: a draft from the fictional district's own plan, never over a person's corrections."""


def test_a_draft_links_to_the_indicators_of_the_workspace(gangmu, linjiang, tmp_path):
    plan = next(linjiang.documents.glob("01-*.docx"))
    output = tmp_path / "草稿.yaml"

    done = gangmu("targets", plan, "-w", linjiang.path, "-o", output)

    assert done.returncode == 0, done.stderr
    assert "对应到已有指标 13 个" in done.stderr
    text = output.read_text("utf-8")
    assert "待确认: 核对原文" in text
    assert "基期: {期: 2023, 值: 1186.4}" in text

    again = gangmu("targets", plan, "-o", output)
    assert (again.returncode, "已有这个文件，不覆盖" in again.stderr) == (2, True)


def test_an_essay_sets_no_target(gangmu, linjiang):
    done = gangmu("targets", next(linjiang.documents.glob("09-*.txt")))

    assert (done.returncode, "不是正式文件，不能据以设目标" in done.stderr) == (2, True)
