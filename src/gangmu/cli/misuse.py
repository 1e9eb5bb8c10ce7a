"""A command line that was typed wrongly, told in Chinese; the library that parses it speaks English."""

from __future__ import annotations

import re

import typer

#: What the parser says, and how it is told. What is not here is shown as the parser says it.
_SAYINGS = (
    (re.compile(r"Missing (?:argument|option|parameter) '(.+?)'\."), "缺少「{}」"),
    (re.compile(r"No such option: (\S+)(?: .*)?"), "没有选项「{}」"),
    (re.compile(r"No such command '(.+?)'\.(?: .*)?"), "没有命令「{}」"),
    (re.compile(r"Got unexpected extra argument\(s\) \((.*)\)"), "多出了「{}」"),
    (re.compile(r"Option '(.+?)' requires (?:an|\d+) arguments?\."), "选项「{}」后面要写值"),
    (re.compile(r"Invalid value for '(.+?)': .*", re.DOTALL), "「{}」的值不对"),
)


def told(error: typer.TyperException) -> str | None:
    """Tell in one sentence what was typed wrongly; ``None`` where there is no sentence for it.

    >>> told(typer.TyperException("Missing argument '改.yaml'."))
    '缺少「改.yaml」。用 gangmu --help 看写法'
    >>> told(typer.TyperException("something else")) is None
    True
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "gangmu"
    for pattern, saying in _SAYINGS:
        if found := pattern.fullmatch(error.format_message()):
            words = found[1].replace("' / '", "、")
            return f"{saying.format(words)}。用 {command} --help 看写法"
    return None
