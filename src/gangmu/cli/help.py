"""What ``--help`` prints, in Chinese: the library that parses a command speaks English.

Columns are aligned by their width on a screen, where a Chinese character takes two.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from typer._click.core import Context  # what the methods below are given

_WIDEST, _NAMES = 100, 30
_Row = tuple[str, str]


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: Context) -> str:
        own = [each for each in self.get_params(ctx) if not getattr(each, "hidden", False)]
        arguments = [each for each in own if isinstance(each, TyperArgument)]
        options = [_option(each) for each in own if isinstance(each, TyperOption)]
        usage = " ".join([ctx.command_path, "[选项]", *(_used(each) for each in arguments)])
        return _page(
            usage,
            self.help,
            ("参数：", [_argument(each) for each in arguments if each.help or _default(each)]),
            ("选项：", options),
        )


class Group(TyperGroup):
    """All commands; their help is in Chinese."""

    def get_help(self, ctx: Context) -> str:
        commands = [
            (name, (command.help or "").strip())
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) and not command.hidden
        ]
        usage = f"{ctx.command_path} 命令 [选项] …"
        after = f"每个命令的写法：{ctx.command_path} 命令 --help"
        return _page(usage, self.help, ("命令：", commands)) + f"\n\n{after}"


def _page(usage: str, about: str | None, *parts: tuple[str, Sequence[_Row]]) -> str:
    blocks = [f"用法：{usage}", *_folded((about or "").strip(), "  ", 2)]
    for title, rows in parts:
        if rows:
            blocks += ["", title, *_table(rows)]
    blocks.insert(1, "")
    return "\n".join(blocks)


def _table(rows: Sequence[_Row]) -> Iterator[str]:
    names = min(max(_width(name) for name, _ in rows), _NAMES)
    for name, said in rows:
        lead = f"  {name}{' ' * (names - _width(name))}  "
        if _width(name) > names:
            yield f"  {name}"
            lead = " " * (names + 4)
        yield from _folded(said, lead, names + 4)


def _folded(text: str, lead: str, indent: int) -> Iterator[str]:
    """Break a text where the screen ends; further lines are indented.

    >>> list(_folded("核对算术", "  ", 2))
    ['  核对算术']
    """
    room = max(20, min(shutil.get_terminal_size().columns, _WIDEST) - indent - 1)
    line, taken = "", 0
    for word in _words(text):
        if taken + _width(word) > room and line:
            yield (lead + line).rstrip()
            lead, line, taken = " " * indent, "", 0
        line += word if line else word.lstrip()
        taken = _width(line)
    yield (lead + line).rstrip()


def _words(text: str) -> Iterator[str]:
    """Cut a text where a line may break: around Chinese characters, but not before a closing mark.

    >>> list(_words("按 gangmu.yaml 算。"))
    ['按', ' gangmu.yaml', ' 算。']
    """
    word = ""
    for char in text:
        wide = _width(char) == 2
        if (
            word
            and char not in "，。；：、）」”:]}"
            and (char == " " or (wide and word[-1] not in " （「“"))
        ):
            yield word
            word = ""
        word += char
        if not wide and len(word) > 1 and _width(word[-2]) == 2 and char != " ":
            yield word[:-1]
            word = char
    if word:
        yield word


def _width(text: str) -> int:
    """Give the columns that a text takes on a screen.

    >>> _width("-w 文件夹")
    9
    """
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _used(argument: TyperArgument) -> str:
    name = argument.human_readable_name + ("…" if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def _argument(argument: TyperArgument) -> _Row:
    return argument.human_readable_name, _said(argument)


def _option(option: TyperOption) -> _Row:
    names = ", ".join(sorted(option.opts, key=len))
    if not option.is_flag and option.metavar:
        names += f" {option.metavar}"
    return names, "显示本说明" if option.name == "help" else _said(option)


def _said(param: TyperArgument | TyperOption) -> str:
    notes = ["必填"] if param.required else []
    notes += [f"默认{default}"] if (default := _default(param)) else []
    low, high = (getattr(param.type, end, None) for end in ("min", "max"))
    notes += [f"{low} 至 {high}"] if low is not None and high is not None else []
    noted = "；".join(notes)
    if not param.help or not noted:
        return param.help or noted
    return f"{param.help}（{noted}）"


def _default(param: TyperArgument | TyperOption) -> str:
    if param.default is None or isinstance(param.default, bool | list) or param.default == "":
        return ""
    return "当前文件夹" if param.default == Path() else f" {param.default}"
