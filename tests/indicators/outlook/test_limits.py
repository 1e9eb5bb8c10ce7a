"""The sheet of limits is read, and every bad cell is told."""

from fractions import Fraction

import pytest

from gangmu.indicators.outlook.limits import read_limits
from gangmu.terms import InputErrors


def write(tmp_path, text):
    file = tmp_path / "约束.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_limits_are_read_and_blank_is_unknown(tmp_path):
    rows = read_limits(write(tmp_path, '地区,基期值,下限,上限\n甲区,"1,200",,1500\n\n乙区,,0,\n'))

    assert [(r.region, r.base, r.floor, r.ceiling) for r in rows] == [
        ("甲区", Fraction(1200), None, Fraction(1500)),
        ("乙区", None, Fraction(0), None),
    ]


def test_every_bad_cell_is_told_at_once(tmp_path):
    file = write(tmp_path, "地区,下线,上限\n甲区,,很多\n甲区,,3\n")

    with pytest.raises(InputErrors) as caught:
        read_limits(file)

    assert [str(error) for error in caught.value.errors] == [
        "约束.csv 约束!B1：不认识的列「下线」。是不是「下限」？",
        "约束.csv 约束!C2：「很多」不是数。只写数字，单位随指标",
        "约束.csv 约束!A3：「甲区」出现了两次。删去一行",
    ]
