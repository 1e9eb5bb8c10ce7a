"""The dashboard: one file that needs no network, cannot be broken into, reads without its script."""

import json
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gangmu.indicators import (
    Base,
    Direction,
    Grade,
    Indicator,
    Observation,
    Target,
    assess,
    read_period,
)
from gangmu.indicators.definitions import Definitions
from gangmu.indicators.notation import read_goal
from gangmu.indicators.outlook import prospects
from gangmu.indicators.panel import Panel
from gangmu.reports.dashboard import dashboard, write_dashboard
from gangmu.reports.material import Material
from gangmu.terms import Cell
from gangmu.writing.units import unit

CHROMIUM = Path("/usr/bin/chromium")
DAY = date(2025, 3, 1)
ATTACK = '</script><img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def material():
    measured = unit("亿元")
    indicator = Indicator("工业增加值", "a", measured, Direction.UP)
    evil = Indicator(f"投资{ATTACK}", "b", measured, Direction.UP)
    goal = read_goal("超过200亿元", measured)
    more = {
        "plan": "码头计划",
        "document": "临政发〔2023〕5号",
        "clause": "二/(一)",
        "nature": "约束性",
    }
    known = Target(indicator, "临江区", goal.form, "超过200亿元", goal.quantity, read_period("2026"),
                   Base(read_period("2020"), Decimal("100")), **more)  # fmt: skip
    unknown = Target(evil, "临江区", goal.form, "超过200亿元", goal.quantity, read_period("2026"), **more)  # fmt: skip
    observed = [
        Observation("工业增加值", "临江区", read_period(str(year)), Decimal(value), measured,
                    "https://tjj.linjiang.example/a?b=1&c=<2>", Grade.OFFICIAL, cell=Cell("series.xlsx", "统计", row, "D"))
        for row, (year, value) in enumerate(zip(range(2019, 2025), (92, 100, 112, 121, 135, 150), strict=True), 5)
    ]  # fmt: skip
    panel = Panel.of(Definitions((indicator, evil), (known, unknown)), observed, DAY)
    return Material(
        "临江", "临江区", DAY, assess([known, unknown], panel.observations, DAY),
        prospects=prospects(panel, DAY, region="临江区"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page(material):
    return dashboard(material)


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def elements(page):
    found = Elements()
    found.feed(page)
    return found


def test_nothing_is_loaded_from_anywhere(elements):
    loading = [
        (tag, name, value)
        for tag, attributes in elements.tags
        for name, value in attributes.items()
        if name in ("src", "srcset", "data", "poster") or (tag == "link" and name == "href")
    ]

    assert loading == []
    policy = next(a["content"] for t, a in elements.tags if "http-equiv" in a and t == "meta")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_text_that_was_read_cannot_break_out(page, elements):
    assert "img" not in {tag for tag, _ in elements.tags}
    assert not any(name.startswith("on") for _, a in elements.tags for name in a)
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)[1]
    assert [one["unit"] for one in json.loads(data)] == ["亿元", "亿元"]


def test_a_card_says_value_target_forecast_and_verdict_without_the_script(elements, material):
    text = elements.text
    leading = material.prospects[0].forecast.leading

    assert "2024年实际150亿元[8]" in text
    assert "2026年目标超过200亿元[1]" in text
    assert "基期（2020年）100亿元[2]" in text
    assert f"达到目标的可能{leading.chance:.0%}" in text
    assert "无法判断：没有观测值" in text
    assert "约束性 2 项" in text


def test_every_reference_leads_to_a_figure_with_its_source(elements):
    lines = {a["id"]: a["data-source"] for _, a in elements.tags if "data-source" in a}
    refs = [a["href"][1:] for _, a in elements.tags if a.get("class") == "ref"]

    assert refs
    assert set(refs) <= lines.keys()
    assert (
        lines["f1"]
        == "[1] 工业增加值目标（临江区，2026） 超过200亿元：临政发〔2023〕5号 二/(一)（文件）"
    )
    assert "series.xlsx 统计!D10" in lines["f8"]


def test_the_chart_gets_the_path_and_the_interval(page):
    data = json.loads(re.search(r'id="data">(.*?)</script>', page)[1])[0]

    assert data["path"] == [[2020, 100], [2026, 200]]
    assert data["seen"][-1] == [2024, 150]
    assert data["forecast"][0] == [2024, 150, 150, 150]
    year, low, middle, high = data["forecast"][-1]
    assert year == 2026
    assert low < middle < high


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"没有 {CHROMIUM}（apt install chromium）")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield chromium
        chromium.close()


@pytest.mark.parametrize("width", [1366, 360])
def test_it_works_offline_in_a_browser(browser, material, tmp_path, width):
    path = write_dashboard(material, tmp_path / "看板.html")
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
    tab = context.new_page()
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))

    tab.goto(path.as_uri())
    tab.wait_for_selector(".chart canvas")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    tab.click(".chip[data-standing='无法判断']")
    visible = tab.locator(".card:visible").count()
    tab.click(".chip[data-standing='无法判断']")
    tab.hover(".card .ref")
    tip = tab.inner_text("#tip")
    context.close()

    assert said == []  # nothing refused by the policy, no error
    assert asked == [path.as_uri()]
    assert wide <= width
    assert visible == 1
    assert tip.startswith("[8] 工业增加值（临江区，2024） 150亿元：https://tjj.linjiang.example")


def test_it_can_be_used_by_everybody(browser, material, tmp_path):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    path = write_dashboard(material, tmp_path / "看板.html")
    # a page of its own policy lets nobody in, not even a checker
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    tab.goto(path.as_uri())

    found = axe.run(tab).response["violations"]
    context.close()

    assert [(each["id"], [n["html"][:80] for n in each["nodes"]][:3]) for each in found] == []
