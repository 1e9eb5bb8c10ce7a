"""Commands on documents say what they could not read, and nothing else where they read nothing."""

import pytest


@pytest.mark.parametrize("command", ["read", "extract", "duties", "library", "audit"])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_file_that_is_not_there_is_the_error_alone(gangmu, tmp_path, command, options):
    done = gangmu(command, "不存在.docx", *options, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip().endswith("不存在.docx：文件不存在。请检查路径。")


def test_what_could_be_read_is_listed_before_the_error(gangmu, tmp_path):
    (tmp_path / "甲.txt").write_text(
        "临江区产业发展规划\n一、目标\n到2028年翻番。\n", encoding="utf-8"
    )

    done = gangmu("read", "甲.txt", "不存在.docx", cwd=tmp_path)

    assert done.returncode == 2
    assert "临江区产业发展规划" in done.stdout
    assert done.stderr.strip().endswith("不存在.docx：文件不存在。请检查路径。")
