"""Every test of the records runs on SQLite and, where a server can be started, on PostgreSQL."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from gangmu.store.records import Records
from gangmu.store.records.people import Role, User, add_user

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a PostgreSQL server of our own on loopback and give its address."""
    if not _BINARIES:
        pytest.skip("没有 PostgreSQL（apt install postgresql）")
    folder = Path(tmp_path_factory.mktemp("postgres"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        for parent in (folder, *folder.parents):
            if str(parent).startswith("/tmp/"):
                parent.chmod(0o755)
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    _run(folder, *as_user, _BINARIES[-1] / "initdb", "-D", data, "-A", "trust", "-U", "gangmu")
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    )
    control = (*as_user, _BINARIES[-1] / "pg_ctl", "-D", data, "-w", "-l", folder / "log")
    _run(folder, *control, "-o", options, "start")
    yield f"postgresql://gangmu@127.0.0.1:{port}"
    _run(folder, *control, "-m", "immediate", "stop")


def _run(folder: Path, *words: object) -> None:
    # Not captured: the server keeps what it was given open for as long as it lives.
    with (folder.parent / "postgres.out").open("ab") as out:
        subprocess.run(
            [str(word) for word in words], cwd=folder, check=True, stdout=out, stderr=out
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite'}"
    import psycopg

    server = request.getfixturevalue("postgres")
    name = f"t{abs(hash(tmp_path))}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture
def records(url: str, tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(tmp_path, url)
    yield opened
    opened.close()


@pytest.fixture
def officer(records: Records) -> User:
    return add_user(records, "系统", "经办甲", Role.OFFICER, "一句很容易记住的长话甲")


@pytest.fixture
def reviewer(records: Records) -> User:
    return add_user(records, "系统", "复核乙", Role.REVIEWER, "一句很容易记住的长话乙")
