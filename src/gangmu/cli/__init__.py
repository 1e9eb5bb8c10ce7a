"""``gangmu``: the jobs of an office, for a terminal.

Each command parses its words, calls one function of ``gangmu.jobs`` and prints what came back;
``--json`` prints it for machines. Bad input is one Chinese sentence on stderr and exit code 2.
"""

from __future__ import annotations

import errno
import sys
from typing import NoReturn

import typer

from gangmu.cli import help, misuse
from gangmu.cli.documents import audit, duties, export, extract, library, read
from gangmu.cli.leaving import leave
from gangmu.cli.measures import (
    appraise,
    check,
    checkup,
    draft,
    evaluate,
    explain,
    fmt,
    schema,
    show,
    simulate,
)
from gangmu.cli.outlooks import decompose, forecast, relate
from gangmu.cli.plans import progress, targets
from gangmu.cli.records import audit_log, backup, restore
from gangmu.cli.search import compare, index, search
from gangmu.cli.series import series
from gangmu.cli.tasks import tasks
from gangmu.cli.workspace import demo, import_, init, report, serve
from gangmu.terms import InputError, InputErrors

#: Every command, in the order that ``--help`` lists them: the order of the work.
COMMANDS = (
    demo,
    init,
    import_,
    # documents
    read,
    extract,
    duties,
    library,
    audit,
    search,
    index,
    compare,
    export,
    # measures
    draft,
    check,
    fmt,
    schema,
    show,
    appraise,
    evaluate,
    explain,
    checkup,
    simulate,
    # plans
    targets,
    series,
    progress,
    forecast,
    decompose,
    relate,
    tasks,
    # the whole workspace
    report,
    serve,
    backup,
    restore,
    audit_log,
)

_INTERRUPTED = 130  # what the parser gives for Ctrl-C
_REFUSED = 2

app = typer.Typer(
    cls=help.Group,
    help="纲目：把产业政策文件变成可执行、可核对、可解释的规则、目标和责任。",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
for command in COMMANDS:
    app.command(command.__name__.rstrip("_").replace("_", "-"), cls=help.Command)(command)


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    """Keep quiet of a failing disk: it was told, and is met again as half a file is thrown away."""
    if not isinstance(found.exc_value, OSError):
        sys.__unraisablehook__(found)


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.unraisablehook = _unraisable
    leave(run())


def run() -> int:
    """Run the command line; turn every foreseeable failure into one sentence, and give the exit code."""
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name="gangmu", standalone_mode=False)
        if code == _INTERRUPTED:
            print("已中断；已完成的结果都在，未完成的不留痕迹。", file=sys.stderr)
        return int(code or 0)
    except typer.TyperException as mistyped:
        print(misuse.told(mistyped), file=sys.stderr)
    except InputErrors as errors:
        for error in errors.errors:
            print(error, file=sys.stderr)
        print(f"共 {len(errors.errors)} 处错误，未作任何改动。", file=sys.stderr)
    except InputError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        from gangmu.store.files import told

        print(told("写入", str(error.filename or "文件"), error), file=sys.stderr)
    return _REFUSED
