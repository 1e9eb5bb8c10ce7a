"""Write the reports of a workspace: what is paid, and how its plans stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gangmu.jobs import Progress, silent
from gangmu.jobs.measures import evaluate
from gangmu.jobs.plans import Review, review_plans
from gangmu.reports.material import Material
from gangmu.reports.outputs import OUTPUTS, write_outputs
from gangmu.reports.payments import write_payments
from gangmu.store import Workspace
from gangmu.terms import InputError, InputErrors

#: The word by which the reports on payments are asked for; each report on plans has its own.
PAYMENTS = "兑付"
WORDS = (PAYMENTS, *(each.word for each in OUTPUTS))


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and why others were not."""

    paths: tuple[Path, ...]
    errors: tuple[InputError, ...]


def write_reports(
    workspace: Workspace,
    as_of: date,
    only: Sequence[str] = (),
    plan: str | None = None,
    progress: Progress = silent,
) -> Written:
    """Write the reports of a workspace on a day into its 结果/, all or those asked for by ``WORDS``.

    ``plan`` keeps only the plans whose name contains it. A report that cannot be written leaves the
    others alone. Raises ``InputError`` for an unknown word, and where there is nothing to report.
    """
    wanted = tuple(only) or WORDS
    if unknown := [word for word in wanted if word not in WORDS]:
        raise InputError(f"没有「{unknown[0]}」这种报告", "--only", f"可以写：{'、'.join(WORDS)}")
    if not workspace.measures and not workspace.indicators:
        raise InputError(
            "还没有措施文件，也没有指标文件",
            str(workspace.path),
            "先写 measures/ 或 indicators/ 里的 .yaml",
        )
    paths: list[Path] = []
    errors: list[InputError] = []
    if PAYMENTS in wanted and workspace.measures:
        try:
            settlement = evaluate(workspace, as_of, progress).settlement
            paths += write_payments(settlement, workspace.results)
        except InputErrors as many:
            errors += many.errors
        except InputError as error:
            errors.append(error)
    outputs = [each for each in OUTPUTS if each.word in wanted]
    if outputs and workspace.indicators:
        review = review_plans(workspace, as_of, progress=progress)
        material = material_of(workspace, review, plan)
        written, refused = write_outputs(material, workspace.results, outputs, progress)
        paths += written
        errors += [*review.library.errors, *refused]
    return Written(tuple(paths), tuple(errors))


def material_of(workspace: Workspace, review: Review, plan: str | None = None) -> Material:
    """Gather what the reports on plans are made from; ``plan`` keeps only the plans so called."""
    pairs = [
        (assessed, prospect)
        for assessed, prospect in zip(review.assessed, review.prospects, strict=True)
        if plan is None or plan in assessed.progress.target.plan
    ]
    if not pairs:
        plans = "、".join(dict.fromkeys(each.progress.target.plan for each in review.assessed))
        raise InputError(f"没有名称含「{plan}」的规划", "--plan", f"现有：{plans}")
    ledger = review.ledger
    return Material(
        workspace.name, workspace.region, review.as_of,
        [assessed.progress for assessed, _ in pairs],
        [assessed.link for assessed, _ in pairs],
        [prospect for _, prospect in pairs],
        ledger.tasks, ledger.entries, ledger.supervision,
        review.findings, review.library.documents,
    )  # fmt: skip
