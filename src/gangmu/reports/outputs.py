"""The reports on plans, each a file of ``结果/``; one visible tuple."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gangmu.reports.audit import write_audit
from gangmu.reports.dashboard import write_dashboard
from gangmu.reports.ledger import write_ledger
from gangmu.reports.material import Material
from gangmu.reports.outlooks import write_forecasts
from gangmu.reports.progress import write_progress
from gangmu.tasks import supervise
from gangmu.terms import InputError


def _completion(material: Material, path: Path) -> Path:
    return write_progress(material.progresses, path, as_of=material.as_of, links=material.links)


def _tasks(material: Material, path: Path) -> Path:
    found = material.supervision or supervise(material.tasks, material.entries, material.as_of)
    return write_ledger(material.tasks, material.entries, found, path)


def _midterm(material: Material, path: Path) -> Path:
    """Write the Word report; what draws and writes it is an extra, and may be missing."""
    try:
        from gangmu.reports.midterm import write_midterm
    except ModuleNotFoundError as error:
        raise InputError(
            f"缺少软件包 {(error.name or '').partition('.')[0]}", path.name,
            "运行 pip install 'gangmu[reports]'；或用 --only 只写其他几种",
        ) from error  # fmt: skip
    return write_midterm(material, path)


def _forecasts(material: Material, path: Path) -> Path:
    return write_forecasts(material.prospects, path, material.as_of)


def _audit(material: Material, path: Path) -> Path:
    return write_audit(material.findings, material.documents, path)


@dataclass(frozen=True, slots=True)
class Output:
    """A report: the word it is asked for by, its file, and what writes it."""

    word: str
    file: str
    write: Callable[[Material, Path], Path]


OUTPUTS: tuple[Output, ...] = (
    Output("完成情况", "指标完成情况表.xlsx", _completion),
    Output("预测", "预测表.xlsx", _forecasts),
    Output("任务", "任务分解表.xlsx", _tasks),
    Output("核对", "算术核对表.xlsx", _audit),
    Output("看板", "指标看板.html", write_dashboard),
    Output("评估", "中期评估报告.docx", _midterm),
)
"""The reports in the order in which they are written; the one that needs extras comes last."""


def write_outputs(
    material: Material,
    folder: Path,
    wanted: Sequence[Output] = OUTPUTS,
    progress: Callable[[str, int, int], None] = lambda _stage, _done, _all: None,
) -> tuple[list[Path], list[InputError]]:
    """Write reports into a folder; gives the paths, and why one could not be written.

    A report that cannot be written leaves the others alone.
    """
    written: list[Path] = []
    errors: list[InputError] = []
    for done, output in enumerate(wanted):
        progress("写报告", done, len(wanted))
        try:
            written.append(output.write(material, folder / output.file))
        except InputError as error:
            errors.append(error)
    progress("写报告", len(wanted), len(wanted))
    return written, errors
