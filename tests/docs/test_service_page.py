"""docs/服务.md: who may do what is said as the code has it."""

import re
from pathlib import Path

from gangmu.cli import COMMANDS
from gangmu.service.access import GRANTS, Permission
from gangmu.store.records.people import TRIES, WINDOW, Role

PAGE = (Path(__file__).parents[2] / "docs/服务.md").read_text("utf-8")


def test_the_table_of_roles_says_what_the_code_grants():
    for role in Role:
        row = re.search(rf"^\| {role} \| (.*) \|$", PAGE, re.M)
        assert row is not None, role
        granted = [str(p) for p in Permission if p in GRANTS[role] and p is not Permission.OPEN]
        assert row[1].replace("（只看本企业）", "") == "、".join(granted)


def test_every_command_of_the_page_exists():
    names = {command.__name__.rstrip("_").replace("_", "-") for command in COMMANDS}

    assert set(re.findall(r"gangmu ([a-z-]+)", PAGE)) <= names


def test_the_bounds_are_those_of_the_code():
    assert f"登录失败 {TRIES} 次要等 {WINDOW.seconds // 60} 分钟" in PAGE
