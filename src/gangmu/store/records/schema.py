"""The tables of the records: who did what, and what people decided.

Facts and results are files (snapshots, runs); records are what several people write at once. Times
are UTC in ISO 8601 as text, so that they sort, hash and read alike on every database. Nothing that a
person decided is ever updated: a later row takes its place, and an undo is a row too.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

TIME = String(32)
HASH = String(64)

#: Who may come in. ``role`` is a word of ``gangmu.store.records.people.Role``.
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("shown", String(64), nullable=False),
    Column("role", String(8), nullable=False),
    Column("enterprise", String(32)),  # the only one that a user of the role 企业 sees
    Column("password", String(255)),  # an argon2 hash; none for who comes in by OIDC
    Column("active", Boolean, nullable=False),
    Column("created", TIME, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", HASH, primary_key=True),  # the hash of what the cookie holds
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created", TIME, nullable=False),
    Column("expires", TIME, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", HASH, nullable=False, unique=True),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("label", String(64), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created", TIME, nullable=False),
    Column("expires", TIME),
    Column("revoked", TIME),
)

#: Failed logins and other things that are allowed only so often, by what is counted.
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(160), nullable=False),
    Column("at", TIME, nullable=False),
    Index(None, "key", "at"),
)

#: What a reviewer says of an extracted claim. ``claim`` is its stable key, ``fields`` what a
#: correction puts in place of what was read; the text of the document is never touched.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", String(255), nullable=False),
    Column("claim", String(64), nullable=False),
    Column("action", String(8), nullable=False),
    Column("fields", JSON, nullable=False),
    Column("note", Text, nullable=False),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("at", TIME, nullable=False),
    Column("undoes", ForeignKey("reviews.id")),
    Index(None, "document", "claim"),
)

#: The versions of measure files. A version is published when a second person approves it.
versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", String(255), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("sha256", HASH, nullable=False),
    Column("note", Text, nullable=False),
    Column("author", ForeignKey("users.id"), nullable=False),
    Column("at", TIME, nullable=False),
)

#: What is said of a version or of a run: 提交, 同意, 退回, 冻结.
approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("act", String(8), nullable=False),
    Column("note", Text, nullable=False),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("at", TIME, nullable=False),
    Index(None, "kind", "subject"),
)

#: Work that takes long (an import, a run): its state and how far it is.
jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("asked", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("stage", String(64), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("result", JSON),
    Column("error", Text),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("at", TIME, nullable=False),
    Column("beat", TIME, nullable=False),
)

#: A person's decision on a line that the rules leave 待核实.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("measure", String(255), nullable=False),
    Column("number", String(64), nullable=False),
    Column("applicant", String(64), nullable=False),
    Column("year", Integer, nullable=False),
    Column("conclusion", String(8), nullable=False),
    Column("amount", BigInteger),  # 分
    Column("reason", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("at", TIME, nullable=False),
    Column("undoes", ForeignKey("decisions.id")),
    Index(None, "measure", "applicant"),
)

#: Files that came in by the browser; the bytes lie in the workspace by their hash.
uploads = Table(
    "uploads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", HASH, nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("size", Integer, nullable=False),
    Column("use", String(16), nullable=False),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("at", TIME, nullable=False),
)

#: The chain: every change, in order; ``hash`` covers the row and the hash before it.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", TIME, nullable=False),
    Column("user", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("detail", Text, nullable=False),  # canonical JSON, hashed as it stands
    Column("previous", HASH, nullable=False),
    Column("hash", HASH, nullable=False),
)

#: One row: the end of the chain. Writers take its lock, so that the chain never forks.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", HASH, nullable=False),
    Column("algorithm", String(8), nullable=False),
)
