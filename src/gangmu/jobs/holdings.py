"""Documents with what they state, held on disk: as many as there are, a few in memory.

Processes read and extract the sources, each into a file (``exports.write_each``: within
bounds of time and memory, in order, gone on with where a run stopped). Whoever goes through them meets documents whose text, clauses and tables stay on disk until something
asks for them.
"""

from __future__ import annotations

import functools
import hashlib
import io
import pickle
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import gangmu
from gangmu.extraction import Extraction, extract
from gangmu.jobs import Progress, silent
from gangmu.jobs.exports import write_each
from gangmu.reading import read_bytes
from gangmu.terms import Document, InputError

_SUFFIX = ".part"
_NEAR = 64  # documents whose text is kept in memory after somebody asked for it
#: What stays on disk until it is asked for, as it is in a document that has none of it.
_HEAVY: dict[str, Any] = {"text": "", "clauses": (), "tables": (), "repairs": ()}
_LIGHT = tuple(field.name for field in fields(Document) if field.name not in _HEAVY)
_Packed = tuple[
    bytes, bytes, bytes
]  # the document without what is heavy, the whole, what it states


class Holdings:
    """The documents of files, folders and zips, in their order, with what each states.

    It can be gone through more than once. ``errors`` has one for each file that could not be read;
    ``copies`` names each file that has the content of another, which is read once.
    """

    def __init__(
        self,
        files: Iterable[Path],
        errors: tuple[InputError, ...] = (),
        copies: tuple[tuple[Path, Path], ...] = (),
    ) -> None:
        self._files = tuple(files)
        self.errors = errors
        self.copies = copies
        self._whole = functools.lru_cache(_NEAR)(self._load)

    def __iter__(self) -> Iterator[tuple[Document, Extraction]]:
        for file in self._files:
            for at, (light, _, stated) in enumerate(_packed_in(file)):
                document = Held(_unpacked(light, file), functools.partial(self._whole, file, at))
                yield document, _unpacked(stated, file)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    @functools.cached_property
    def documents(self) -> tuple[Document, ...]:
        """Give the documents alone; they hold little until their text is asked for."""
        return tuple(document for document, _ in self)

    def _load(self, file: Path, at: int) -> Document:
        return cast(Document, _unpacked(_packed_in(file)[at][1], file))


class Held(Document):
    """A document whose text, clauses and tables stay on disk until they are asked for."""

    __slots__ = ("fetch",)

    def __init__(self, light: Document, fetch: functools.partial[Document]) -> None:
        for name in _LIGHT:
            object.__setattr__(self, name, getattr(light, name))
        object.__setattr__(self, "fetch", fetch)

    def __getattr__(self, name: str) -> Any:  # asked only for what is not set
        if name not in _HEAVY:
            raise AttributeError(name)
        return getattr(self.fetch(), name)


@contextmanager
def hold(
    paths: Iterable[Path],
    output: Path | None = None,
    progress: Progress = silent,
    processes: int | None = None,
) -> Iterator[Holdings]:
    """Read and extract files, folders and zips in processes; hold what comes of it for a while.

    For an ``output`` it is held beside it, hidden, until the output is complete: a run that is killed
    leaves it there, and the next one for that output goes on with it.
    """
    if output is None:
        with TemporaryDirectory(prefix="gangmu-") as temporary:
            yield _filled(paths, Path(temporary), progress, processes)
        return
    folder = output.with_name(f".{output.name}.parts")
    yield _filled(paths, folder, progress, processes)
    shutil.rmtree(folder, ignore_errors=True)


def _filled(
    paths: Iterable[Path], folder: Path, progress: Progress, processes: int | None
) -> Holdings:
    done = write_each(
        paths, folder, _form(), _parts_of, progress, processes, "读文件、抽取", lasting=False
    )
    return Holdings((folder / name for name in done.names), done.errors, done.copies)


def _parts_of(data: bytes, path: Path) -> dict[str, bytes]:
    packed: list[_Packed] = []
    for document in read_bytes(data, path):
        light = replace(document, **_HEAVY)
        packed.append((_pack(light), _pack(document), _pack(extract(document))))
    return {_SUFFIX: pickle.dumps(packed)}


def _pack(value: object) -> bytes:
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1)


def _packed_in(file: Path) -> list[_Packed]:
    try:
        return cast(list[_Packed], _Unpickler(io.BytesIO(file.read_bytes())).load())
    except (OSError, pickle.UnpicklingError, EOFError) as error:
        raise _damaged(file) from error


def _unpacked(packed: bytes, file: Path) -> Any:
    try:
        return _Unpickler(io.BytesIO(zlib.decompress(packed))).load()
    except (zlib.error, pickle.UnpicklingError, EOFError) as error:
        raise _damaged(file) from error


def _damaged(file: Path) -> InputError:
    return InputError("中间结果已损坏", str(file), f"请删去文件夹 {file.parent} 后再运行。")


class _Unpickler(pickle.Unpickler):
    """Read what is held here and nothing else: a pickle of strangers could run a program."""

    _KNOWN = frozenset(
        {
            ("gangmu.extraction", "Extraction"),
            ("decimal", "Decimal"),
            ("fractions", "Fraction"),
            ("datetime", "date"),
            ("pathlib", "PosixPath"),
            ("pathlib", "WindowsPath"),
            ("pathlib._local", "PosixPath"),
            ("pathlib._local", "WindowsPath"),
        }
    )

    def find_class(self, module: str, name: str) -> Any:
        if module == "gangmu.terms" or (module, name) in self._KNOWN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


@functools.cache
def _form() -> str:
    """Name the program that reads and extracts: what another one left is not used."""
    root = Path(gangmu.__file__).parent
    program = hashlib.sha256()
    for part in ("writing", "reading", "extraction", "."):
        for file in sorted((root / part).glob("**/*" if part != "." else "terms.py")):
            if file.is_file() and file.suffix != ".pyc":
                program.update(file.read_bytes())
    return f"held-{program.hexdigest()[:16]}"
