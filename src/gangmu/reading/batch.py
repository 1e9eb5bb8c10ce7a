"""Read many files, each in a process of its own that cannot take more than its share.

A batch is a list of ``Source``: files, the files of folders, the members of zips. ``outcomes``
works through it with several processes and gives one ``Outcome`` for each source, in order, as
they come: what is not yet taken is not yet worked on, so memory stays flat. A file that takes too
long, too much memory, or the process down with it, is one error, and the batch goes on.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import multiprocessing
import os
import sys
import time
import warnings
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, TypeVar

from gangmu.reading import load
from gangmu.reading.kinds import NAMES, SUFFIXES, packaged, sniff
from gangmu.terms import InputError

#: Seconds that one file may take, and bytes of memory that it may need.
SECONDS = 180.0
MEMORY = 3 * 2**30
#: A process reads so many files and is then replaced: what parsers leak does not add up.
TASKS_OF_A_PROCESS = 2000

_MAX_MEMBER = 256 * 2**20
_MAX_MEMBERS = 200_000
_MAX_RATIO = 200  # uncompressed bytes per compressed one: no text of this size shrinks so much
_SMALL = 16 * 2**20
_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"})
_UTF8_NAME = 0x800
_FORKS = sys.platform == "linux"
_AHEAD = 8  # sources per process that may be worked on before their turn
_GIVEN = 2  # sources a process has at once: one in work, one that it need not wait for
_GIVEN_QUICK = (
    8  # and of sources that take less than so many seconds, which wait behind none for long
)
_QUICK = 0.05

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a member of a zip."""

    path: Path
    member: str = ""

    @property
    def name(self) -> Path:
        """Name the source in documents and errors: ``文件.zip/里面的/规划.docx``."""
        return self.path / self.member if self.member else self.path

    def load(self) -> bytes:
        """Load the content; raises ``InputError`` where that cannot be done."""
        return _load_member(self.path, self.member) if self.member else load(self.path)


_Task = tuple[int, Source, str]  # the turn, the source, its hash


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of a source: a result, an error, or the source with the same content before it."""

    source: Source
    sha256: str
    result: T | None = None
    error: InputError | None = None
    same_as: Source | None = None


def sources(paths: Iterable[Path]) -> tuple[list[Source], list[InputError]]:
    """List the files of files, folders and zips, in order, with what cannot be listed.

    A zip within a zip is not opened; lock files (``~$…``) and hidden ones are passed over.
    """
    found: list[Source] = []
    errors: list[InputError] = []
    for path in paths:
        files = [path]
        if path.is_dir():
            files = sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES | _ARCHIVES
                and not p.name.startswith(("~$", "."))
                and p.is_file()
            )
        for file in files:
            try:
                found += _members(file) if _is_zip(file) else [Source(file)]
            except InputError as error:
                errors.append(error)
    return found, errors


def _is_zip(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    if path.suffix.lower() in SUFFIXES - _ARCHIVES:
        with path.open("rb") as file:
            head = file.read(4)
        return head == b"PK\x03\x04" and sniff(path.read_bytes(), path.suffix.lower()) == "zip"
    try:
        return packaged(list(_archive(path))) == "zip"  # a workbook is a zip too, and no archive
    except InputError:
        return True


def _members(path: Path) -> list[Source]:
    where = str(path)
    archive = _archive(path)
    if len(archive) > _MAX_MEMBERS:
        raise InputError(f"压缩包里有 {len(archive)} 个文件，太多", where, "请分批压缩。")
    members = [
        Source(path, name)
        for name in sorted(archive)
        if Path(name).suffix.lower() in SUFFIXES | _ARCHIVES
        and not Path(name).name.startswith(("~$", "."))
        and "__MACOSX/" not in name
    ]
    if not members:
        raise InputError("压缩包里没有能读的文件", where, "请确认压缩包里有 .docx、.pdf 等文件。")
    return members


@functools.lru_cache(maxsize=4)
def _archive(path: Path) -> dict[str, zipfile.ZipInfo]:
    """Give the files of a zip by the names that people see."""
    try:
        with zipfile.ZipFile(path) as package:
            return {_shown(info): info for info in package.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError("压缩包已损坏", str(path), "请从原始来源重新获取。") from None


def _shown(info: zipfile.ZipInfo) -> str:
    """Decode a name as its maker wrote it: Chinese tools store UTF-8 or GBK without saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _load_member(path: Path, member: str) -> bytes:
    where = str(path / member)
    info = _archive(path).get(member)
    if info is None:
        raise InputError("压缩包里没有这个文件", where, "请检查压缩包。")
    if info.flag_bits & 1:
        raise InputError("压缩包设有密码", where, "请先解压。")
    most = max(_SMALL, min(_MAX_MEMBER, info.compress_size * _MAX_RATIO))
    if info.file_size > most:
        raise InputError("解压后太大，疑为压缩炸弹", where, "请确认来源；正常文件请先解压。")
    try:
        with zipfile.ZipFile(path) as package, package.open(info) as stream:
            data = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        raise InputError("压缩包里的这个文件已损坏", where, "请从原始来源重新获取。") from None
    if len(data) > most:
        raise InputError("解压后太大，疑为压缩炸弹", where, "请确认来源；正常文件请先解压。")
    if not data.strip():
        raise InputError("文件是空的", where, "请换一份有内容的文件。")
    kind = sniff(data, Path(member).suffix.lower())
    if kind in ("zip", "rar", "7z", "gz"):
        raise InputError(f"压缩包里还有{NAMES[kind]}，不再展开", where, "请先解压里面的一层。")
    return data


# ---------------------------------------------------------------- working through a batch


def outcomes(
    batch: Iterable[Source],
    work: Callable[[bytes, Path], T],
    processes: int | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    known: Callable[[str], bool] = lambda _: False,
) -> Iterator[Outcome[T]]:
    """Do some work on the content of every source, in processes; give what became of each, in order.

    ``work`` is a function of a module and its result can be pickled. A source with the content of
    an earlier one is not worked on again, nor one whose SHA-256 is ``known`` from an earlier run.
    """
    waiting = enumerate(batch)
    again: list[_Task] = []  # given to a process that did not live to begin with them
    count = max(1, processes or min(os.cpu_count() or 1, 8))
    seen: dict[str, Source] = {}
    done: dict[int, Outcome[T]] = {}
    crew: list[_Worker[T]] = []
    turn, exhausted = 0, False
    ahead = 0
    try:
        while True:
            while turn in done:
                yield done.pop(turn)
                turn += 1
            while again or (not exhausted and ahead < turn + count * _AHEAD):
                idle = min(
                    (one for one in crew if one.free), key=lambda one: len(one.tasks), default=None
                )
                if len(crew) >= count and idle is None:
                    break
                if again:
                    task = again.pop(0)
                else:
                    following = next(waiting, None)
                    if following is None:
                        exhausted = True
                        break
                    index, source = following
                    ahead = index + 1
                    settled = _settled(source, seen, known)
                    if isinstance(settled, Outcome):
                        done[index] = settled
                        continue
                    task = index, source, settled
                if len(crew) < count and (idle is None or idle.tasks):
                    idle = _Worker(work, memory, seconds)
                    crew.append(idle)
                assert idle is not None
                idle.begin(task)
            if turn in done:
                continue
            busy = [one for one in crew if one.tasks]
            if not busy:
                if exhausted:
                    return
                continue
            for worker in _ready(busy):
                index, outcome = worker.finish()
                done[index] = outcome
                if worker.spent:
                    again += worker.tasks
                    worker.close()
                    crew.remove(worker)
    finally:
        for worker in crew:
            worker.close()


def processes_for(batch: Sequence[Source]) -> int:
    """Give a process for every few files: to start one costs as much as to read some."""
    return max(1, min(os.cpu_count() or 1, len(batch) // 8))


def _settled(
    source: Source, seen: dict[str, Source], known: Callable[[str], bool]
) -> Outcome[Any] | str:
    """Give the outcome of a source that needs no work, else the hash of its content."""
    try:
        digest = hashlib.sha256(source.load()).hexdigest()
    except InputError as error:
        return Outcome(source, "", error=error)
    first = seen.setdefault(digest, source)
    if first is not source:
        return Outcome(source, digest, same_as=first)
    return Outcome(source, digest) if known(digest) else digest


class _Worker(Generic[T]):
    """A process that works on one source at a time, the next one at hand."""

    def __init__(self, work: Callable[[bytes, Path], T], memory: int, seconds: float) -> None:
        context: Any = multiprocessing.get_context("fork" if _FORKS else "spawn")
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve,
            # A forked child has a copy of our end, and must close it to notice when we are gone.
            args=(theirs, work, memory, self.connection if _FORKS else None),
            daemon=True,
            name="gangmu-reading",
        )
        with warnings.catch_warnings():
            # Nothing but the reading runs in the child; no lock of another thread is needed there.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        theirs.close()
        self._seconds = seconds
        self._begun = 0
        self.tasks: deque[_Task] = deque()
        self.deadline = 0.0
        self._quick = False
        self.spent = False

    @property
    def free(self) -> bool:
        """Tell whether the process may be given another source."""
        most = _GIVEN_QUICK if self._quick else _GIVEN
        return len(self.tasks) < most and self._begun < TASKS_OF_A_PROCESS

    def begin(self, task: _Task) -> None:
        if not self.tasks:
            self.deadline = time.monotonic() + self._seconds
        self.tasks.append(task)
        self._begun += 1
        with contextlib.suppress(OSError):  # a process that has died says so in ``finish``
            self.connection.send(task[1])

    def finish(self) -> tuple[int, Outcome[T]]:
        """Take the answer, or say why there is none."""
        index, source, digest = self.tasks.popleft()
        where = str(source.name)
        if not self.connection.poll():
            self.spent = True
            error = InputError(
                f"读取超过 {self._seconds:g} 秒，已停止", where, "请拆分或转换后再读。"
            )
            return index, Outcome(source, digest, error=error)
        try:
            result, failure = self.connection.recv()
        except (EOFError, OSError):
            self.spent = True
            failure = InputError(
                "读取时进程异常退出，文件可能已损坏", where, "请从原始来源重新获取，或转换后再读。"
            )
            result = None
        now = time.monotonic()
        self._quick = now - (self.deadline - self._seconds) < _QUICK
        self.deadline = now + self._seconds
        self.spent = self.spent or (self._begun >= TASKS_OF_A_PROCESS and not self.tasks)
        return index, Outcome(source, digest, result, failure)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.send(None)
        self.connection.close()
        if self.tasks or self.spent:
            self._process.kill()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def _ready(busy: list[_Worker[T]]) -> list[_Worker[T]]:
    """Wait for workers that have answered, or whose time is over."""
    patience = max(0.0, min(one.deadline for one in busy) - time.monotonic())
    answered = wait([one.connection for one in busy], patience)
    now = time.monotonic()
    return [one for one in busy if one.connection in answered or now >= one.deadline]


def _serve(
    connection: Connection,
    work: Callable[[bytes, Path], Any],
    memory: int,
    theirs: Connection | None,
) -> None:
    """Answer sources until nobody asks any more."""
    if theirs is not None:
        theirs.close()
    _limit(memory)
    gc.freeze()  # what was loaded before the fork lives as long as the process
    while True:
        try:
            source: Source | None = connection.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        if source is None:
            return
        answer: tuple[Any, InputError | None]
        try:
            answer = work(source.load(), source.name), None
        except KeyboardInterrupt:
            return
        except BaseException as error:
            answer = None, _failure(error, str(source.name), memory)
        try:
            connection.send(answer)
        except (BrokenPipeError, KeyboardInterrupt):
            return


def _failure(error: BaseException, where: str, memory: int) -> InputError:
    if isinstance(error, InputError):
        return InputError(error.cause, error.where or where, error.remedy)
    if isinstance(error, MemoryError):
        return InputError(f"读取需要的内存超过 {memory / 2**30:g} GB", where, "请拆分后再读。")
    kind = type(error).__name__
    return InputError(f"读取时出错（{kind}）", where, "请转换格式后再读，并把这个文件报告给我们。")


def _limit(memory: int) -> None:
    """Bound the memory of this process, where the system can (Linux)."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
