"""The records of a workspace: one database, and one way to change it, which leaves a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine

from gangmu.store.records import chain
from gangmu.store.records.database import migrate, open_engine, reading, writing

FILE = "records.sqlite"


def moment(later: timedelta = timedelta()) -> str:
    """Write the time (now, or so much later) as it is kept: UTC, to the microsecond.

    >>> len(moment()), moment(timedelta(1)) > moment()
    (32, True)
    """
    return (datetime.now(UTC) + later).isoformat(timespec="microseconds")


class Records:
    """The database of a workspace.

    >>> import tempfile
    >>> records = Records.open(Path(tempfile.mkdtemp()))
    >>> with records.change("张", "试", "某事", {"值": 1}) as connection:
    ...     pass
    >>> with records.read() as connection:
    ...     chain.read_head(connection).seq, chain.verify(connection)
    (1, None)
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, store: Path, url: str | None = None, algorithm: str = "") -> Records:
        """Open the records in a workspace's store, or in another database; makes what is missing.

        ``algorithm`` (sha256, sm3) is what the audit chain is sealed with; it can be chosen only
        while the chain is empty.
        """
        store.mkdir(parents=True, exist_ok=True)
        engine = open_engine(url or f"sqlite:///{store / FILE}")
        migrate(engine)
        if algorithm:
            with writing(engine) as connection:
                chain.choose(connection, algorithm)
        return cls(engine)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read one consistent state."""
        with reading(self.engine) as connection:
            yield connection

    @contextmanager
    def change(self, user: str, action: str, subject: str, detail: object) -> Iterator[Connection]:
        """Change something and append to the audit chain, both or neither."""
        with writing(self.engine) as connection:
            # First, because it takes the head's lock: writers queue here, not half-way.
            chain.append(connection, moment(), user, action, subject[:255], detail)
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Write what nobody needs to account for (a count of tries, a heartbeat)."""
        with writing(self.engine) as connection:
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
