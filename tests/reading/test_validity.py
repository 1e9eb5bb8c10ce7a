from datetime import date

import pytest

from gangmu.reading.text import fold
from gangmu.reading.validity import term

ISSUED = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("words", "effective", "expires"),
    [
        ("本办法自2024年4月8日起施行，有效期三年。", date(2024, 4, 8), date(2027, 4, 7)),
        ("本细则自2024年4月8日起施行，试行期2年。", date(2024, 4, 8), date(2026, 4, 7)),
        ("本措施自发布之日起实施，有效期至2026年12月31日。", ISSUED, date(2026, 12, 31)),
        ("本措施自印发之日起30日后施行。", date(2024, 3, 1), None),
        ("本通知自印发之日起1个月后施行。", date(2024, 3, 1), None),
        ("自2024年3月1日起施行，有效期18个月。", date(2024, 3, 1), date(2025, 8, 31)),
        ("本政策有效期自2024年1月1日至2026年12月31日。", date(2024, 1, 1), date(2026, 12, 31)),
        ("本办法执行期限为二○二四年一月一日至二○二六年十二月三十一日。", None, date(2026, 12, 31)),
        ("本意见有效期为一年半。", None, date(2025, 7, 30)),
        ("本办法自2024年2月29日起施行，有效期一年。", date(2024, 2, 29), date(2025, 2, 28)),
        ("《办法》自2020年1月1日起施行。", None, None),
        ("原办法有效期延长至2026年12月31日。", None, None),
        ("专项资金存续期至2026年12月31日，资金自2024年1月1日起执行新标准。", None, None),
        ("加快项目实施，有效期内的证书继续有效。", None, None),
        ("高新技术企业证书有效期三年。", None, None),
    ],
)
def test_terms(words, effective, expires):
    found = term(fold(words), ISSUED)
    if effective is None and expires is not None:
        assert found[1] == expires
    else:
        assert found == (effective, expires)


def test_without_a_date_of_issue_nothing_is_computed():
    assert term("本措施自印发之日起施行，有效期三年。", None) == (None, None)


@pytest.mark.parametrize(
    "words",
    [
        "上述文件自2024年7月1日起停止执行。",
        "《临江区办法》自2024年7月1日起不再施行。",
        "前款规定自发布之日起暂停执行。",
        "自2024年7月1日起终止执行。",
    ],
)
def test_the_day_something_else_stops_is_not_the_day_this_begins(words):
    assert term(words, date(2024, 6, 6)) == (None, None)
