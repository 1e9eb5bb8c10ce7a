"""The flows of the pages, walked in a browser; every page looked at by axe, and at 360 pixels.

Pictures are kept where ``GANGMU_SHOTS`` says, else with pytest's temporary files.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gangmu.store import Workspace

from .conftest import ENTERPRISE, WORD

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

CHROMIUM = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), ""
)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="没有 Chromium（apt install chromium）")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
NUMBER = "临江府规发〔2024〕6号"
FILE = "高质量发展若干政策措施.yaml"


@pytest.fixture
def address(workspace: Workspace) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [
        sys.executable,
        "-m",
        "gangmu",
        "serve",
        "-w",
        str(workspace.path),
        "--port",
        str(port),
    ]
    server = subprocess.Popen(words)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{url}/login", timeout=5)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield url
    server.terminate()
    server.wait(20)


class Walker:
    """Somebody at a browser, who keeps a picture of every page and asks axe about it."""

    def __init__(self, browser, address: str, shots: Path, name: str) -> None:
        self.page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        self.page.set_default_timeout(30_000)
        self.address, self.shots, self.name = address, shots, name
        self.problems: list[str] = []
        self.page.on("console", lambda m: m.type == "error" and self.problems.append(m.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.seen = 0
        if name:
            self.go("/login")
            self.page.fill("[name=name]", name)
            self.page.fill("[name=password]", WORD)
            self.page.click("main button")

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)

    def look(self, what: str) -> None:
        """Keep a picture, ask axe, and see that nothing sticks out on a small screen."""
        self.page.wait_for_load_state("networkidle")
        self.seen += 1
        self.page.screenshot(
            path=self.shots / f"{self.name}-{self.seen:02}-{what}.png", full_page=True
        )
        found = axe.Axe().run(self.page)
        serious = [
            f"{v['id']}: {v['nodes'][0]['html'][:120]}"
            for v in found.response["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == [], what
        self.page.set_viewport_size({"width": 360, "height": 740})
        # Charts follow the window a moment later; how long that takes depends on the machine.
        for _ in range(50):
            if self.page.evaluate("document.documentElement.scrollWidth") <= 360:
                break
            self.page.wait_for_timeout(100)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size({"width": 1280, "height": 900})
        assert wide <= 360, (what, wide)
        assert self.problems == [], what

    def said(self) -> str:
        return str(self.page.inner_text(".said"))


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("GANGMU_SHOTS") or tmp_path / "shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_an_office_works_a_day(
    browser, address: str, shots: Path, tmp_path: Path, workspace: Workspace
):
    officer = Walker(browser, address, shots, "经办")
    page = officer.page
    officer.look("首页")

    # a document comes in, is read, and is found
    paper = tmp_path / "工业上楼若干规定.txt"
    paper.write_text(
        "临江区支持工业上楼若干规定\n临江府规〔2026〕9号\n一、支持工业上楼。对新建高标准厂房按建筑面积给予每平方米100元补助，最高500万元。\n",
        "utf-8",
    )
    officer.go("/documents")
    officer.look("文件")
    page.set_input_files("input[type=file]", paper)
    page.click("button:has-text('上传')")
    page.wait_for_selector("text=看结果")
    officer.look("作业")
    officer.go("/search?q=高标准厂房能补多少钱")
    assert "工业上楼" in page.inner_text("main")
    officer.look("检索")
    officer.go(f"/document?id={NUMBER}")
    page.locator(".claim").first.click()
    assert page.locator(".claimcard.on").is_visible()
    officer.look("读文件")
    officer.go(f"/compare?one={NUMBER}&other=临江工信规〔2025〕2号")
    officer.look("对照")

    # a claim is corrected and undone
    officer.go(f"/review/document?id={NUMBER}")
    page.locator("section.card").first.locator("[name=indicator]").fill("一次性奖励")
    page.locator("section.card").first.locator("button:has-text('按上面更正')").click()
    assert "已更正" in officer.said()
    officer.look("复核")
    page.locator("button:has-text('撤销')").first.click()
    assert "已撤销" in officer.said()

    # a measure is broken on purpose, mended, submitted
    officer.go(f"/measures/edit?file={FILE}")
    text = page.input_value("textarea")
    page.fill("textarea", text.replace("营业收入", "营业收人", 1))
    page.press("textarea", "End")
    page.wait_for_selector("#findings .bad")
    officer.look("编辑措施")
    page.fill("textarea", text + "# 只加一行\n")
    page.press("textarea", "End")
    page.wait_for_selector("#findings:not(:has(.bad))")
    page.fill("[name=note]", "加一行")
    page.click("text=提交待审")
    assert "等另一个人同意" in officer.said()
    version = page.url

    # a run is made, a line explained and decided
    officer.go("/runs")
    page.fill("[name=as_of]", "2026-06-30")
    page.click("button:has-text('测算')")
    page.wait_for_selector("text=看结果", timeout=120_000)
    page.click("text=看结果")
    officer.look("测算")
    run = page.url
    page.select_option("[name=treatment]", "待核实")
    page.wait_for_load_state("networkidle")
    page.locator("#lines ~ .wide tbody a").first.click()
    officer.look("一笔")
    page.fill("[name=reason]", "专家评审同意")
    page.fill("[name=evidence]", "评审会纪要")
    page.click("text=记下决定")
    assert "下一次测算起生效" in officer.said()

    # the other person
    reviewer = Walker(browser, address, shots, "复核")
    reviewer.page.goto(version)
    reviewer.look("待审版本")
    reviewer.page.click("text=同意并发布")
    assert "已发布" in reviewer.said()
    assert (workspace.path / "measures" / FILE).read_text("utf-8").endswith("# 只加一行\n")
    reviewer.page.goto(run)
    reviewer.page.click("button:has-text('同意')")
    assert "已同意" in reviewer.said()
    with reviewer.page.expect_download() as download:
        reviewer.page.click("a:has-text('拨付清单')")
    assert download.value.suggested_filename.endswith(".xlsx")
    reviewer.go("/measures")
    reviewer.look("措施")
    reviewer.go("/plans")
    reviewer.look("计划")
    reviewer.go("/plans/target?number=0")
    reviewer.look("指标")
    for path, what in (("/plans/tasks", "台账"), ("/plans/audit", "核对"), ("/plans/map", "地图")):
        reviewer.go(path)
        reviewer.look(what)


def test_an_enterprise_and_a_visitor_are_checked(browser, address: str, shots: Path):
    enterprise = Walker(browser, address, shots, "企业")
    enterprise.go("/checkup")
    assert ENTERPRISE in enterprise.page.inner_text("main")
    enterprise.look("体检")

    visitor = Walker(browser, address, shots, "")
    visitor.go("/open/checkup")
    visitor.look("不登录体检")
    visitor.page.fill("[name=营业收入]", "一百")
    visitor.page.click("main button:text-is('体检')")
    assert visitor.page.locator(".error").is_visible()
    visitor.problems.clear()
    visitor.page.fill("[name=营业收入]", "12000")
    visitor.page.click("main button:text-is('体检')")
    visitor.look("不登录体检结果")
    assert "差一点" in visitor.page.inner_text("main")


def test_the_administrator_and_the_auditor_at_work(browser, address: str, shots: Path):
    admin = Walker(browser, address, shots, "管理员")
    admin.go("/people")
    admin.look("用户")
    admin.go("/own")
    admin.look("我的")
    auditor = Walker(browser, address, shots, "审计")
    auditor.go("/audit-log")
    auditor.look("审计链")
    assert "链完整" in auditor.page.inner_text("main")


def test_a_drafter_tries_a_threshold(browser, address: str, shots: Path):
    officer = Walker(browser, address, shots, "经办")
    officer.go("/sandbox")
    officer.page.select_option("[name=measure]", "企业上台阶奖励")
    officer.page.fill("[name=before]", "营业收入 ≥ 1亿元")
    officer.page.fill("[name=after]", "营业收入 ≥ 8000万元")
    officer.page.click("button:has-text('重算')")
    officer.page.wait_for_selector("#effect .cards, #effect .error", timeout=60_000)
    officer.look("试改")


def test_pages_work_by_keyboard(browser, address: str, shots: Path):
    officer = Walker(browser, address, shots, "经办")
    page = officer.page
    officer.go("/documents")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    officer.go("/search")
    page.keyboard.type("技术改造")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    officer.go(f"/document?id={NUMBER}")
    page.keyboard.press("j")
    assert page.locator(".claim.on").count() == 1
