"""A workspace: the folder in which one jurisdiction's year is kept.

People edit ``gangmu.yaml``, the documents, measures, indicators and sheets; ``.gangmu/`` is the
store's own: snapshots, runs, originals. Readers need no lock and always see the last complete
state; one writer at a time.
"""

from __future__ import annotations

import getpass
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from gangmu.measures.yamltext import Entries, Findings, Text, compose, did_you_mean
from gangmu.store.files import sole_writer, telling, whole_folder, write_folder, write_text
from gangmu.store.snapshots import Draft, Snapshots
from gangmu.terms import InputError, Snapshot

_FILE = "gangmu.yaml"
_KEYS = ("名称", "地区", "年度")
_INIT = "用 gangmu init 新建一个工作区，或换到工作区所在的文件夹"
_RUN_ID = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ``gangmu.yaml``: 名称, 地区, 年度, and everything kept beside it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = Workspace.init(Path(folder) / "临江", "临江区产业政策", "临江区", 2025)
    ...     opened = Workspace.open(made.path)
    ...     opened == made, opened.year, opened.current("企业")
    (True, 2025, None)
    """

    path: Path
    name: str
    region: str
    year: int

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Open the workspace in a folder. Raises ``InputErrors`` with every error of its file."""
        file = path / _FILE
        if not path.is_dir():
            raise InputError("没有这个文件夹", str(path), _INIT)
        if not file.exists():
            raise InputError(f"不是工作区，缺少 {_FILE}", str(path), _INIT)
        with telling("读取", file):
            data = file.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("不是 UTF-8 文本", str(file), "请在编辑器中另存为 UTF-8") from None
        return cls(path, *_read_settings(text, str(file)))

    @classmethod
    def init(cls, path: Path, name: str, region: str, year: int) -> Workspace:
        """Make a workspace in a folder that is none yet; other files in it are left alone.

        Raises ``InputErrors`` where it could not be opened as it is named; then nothing is written.
        """
        file = path / _FILE
        if file.exists():
            raise InputError("这里已经是一个工作区", str(file), "请换一个文件夹")
        text = f"名称: {_quoted(name)}\n地区: {_quoted(region)}\n年度: {year}\n"
        _read_settings(text, str(file))
        with telling("新建工作区", path):
            for folder in ("documents", "measures", "indicators"):
                (path / folder).mkdir(parents=True, exist_ok=True)
            # Last, because this file makes the folder a workspace.
            write_text(file, text)
        return cls.open(path)

    @property
    def documents(self) -> Path:
        return self.path / "documents"

    @property
    def measures(self) -> list[Path]:
        """List the measure files by name."""
        return sorted((self.path / "measures").glob("*.yaml"))

    @property
    def indicators(self) -> list[Path]:
        """List the indicator files by name."""
        return sorted((self.path / "indicators").glob("*.yaml"))

    @property
    def facts(self) -> Path | None:
        """Give the workspace's own ``facts.yaml``, if it has one."""
        file = self.path / "facts.yaml"
        return file if file.exists() else None

    @property
    def rates(self) -> Path | None:
        """Give the workspace's own ``rates.yaml``, if it has one."""
        file = self.path / "rates.yaml"
        return file if file.exists() else None

    @property
    def results(self) -> Path:
        return self.path / "结果"

    @property
    def store(self) -> Path:
        return self.path / ".gangmu"

    # ------------------------------------------------------------ snapshots

    def write_snapshot(
        self,
        name: str,
        table: pa.Table,
        *,
        source: Path,
        sheet: str,
        columns: Mapping[str, str],
        notes: Sequence[str] = (),
        by: str | None = None,
    ) -> Snapshot:
        """Write a table as a snapshot and make it current; the same table is the same snapshot."""
        return self.write_snapshots(
            [Draft(name, table, source, sheet, columns, tuple(notes))], by=by
        )[0]

    def write_snapshots(self, drafts: Sequence[Draft], *, by: str | None = None) -> list[Snapshot]:
        """Write several tables as snapshots and make all of them current at once."""
        with self._writing() as temporary:
            return Snapshots(self.store).write(drafts, _user() if by is None else by, temporary)

    def current(self, name: str) -> Snapshot | None:
        """Find the current snapshot of a name; ``None`` if nothing was imported."""
        return Snapshots(self.store).current(name)

    def history(self, name: str) -> list[Snapshot]:
        """List every whole snapshot of a name, oldest import first."""
        return Snapshots(self.store).history(name)

    def table(self, snapshot: Snapshot) -> pa.Table:
        """Read the facts of a snapshot; a damaged file is an ``InputError``."""
        return Snapshots(self.store).table(snapshot)

    # ------------------------------------------------------------ runs

    def commit_run(self, run_id: str, files: Callable[[Path], None]) -> Path:
        """Keep the files of a run and make it current; gives the run's folder.

        ``files`` writes them into the folder it is given, which becomes the run's only when it
        returns and everything is on the disk. Committing the same run again changes nothing.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise ValueError(f"not an id of a run: {run_id!r}")
        target = self.store / "runs" / run_id
        with self._writing() as temporary:
            write_folder(target, temporary, files)
            if self._run_id() != run_id:
                write_text(target.with_name("CURRENT"), run_id + "\n")
        return target

    def current_run(self) -> Path | None:
        """Find the folder of the last complete run; ``None`` before the first."""
        run_id = self._run_id()
        if run_id is None:
            return None
        folder = whole_folder(self.store / "runs" / run_id)
        if not folder.is_dir():
            raise InputError("最近一次运行的结果不见了", str(folder), "请重新运行")
        return folder

    def runs(self) -> list[Path]:
        """List the folders of all complete runs, by id."""
        folder = self.store / "runs"
        ids = {path.name.removesuffix(".old") for path in folder.glob("*") if path.is_dir()}
        return [whole_folder(folder / id) for id in sorted(ids)]

    def _run_id(self) -> str | None:
        file = self.store / "runs" / "CURRENT"
        if not file.exists():
            return None
        with telling("读取", file):
            run_id = file.read_text(encoding="utf-8", errors="replace").strip()
        if not _RUN_ID.fullmatch(run_id):
            raise InputError("记录最近一次运行的文件已损坏", str(file), "请删除它，然后重新运行")
        return run_id

    @contextmanager
    def _writing(self) -> Iterator[Path]:
        """Be the only writer, with a free path for what is not complete yet."""
        with telling("写入", self.store), sole_writer(self.store / "lock"):
            folder = self.store / "tmp"
            if folder.exists():  # whoever left something here is dead: we hold the lock
                shutil.rmtree(folder)
            yield folder / secrets.token_hex(4)


def _read_settings(text: str, file: str) -> tuple[str, str, int]:
    findings = Findings()
    root = compose(text, file, findings)
    if root is not None and not isinstance(root, Entries):
        findings.error(root.place, "应写成「键: 值」", "例如「名称: 临江区产业政策」")
    values = dict.fromkeys(_KEYS, "")
    if isinstance(root, Entries):
        for key, (place, node) in root.entries.items():
            if key not in _KEYS:
                findings.error(place, f"不认识的键「{key}」", did_you_mean(key, _KEYS))
            elif not isinstance(node, Text):
                findings.error(node.place, f"「{key}」应是一个值", f"写成「{key}: 值」")
                values[key] = "?"
            else:
                values[key] = node.value
                if key == "年度" and node.value and not re.fullmatch(r"(?:19|20)\d\d", node.value):
                    findings.error(
                        node.place, f"年度「{node.value}」不是年份", "写成四位数字，如 2025"
                    )
        for key in _KEYS:
            if not values[key]:
                place = root.key_place(key)
                findings.error(place, f"缺少「{key}」", f"加一行「{key}: …」")
    findings.raise_errors()
    return values["名称"], values["地区"], int(values["年度"])


def _quoted(text: str) -> str:
    """Write a text as a YAML scalar that cannot be taken for anything else."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""  # a container without a user table: who imported it is not known
