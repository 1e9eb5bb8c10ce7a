"""Open the database of the records: SQLite in the workspace by default, PostgreSQL by URL.

SQLite runs in WAL mode with ``synchronous=FULL``; a writer says ``BEGIN IMMEDIATE``, so that two
never meet half-way, and waits up to 30 seconds for its turn. The schema is brought up to date by
Alembic when the database is opened, by one process at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from gangmu.terms import InputError

BUSY_SECONDS = 30
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x6AAE6A75  # any number; the advisory lock of migrations


def open_engine(url: str | URL) -> Engine:
    """Open a database. Raises ``InputError`` where the URL or the server is not usable.

    >>> open_engine("sqlite://").dialect.name
    'sqlite'
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        if parsed.get_backend_name() != "postgresql":
            raise InputError(
                f"不支持的数据库「{parsed.get_backend_name()}」",
                "--database",
                "用 sqlite:///文件 或 postgresql://用户:口令@主机/库",
            )
        return create_engine(parsed, pool_pre_ping=True, pool_size=5, max_overflow=10)
    except (ArgumentError, NoSuchModuleError):
        raise InputError(
            "数据库地址写得不对", "--database", "写成 postgresql://用户:口令@主机/库"
        ) from None
    except ModuleNotFoundError:
        raise InputError(
            "没有安装 PostgreSQL 的驱动", "--database", "运行 pip install 'gangmu[postgres]'"
        ) from None


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Read one consistent state, without holding up any writer."""
    with _telling(), engine.connect() as raw:
        connection = raw.execution_options(reading=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Write all or nothing; commits when the block ends without an error."""
    with _telling(), engine.begin() as connection:
        yield connection


#: What SQLite says of its file, and what it means.
_PROBLEMS = {
    "database or disk is full": "写入失败，磁盘已满",
    "disk I/O error": "磁盘读写出错，可能已满",
    "unable to open database file": "打不开数据库文件，可能没有写入权限",
    "readonly database": "数据库文件没有写入权限",
    "database is locked": "数据库正被别的程序占用",
}


@contextmanager
def _telling() -> Iterator[None]:
    """Say in one sentence why the database does not answer."""
    try:
        yield
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()[0]
        cause = next((words for part, words in _PROBLEMS.items() if part in said), "")
        raise InputError(
            cause or f"数据库没有应答（{said}）",
            "数据库",
            "检查文件夹的权限和磁盘空间，然后重试"
            if cause
            else "检查数据库是否在运行、磁盘是否已满，然后重试",
        ) from error


def migrate(engine: Engine) -> None:
    """Bring the schema up to date; several processes may call this at once."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


__all__ = ["BUSY_SECONDS", "DBAPIError", "migrate", "open_engine", "reading", "writing"]
