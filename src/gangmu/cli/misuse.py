"""A command line that was typed wrongly, told in Chinese; the library that parses it speaks English."""

from __future__ import annotations

import re

import typer

#: What the parser says, and how it is told; an empty group leaves its part out.
_SAYINGS = (
    (r"Missing (?:argument|option|parameter) '(.+?)'\.", "缺少「{}」"),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "没有选项「{}」，是不是 {}？"),
    (r"No such command '(.+?)'(?:\.|\. Did you mean (.+)\?)", "没有命令「{}」，是不是 {}？"),
    (r"Got unexpected extra argument\(s\) \((.*)\)", "多出了「{}」"),
    (r"Option '(.+?)' requires (?:an|\d+) arguments?\.", "选项「{}」后面要写值"),
    (r"Option '(.+?)' does not take a value\.", "选项「{}」后面不写值"),
    (
        r"Invalid value for '(.+?)': '?(.*?)'? is not a valid (?:int|integer|float)(?: range)?\.",
        "「{}」要写数，写的是「{}」",
    ),
    (
        r"Invalid value for '(.+?)': (\S+) is not in the range (\d+)<=x<=(\d+)\.",
        "「{}」的值不对：{} 不在 {} 至 {} 之间",
    ),
    (r"Invalid value for '(.+?)': .*", "「{}」的值不对"),
)


def told(error: typer.TyperException) -> str:
    """Tell in one sentence what was typed wrongly; what has no sentence is quoted.

    >>> told(typer.TyperException("Missing argument '改.yaml'."))
    '缺少「改.yaml」。用 gangmu --help 看写法'
    >>> told(typer.TyperException("No such command 'chek'. Did you mean 'check', 'checkup'?"))
    '没有命令「chek」，是不是 check、checkup？用 gangmu --help 看写法'
    >>> told(typer.TyperException("something else"))
    '命令写得不对（something else）。用 gangmu --help 看写法'
    """
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "gangmu"
    said = error.format_message()
    sentence = f"命令写得不对（{said}）"
    for pattern, saying in _SAYINGS:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            words = [re.sub("' / '|'?, '?", "、", word or "").strip("'") for word in found.groups()]
            sentence = saying.format(*words).removesuffix("，是不是 ？")
            break
    stop = "" if sentence.endswith("？") else "。"
    return f"{sentence}{stop}用 {command} --help 看写法"
