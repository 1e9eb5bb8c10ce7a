"""Files and folders that are written whole or not at all.

What is being written lies under another name until it is complete and on the disk; one rename
then puts it in place. A kill, a full disk or a power cut leaves the old content, and what was
half written is swept away by the next writer.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from gangmu.terms import InputError

_CAUSES = {
    errno.ENOSPC: ("磁盘已满", "请腾出空间后重试；原来的内容没有变"),
    errno.EDQUOT: ("磁盘配额已用完", "请腾出空间后重试；原来的内容没有变"),
    errno.EACCES: ("没有写入权限", "请换一个可以写入的文件夹，或请管理员授权"),
    errno.EPERM: ("没有写入权限", "请换一个可以写入的文件夹，或请管理员授权"),
    errno.EROFS: ("磁盘是只读的", "请换一个可以写入的文件夹"),
    errno.EISDIR: ("这里已经有一个同名的文件夹", "请换一个文件名，或移走那个文件夹"),
    errno.ENOTDIR: ("路径中有一段是文件，不是文件夹", "请检查路径"),
    errno.EEXIST: ("这里已经有一个同名的文件", "请换一个名称，或移走那个文件"),
    errno.ENAMETOOLONG: ("文件名太长", "请换一个短一些的名称"),
    errno.ENOENT: ("找不到文件", "请检查路径；文件可能刚被移走"),
    errno.EFBIG: ("文件超过了系统允许的大小", "请换一块磁盘或调整限制；原来的内容没有变"),
    errno.EIO: ("磁盘读写出错", "请检查磁盘，或换一块磁盘"),
}
_RETRY = "请重试；如仍不行，请把这句话交给管理员"


@contextmanager
def telling(action: str, where: Path) -> Iterator[None]:
    """Tell a failure of the operating system as an ``InputError``: cause, place, remedy.

    >>> with telling("写入", Path("结果/清单.xlsx")):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    gangmu.terms.InputError: 结果/清单.xlsx：写入失败，磁盘已满。请腾出空间后重试；原来的内容没有变
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        # Writers of file formats wrap the error of the disk in one of their own.
        inner = error if isinstance(error, OSError) else next(iter(error.args), None)
        if not isinstance(inner, OSError):
            raise
        raise told(action, str(where), inner) from error


def told(action: str, where: str, error: OSError) -> InputError:
    """Give a failure of the operating system as an ``InputError``.

    >>> print(told("写入", "甲.docx", PermissionError(errno.EACCES, "Permission denied")))
    甲.docx：写入失败，没有写入权限。请换一个可以写入的文件夹，或请管理员授权
    """
    unknown = (error.strerror or str(error) or "原因不明", _RETRY)
    cause, remedy = _CAUSES.get(error.errno or 0, unknown)
    return InputError(f"{action}失败，{cause}", where, remedy)


def sha256_of(path: Path) -> str:
    """Hash the bytes of a file.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     sha256_of(Path(file.name))[:8]
    'e3b0c442'
    """
    with telling("读取", path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Give a temporary path to write a file to, and put it in place when the block ends.

    If the block raises, the old file stays as it was and the temporary one is removed. Missing
    folders are made. A failing disk is told as an ``InputError``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "结果" / "清单.txt"
    ...     with atomic_write(target) as temporary:
    ...         _ = temporary.write_text("一", encoding="utf-8")
    ...     target.read_text(encoding="utf-8"), len(list(target.parent.iterdir()))
    ('一', 1)
    """
    with telling("写入", path):
        _make(path.parent)
        if path.is_dir():
            raise OSError(errno.EISDIR, "Is a directory")
        _sweep_temporaries(path)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        try:
            yield temporary
            _sync(temporary)
            os.replace(temporary, path)  # noqa: PTH105 - one name for every rename, see the tests
            _sync(path.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def write_text(path: Path, text: str) -> None:
    """Replace a small text file at once."""
    with atomic_write(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


class Files:
    """Files that are put into a folder together: the disk is waited for once, not for each.

    What was written since the last ``settle`` lies under other names until the next one; a kill or a
    power cut loses it, and leaves no file that is half written. ``lasting=False`` is for files that
    may be lost in a power cut: they are put in place without any wait.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = Files(Path(folder) / "结果")
    ...     files.write("一.txt", b"1")
    ...     files.write("二.txt", b"2")
    ...     files.settle()
    ...     sorted(path.name for path in (Path(folder) / "结果").iterdir())
    ['一.txt', '二.txt']
    """

    def __init__(self, folder: Path, lasting: bool = True) -> None:
        self._folder = folder
        self._lasting = lasting
        self._waiting: list[tuple[Path, str]] = []
        self._count = 0
        with telling("写入", folder):
            _make(folder)
            for leftover in folder.glob(".*-*.tmp"):
                _sweep(leftover, leftover.name[1:])

    def write(self, name: str, content: bytes) -> None:
        """Write a file under another name; a failing disk is told as an ``InputError``."""
        self._count += 1
        temporary = self._folder / f".{os.getpid()}-{self._count}.tmp"
        with telling("写入", self._folder / name):
            try:
                temporary.write_bytes(content)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
                raise
            self._waiting.append((temporary, name))

    def settle(self) -> None:
        """Put everything written since the last time in place, on the disk."""
        with telling("写入", self._folder):
            if self._lasting:
                for temporary, _ in self._waiting:
                    _sync(temporary)
            for temporary, name in self._waiting:
                os.replace(temporary, self._folder / name)  # noqa: PTH105
            if self._lasting and self._waiting:
                _sync(self._folder)
        self._waiting.clear()

    def abandon(self) -> None:
        """Take away what has not been put in place."""
        for temporary, _ in self._waiting:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        self._waiting.clear()


def write_folder(target: Path, temporary: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder of files at once: ``fill`` writes into a temporary folder beside it.

    A folder that is already there with the same bytes stays. Other bytes under the same name are
    replaced: the old folder waits as ``<name>.old`` until the new one is in place, and
    ``whole_folder`` finds whichever is complete. The caller holds the lock of the store.
    """
    _make(temporary)
    try:
        fill(temporary)
        for path in (*temporary.rglob("*"), temporary):
            _sync(path)
        _make(target.parent)
        old = _old(target)
        if target.exists():
            if old.exists():
                shutil.rmtree(old)
            if _same(temporary, target):
                return
            os.replace(target, old)  # noqa: PTH105
        os.replace(temporary, target)  # noqa: PTH105
        _sync(target.parent)
        if old.exists():
            shutil.rmtree(old)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def whole_folder(target: Path) -> Path:
    """Give the folder, or the one it was replacing when a writer was killed."""
    old = _old(target)
    return old if old.is_dir() and not target.is_dir() else target


@contextmanager
def sole_writer(lock: Path) -> Iterator[None]:
    """Hold the lock of a store, so that two writers do not interleave.

    The system frees the lock when its holder dies, however it dies; it is never stale.
    """
    _make(lock.parent)
    with lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            raise InputError(
                f"另一个进程{f'（{holder}）' if holder else ''}正在写入这个工作区",
                str(lock.parent.parent),
                "请等它结束后重试",
            ) from None
        file.truncate(0)
        file.write(f"进程号 {os.getpid()}")
        file.flush()
        try:
            yield
        finally:
            with suppress(OSError):
                file.truncate(0)


def _old(target: Path) -> Path:
    return target.with_name(target.name + ".old")


def _same(a: Path, b: Path) -> bool:
    names = sorted(path.relative_to(a) for path in a.rglob("*") if path.is_file())
    if names != sorted(path.relative_to(b) for path in b.rglob("*") if path.is_file()):
        return False
    return all(sha256_of(a / name) == sha256_of(b / name) for name in names)


def _make(folder: Path) -> None:
    """Make a folder and those above it, so that their names outlive a power cut."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep_temporaries(path: Path) -> None:
    """Remove what killed writers of this file left behind; living ones are left alone."""
    for leftover in path.parent.glob(f".{escape(path.name)}.*.tmp"):
        _sweep(leftover, leftover.name.removesuffix(".tmp").rpartition(".")[2])


def _sweep(leftover: Path, writer: str) -> None:
    """Remove a file that a process began to write (``1234-…``) and did not live to finish."""
    process = writer.partition("-")[0]
    if process.isdigit() and not _alive(int(process)):
        leftover.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
