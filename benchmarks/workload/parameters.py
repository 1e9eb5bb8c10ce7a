"""What the measures of the matching benchmarks say, as plain numbers.

Every way of writing them (measure file, NumPy, SQL, openfisca) takes them from here; nothing but the
standard library is imported, so that a foreign environment can.
"""

from __future__ import annotations

from datetime import date

DISTRICTS = [f"临江{n:02d}区" for n in range(16)]
REGISTERS = ["龙头企业", "骨干企业", "培育企业", "高成长企业", "外资总部", "标杆企业"]
REVIEWS = ["不合格", "优秀", "合格"]
WAN = 10**6  # 1万元 in 分
YI = 10**10  # 1亿元 in 分
EPOCH = date(1970, 1, 1)


def leader(n: int) -> tuple[int, str, int]:
    """Give district, register, 万元."""
    return n % 16, REGISTERS[n % 6], 20 + 10 * n


def ladder(n: int) -> tuple[int, int, int]:
    """Give district, first industry (two digits, to 43), least revenue in 亿元."""
    return (3 * n) % 16, 13 + n % 30, 1 + n % 3


def research(n: int) -> tuple[int, int, int, int, int, int]:
    """Give district, first industry (to 41), least share in %, least 万元, ‰ paid, cap in 万元."""
    return (5 * n + 1) % 16, 25 + n % 16, 3 + n % 4, 100 + 50 * n, 20 + 10 * (n % 5), 50 + 25 * n


def upgrade(n: int) -> tuple[int, int, int, int]:
    """Give first of four industries, least 万元, ‰ paid, cap in 万元."""
    return 13 + 4 * (n % 8), 200 + 100 * n, 50 + 10 * (n % 10), 300 + 100 * n


def first_time(n: int) -> tuple[int, int, int]:
    """Give district, year, 万元."""
    return (7 * n + 2) % 16, 2020 + n % 6, 10 + 5 * n


def increment(n: int) -> tuple[tuple[int, int, int], int, int, int]:
    """Give districts, least 万元 last year, ‰ paid, cap in 万元."""
    return (n % 16, (n + 5) % 16, (n + 10) % 16), 5000 + 1000 * n, 5 + n % 10, 60 + 20 * n


def two_of_three(n: int) -> tuple[int, int, int, int]:
    """Give district, least share in %, least people, 万元."""
    return (9 * n + 3) % 16, 3 + n % 5, 50 + 50 * (n % 20), 15 + 5 * n


def taxpayers(n: int) -> tuple[int, int, int, int, int]:
    """Give least 万元 of tax, first and last day founded (days since 1970), ‰ paid, cap in 万元."""
    first = (date(2005 + 3 * (n % 6), 1, 1) - EPOCH).days
    last = (date(2024, 12, 31) - EPOCH).days
    return 500 * (n + 1), first, last, 10 + 5 * (n % 6), 100 + 50 * n


#: How many of each there are among fifty.
FIFTY = {
    "leader": 10,
    "ladder": 8,
    "research": 8,
    "upgrade": 6,
    "first_time": 6,
    "increment": 4,
    "two_of_three": 4,
    "taxpayers": 4,
}


def chosen(count: int) -> list[tuple[str, int]]:
    """List the families and numbers of so many measures, a multiple of 50."""
    return [(name, n) for name, among in FIFTY.items() for n in range(among * count // 50)]
