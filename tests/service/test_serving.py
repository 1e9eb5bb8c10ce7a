"""The service as it is served: several workers, killed while they work."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from gangmu.store import Workspace
from gangmu.store.records import Records, chain

from .conftest import WORD


@pytest.fixture
def address(workspace: Workspace) -> Iterator[str]:
    """Serve the workspace with two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "gangmu", "serve", "-w", str(workspace.path), "--workers", "2"]
    server = subprocess.Popen([*words, "--port", str(port)], start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{url}/login", timeout=5)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    yield url
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(10)


def _workers(workspace: Workspace) -> list[int]:
    """Find the worker processes of the server by the workspace in their environment."""
    mark = f"GANGMU_WORKSPACE={workspace.path.resolve()}".encode()
    found = []
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            if (
                mark in (proc / "environ").read_bytes()
                and b"spawn_main" in (proc / "cmdline").read_bytes()
            ):
                found.append(int(proc.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="没有 /proc，找不到工作进程")
def test_killing_workers_while_they_write_loses_and_doubles_nothing(
    address: str, workspace: Workspace
):
    def author(name: str) -> list[str]:
        """Add tokens, again where a worker died; give the labels that the service said it has made."""
        made = []
        browser = httpx.Client(base_url=address, timeout=10)
        for number in range(40):
            label = f"{name}-{number}"
            try:
                page = browser.get("/own")
                if page.status_code != 200:
                    browser.post("/login", data={"name": name, "password": WORD})
                    page = browser.get("/own")
                csrf = page.text.partition('name="csrf" content="')[2].partition('"')[0]
                answer = browser.post("/own/tokens", data={"label": label, "csrf": csrf})
                if answer.status_code == 303:
                    made.append(label)
            except httpx.TransportError:
                time.sleep(0.05)
        return made

    with ThreadPoolExecutor(3) as pool:
        authors = [pool.submit(author, name) for name in ("经办", "复核", "审计")]
        for _ in range(22):
            time.sleep(0.25)
            for pid in _workers(workspace)[:1]:
                os.kill(pid, signal.SIGKILL)
        said = [label for each in authors for label in each.result(60)]

    records = Records.open(workspace.store)
    with records.read() as connection:
        kept = [entry.subject for entry in chain.entries(connection) if entry.action == "发放令牌"]
        rows = list(connection.exec_driver_sql("SELECT label FROM tokens").scalars())
        assert chain.verify(connection) is None
    records.close()
    assert said
    assert set(said) <= set(kept)
    assert sorted(kept) == sorted(rows)
    assert len(kept) == len(set(kept))
