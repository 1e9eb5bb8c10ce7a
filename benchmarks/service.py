"""The service under load: 4 workers, 32 people reading and writing at once, on each database.

    ./run bench service [--seconds N] [--database URL]

Counts are asserted before anything is reported: every change that was confirmed is in the records
exactly once, and the audit chain verifies. Times are of requests as the clients see them.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

from gangmu import demo
from gangmu.store.records import Records, chain
from gangmu.store.records.people import Role, add_user

WORD = "一句很容易记住的长话"
PEOPLE, WORKERS = 32, 4
READS = (
    "/documents", "/api/v1/documents", "/search?q=技术改造", "/api/v1/search?q=龙头企业奖励多少",
    "/document?id=临江府规发〔2024〕6号", "/measures", "/measure?name=龙头企业年度奖励", "/plans",
    "/plans/tasks", "/runs", "/api/v1/plans", "/review",
)  # fmt: skip


class Person(threading.Thread):
    """Somebody who reads, and every fifth time writes, until the time is over."""

    def __init__(self, url: str, name: str, seconds: float, start: threading.Barrier) -> None:
        super().__init__()
        self.url, self.person, self.seconds, self.begin = url, name, seconds, start
        self.reads: list[float] = []
        self.writes: list[float] = []
        self.confirmed: list[str] = []
        self.errors: Counter[str] = Counter()

    def run(self) -> None:
        rng = random.Random(self.person)
        browser = httpx.Client(base_url=self.url, timeout=60, follow_redirects=False)
        browser.post("/login", data={"name": self.person, "password": WORD})
        csrf = browser.get("/own").text.partition('name="csrf" content="')[2].partition('"')[0]
        number = 0
        self.begin.wait()  # logging in is slow on purpose, and is not what is measured
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            number += 1
            start = time.perf_counter()
            if rng.random() < 0.2:
                label = f"{self.person}-{number}"
                answer = browser.post("/own/tokens", data={"label": label, "csrf": csrf})
                self.writes.append(time.perf_counter() - start)
                if answer.status_code == 303:
                    self.confirmed.append(label)
                else:
                    self.errors[f"写 {answer.status_code}"] += 1
            else:
                answer = browser.get(rng.choice(READS))
                self.reads.append(time.perf_counter() - start)
                if answer.status_code != 200:
                    self.errors[f"读 {answer.status_code}"] += 1


def measure(folder: Path, seconds: float, database: str | None) -> None:
    workspace = demo.unpack("linjiang", folder)
    records = Records.open(workspace.store, database)
    names = [f"经办{number}" for number in range(PEOPLE)]
    for name in names:
        add_user(records, "系统", name, Role.OFFICER, WORD)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "gangmu", "serve", "-w", str(folder), "--port", str(port)]
    more = ["--database", database] if database else []
    server = subprocess.Popen([*words, "--workers", str(WORKERS), *more], start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _warm(url, names[0])
        start = threading.Barrier(PEOPLE)
        people = [Person(url, name, seconds, start) for name in names]
        for person in people:
            person.start()
        for person in people:
            person.join()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)
    errors = sum((person.errors for person in people), Counter())
    confirmed = sorted(label for person in people for label in person.confirmed)
    with records.read() as connection:
        kept = sorted(connection.exec_driver_sql("SELECT label FROM tokens").scalars())
        broken = chain.verify(connection)
    records.close()
    assert not errors, errors
    assert kept == confirmed, "a record was lost or doubled"
    assert broken is None, broken
    reads = sorted(t * 1000 for person in people for t in person.reads)
    writes = sorted(t * 1000 for person in people for t in person.writes)
    kind = "PostgreSQL" if database else "SQLite"
    print(
        f"{kind}：{PEOPLE} 人 {WORKERS} 个工作进程 {seconds:.0f} s；读 {len(reads)} 次 p50 {_at(reads, 50):.0f} ms "
        f"p95 {_at(reads, 95):.0f} ms；写 {len(writes)} 次 p50 {_at(writes, 50):.0f} ms p95 {_at(writes, 95):.0f} ms；"
        f"出错 0，丢失 0，重复 0，审计链完整",
        flush=True,
    )


def _warm(url: str, name: str) -> None:
    """Wait until every worker has read the workspace, which it does once."""
    for _ in range(300):
        try:
            httpx.get(f"{url}/login", timeout=30)
            break
        except httpx.TransportError:
            time.sleep(0.1)
    browser = httpx.Client(base_url=url, timeout=120)
    browser.post("/login", data={"name": name, "password": WORD})
    cookies = dict(browser.cookies)
    for path in READS:
        for _ in range(3 * WORKERS):  # each on a connection of its own, so that all workers are met
            httpx.get(url + path, cookies=cookies, timeout=120)


def _at(times: list[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--database", help="PostgreSQL 的地址；不写只测 SQLite")
    asked = parser.parse_args()
    for database in (None, asked.database) if asked.database else (None,):
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder) / "临江", asked.seconds, database)


if __name__ == "__main__":
    main()
