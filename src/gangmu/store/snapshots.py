"""Immutable snapshots of facts: a Parquet file and a manifest in a folder that bears their hash.

::

    snapshots/CURRENT                    {"企业": "3f0c…", "项目": "91ab…"}, replaced at once
    snapshots/<name>/<id>/data.parquet   the same table gives the same bytes
    snapshots/<name>/<id>/manifest.json  whence: file, sheet, columns, hashes, who, when, notes
    originals/<sha256><suffix>           the imported files themselves

``id`` is the hash of everything in the folder except who imported it and when, so importing the
same file twice is the same snapshot. ``CURRENT`` is one file for all tables, so that an import of
several tables changes all of them or none.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from gangmu.store.files import sha256_of, whole_folder, write_folder, write_text
from gangmu.terms import InputError, Snapshot

_ID_DIGITS = 16
#: Rows of a Parquet row group; part of the bytes, so part of every snapshot's id.
_GROUP_ROWS = 131_072
_NAME = re.compile(r"\w[\w.-]*")
_AGAIN = "请重新导入原表"


@dataclass(frozen=True, slots=True)
class Draft:
    """A table of facts that is ready to become a snapshot.

    ``source_sha256`` is the hash that the file had when it was read; without it the file is
    hashed now. ``columns`` maps each fact to the letter of the column it came from.
    """

    name: str
    table: pa.Table
    source: Path
    sheet: str
    columns: Mapping[str, str]
    notes: tuple[str, ...] = ()
    source_sha256: str = ""


class Snapshots:
    """The snapshots of a store folder. Writing is for the holder of the store's lock."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._folder = store / "snapshots"
        self._current = self._folder / "CURRENT"

    def write(self, drafts: Sequence[Draft], by: str, temporary: Path) -> list[Snapshot]:
        """Write drafts and make all of them current at once; ``temporary`` is a free path."""
        written = [self._write(draft, by, temporary) for draft in drafts]
        current = self._ids()
        wanted = current | {snapshot.name: snapshot.id for snapshot in written}
        if wanted != current:
            write_text(self._current, _json(wanted))
        return written

    def current(self, name: str) -> Snapshot | None:
        """Find the snapshot of a name that is current; ``None`` if nothing was imported."""
        id = self._ids().get(name)
        return self._read(name, id) if id else None

    def history(self, name: str) -> list[Snapshot]:
        """List every whole snapshot of a name, oldest import first."""
        folder = self._folder / name
        ids = (
            {path.name.removesuffix(".old") for path in folder.iterdir()} if folder.is_dir() else ()
        )
        found = []
        for id in ids:
            try:
                found.append(self._read(name, id))
            except InputError:
                continue  # damaged: ``current`` says so where it matters
        return sorted(found, key=lambda snapshot: (snapshot.imported_at, snapshot.id))

    def table(self, snapshot: Snapshot) -> pa.Table:
        """Read the facts of a snapshot, after checking that not a byte has changed."""
        path = snapshot.path / "data.parquet"
        try:
            data = path.read_bytes()
            expected = _parse(snapshot.path / "manifest.json")["data_sha256"]
        except (OSError, ValueError, KeyError) as error:
            raise InputError(
                f"「{snapshot.name}」的快照不完整", str(snapshot.path), _AGAIN
            ) from error
        if hashlib.sha256(data).hexdigest() != expected:
            raise InputError(f"「{snapshot.name}」的快照已损坏（哈希不符）", str(path), _AGAIN)
        return decode(data)

    def _write(self, draft: Draft, by: str, temporary: Path) -> Snapshot:
        if not _NAME.fullmatch(draft.name):
            raise ValueError(f"not a name of a snapshot: {draft.name!r}")
        source_sha256 = draft.source_sha256 or sha256_of(draft.source)
        self._keep(draft.source, source_sha256, temporary)
        data = encode(draft.table)
        manifest: dict[str, Any] = {
            "name": draft.name,
            "rows": draft.table.num_rows,
            "source": draft.source.name,
            "source_sha256": source_sha256,
            "sheet": draft.sheet,
            "columns": dict(draft.columns),
            "notes": list(draft.notes),
            "data_sha256": hashlib.sha256(data).hexdigest(),
        }
        id = _identify(manifest)
        try:
            known = self._read(draft.name, id)
            self.table(known)
            return known
        except InputError:
            pass  # not there, or damaged: write it
        manifest |= {
            "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "imported_by": by,
        }

        def fill(folder: Path) -> None:
            with (folder / "data.parquet").open("xb") as file:
                file.write(data)
            (folder / "manifest.json").write_text(_json(manifest), encoding="utf-8")

        write_folder(self._folder / draft.name / id, temporary, fill)
        return self._read(draft.name, id)

    def _keep(self, source: Path, sha256: str, temporary: Path) -> None:
        """Keep the original by its hash; a file that changed since it was read is refused."""
        target = self._store / "originals" / sha256
        kept = target / f"original{source.suffix.lower()}"
        if kept.exists() and sha256_of(kept) == sha256:
            return

        def fill(folder: Path) -> None:
            copy = folder / kept.name
            shutil.copyfile(source, copy)
            if sha256_of(copy) != sha256:
                raise InputError(
                    "导入过程中文件被改动", str(source), "请关闭正在编辑它的程序后重新导入"
                )

        write_folder(target, temporary, fill)

    def _ids(self) -> dict[str, str]:
        if not self._current.exists():
            return {}
        try:
            ids = _parse(self._current)
            if all(isinstance(id, str) and _NAME.fullmatch(id) for id in ids.values()):
                return ids
        except (OSError, ValueError):
            pass
        raise InputError(
            "记录当前快照的文件已损坏", str(self._current), f"请删除它，然后{_AGAIN[1:]}"
        )

    def _read(self, name: str, id: str) -> Snapshot:
        folder = whole_folder(self._folder / name / id)
        path = folder / "manifest.json"
        try:
            manifest = _parse(path)
            kept = {key: manifest[key] for key in ("imported_at", "imported_by")}
            described = {key: value for key, value in manifest.items() if key not in kept}
            if _identify(described) != id:
                raise ValueError("the manifest was changed")
            del described["data_sha256"]
            described["notes"] = tuple(described["notes"])
            return Snapshot(id=id, path=folder, **described, **kept)
        except (OSError, ValueError, KeyError, TypeError) as error:
            missing = isinstance(error, FileNotFoundError)
            cause = f"「{name}」的快照{'不见了' if missing else '说明已损坏'}"
            raise InputError(cause, str(path), _AGAIN) from error


def encode(table: pa.Table) -> bytes:
    """Write a table as Parquet bytes: equal tables give equal bytes, whatever their chunks.

    >>> one = pa.table({"营业收入": [100, None]})
    >>> encode(one) == encode(pa.concat_tables([one.slice(0, 1), one.slice(1)]))
    True
    """
    whole = table.unify_dictionaries().combine_chunks().replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    pq.write_table(
        whole,
        sink,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        row_group_size=_GROUP_ROWS,
    )
    return bytes(sink.getvalue())


def decode(data: bytes) -> pa.Table:
    """Read the bytes that ``encode`` wrote; each column is one chunk with one dictionary."""
    # Without threads: Arrow's pool, still starting, aborts a process that ends soon after.
    table = pq.read_table(pa.BufferReader(data), use_threads=False, pre_buffer=False)
    return table.unify_dictionaries().combine_chunks()


def _identify(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(_json(manifest).encode()).hexdigest()[:_ID_DIGITS]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _parse(path: Path) -> dict[str, Any]:
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value
