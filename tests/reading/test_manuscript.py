from gangmu.reading.manuscript import Cell, Galley, text_grids


def words(text, grid):
    return [[text[a:b] for a, b in row] for row in grid.cells]


def test_rows_with_tabs_bars_or_wide_blanks_are_tables():
    for text in (
        "指标\t单位\t值\n产值\t亿元\t5\n企业\t家\t3\n",
        "| 指标 | 单位 | 值 |\n|---|---|---|\n| 产值 | 亿元 | 5 |\n| 企业 | 家 | 3 |\n",
        "指标　　单位　　值\n产值　　亿元　　5\n企业　　家　　3\n",
    ):
        [grid] = text_grids(text)
        assert words(text, grid) == [
            ["指标", "单位", "值"],
            ["产值", "亿元", "5"],
            ["企业", "家", "3"],
        ]


def test_one_row_or_uneven_rows_are_no_table():
    assert text_grids("发布时间：今天  来源：本报  浏览：3\n正文。\n") == ()
    assert text_grids("甲\t乙\n丙\t丁\t戊\n") == ()


def test_a_cell_that_covers_several_places_is_printed_once():
    galley = Galley()
    galley.table(
        [[Cell("甲", 2, 2), Cell("乙")], [Cell("丙")], [Cell("丁"), Cell("戊"), Cell("己")]]
    )
    made = galley.manuscript()
    assert made.text == "甲\t\t乙\n\t\t丙\n丁\t戊\t己\n"
    [grid] = made.grids
    assert len({grid.cells[r][c] for r in (0, 1) for c in (0, 1)}) == 1
    assert words(made.text, grid)[2] == ["丁", "戊", "己"]


def test_holes_are_empty_and_stay_inside_the_table():
    galley = Galley()
    galley.table([[Cell("甲", 5)], [Cell("乙"), Cell("丙")]])
    [grid] = galley.manuscript().grids
    assert {len(row) for row in grid.cells} == {3}
