"""Deadlines of any words: never before the document, the latest is the one that counts."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gangmu.tasks.schedule import read_schedule

START, END = date(2025, 4, 11), date(2027, 12, 31)
PIECES = st.sampled_from(
    ["2024年", "2025年", "2026年6月底前", "2027年", "到", "每年6月", "每季度", "，", "。", "建成厂房80万平方米",
     "“十四五”末", "2025—2027年", "上半年", "完成", "每平方米", "三年", "(", "2026年第三季度"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=40))
def test_a_schedule_never_goes_back_behind_its_document(text):
    found = read_schedule(text, START, END)

    days = [node.day for node in found.nodes]
    assert days == sorted(days)
    assert all(day >= START for day in days)
    assert found.due is None or (found.due in days and found.printed)


@given(st.integers(2025, 2030), st.integers(1, 12))
def test_a_month_is_due_on_its_last_day(year, month):
    if date(year, month, 28) < START:
        return
    found = read_schedule(f"{year}年{month}月底前完成", START, END)

    assert found.due is not None
    assert (found.due.year, found.due.month) == (year, month)
    assert (date.fromordinal(found.due.toordinal() + 1)).day == 1
