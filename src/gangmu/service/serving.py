"""Open the service on an address, with one or several workers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from gangmu.demo import unpack
from gangmu.store import Workspace
from gangmu.store.records import Records
from gangmu.store.records.people import everyone
from gangmu.terms import InputError


def serve(
    workspace: Workspace,
    host: str,
    port: int,
    workers: int,
    database: str | None,
    say: Callable[[str], None],
    algorithm: str = "",
) -> None:
    """Serve a workspace until interrupted; ``algorithm`` seals an audit chain that is still empty.

    Raises ``InputError`` where the address is taken, or the database cannot be used.
    """
    records = Records.open(workspace.store, database, algorithm)
    first = not everyone(records)
    records.close()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise InputError(
                f"端口 {port} 已被占用或不能使用", f"{host}:{port}", "换一个：--port 8001"
            ) from None
        port = probe.getsockname()[1]
    os.environ["GANGMU_WORKSPACE"] = str(workspace.path.resolve())
    if database:
        os.environ["GANGMU_DATABASE"] = database
    say(f"纲目：{workspace.name}　http://{host}:{port}/")
    if first:
        say("第一次使用：请在打开的页面上新建管理员。")
    uvicorn.run(
        "gangmu.service.app:serve_from_environment", factory=True, host=host, port=port,
        workers=workers, log_level="warning", server_header=False, proxy_headers=False,
    )  # fmt: skip


def serve_examples(host: str, port: int, say: Callable[[str], None]) -> None:
    """Unpack both examples beside each other and serve them on two ports, until interrupted."""
    unpack("shanghai", Path("gangmu-shanghai"))
    beside = [sys.executable, "-m", "gangmu", "serve", "-w", "gangmu-shanghai", "--host", host]
    other = subprocess.Popen([*beside, "--port", str(port + 1)], stdin=subprocess.DEVNULL)
    try:
        serve(unpack("linjiang", Path("gangmu-demo")), host, port, 1, None, say)
    finally:
        other.terminate()
        other.wait()
