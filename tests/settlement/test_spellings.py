"""Names that a registry writes otherwise than the measures are told once, with the cell."""

import pytest

from gangmu.settlement.spellings import alike

MEASURES = """
文号: 云溪府办规〔2025〕4号
措施:
  - 名称: 专精特新奖励
    依据: 一
    对象: 企业
    条件: [注册地 属于 云溪县, 专精特新等级 = 小巨人]
    给付: 20万元
"""


@pytest.mark.parametrize(
    ("registered", "written", "one"),
    [
        ("安澜市云溪县", "云溪县", True),
        ("国家级专精特新“小巨人”企业", "小巨人", True),
        ("省级 绿色工厂", "省级绿色工厂", True),
        ("B", "A类", False),
        ("白马镇", "青石镇", False),
        ("未认定", "认定", False),
    ],
)
def test_names_that_may_be_one(registered, written, one):
    assert alike(registered, written) is one


def test_another_spelling_of_a_name_is_told_with_its_cell(world):
    world.register(
        "企业",
        统一社会信用代码=["A", "B", "C"],
        企业名称=["甲", "乙", "丙"],
        注册地=["云溪县", "安澜市云溪县", None],
        专精特新等级=["小巨人", "小巨人", "无"],
    )

    notes = world.settle(MEASURES).notes

    assert len([note for note in notes if "写法不同" in note]) == 1
    assert any("「安澜市云溪县」与措施里「注册地」的「云溪县」写法不同" in note for note in notes)


def test_a_place_where_nobody_is_registered_is_told(world):
    world.register(
        "企业", 统一社会信用代码=["A"], 企业名称=["甲"], 注册地=["临江区"], 专精特新等级=["小巨人"]
    )

    notes = world.settle(MEASURES).notes

    assert "登记表里没有一个的「注册地」是「云溪县」，「专精特新奖励」没有人符合；核对写法" in notes


def test_an_award_that_nobody_has_is_no_mistake(world):
    world.register(
        "企业", 统一社会信用代码=["A"], 企业名称=["甲"], 注册地=["云溪县"], 专精特新等级=["无"]
    )

    assert not [note for note in world.settle(MEASURES).notes if "核对写法" in note]
