"""HTML as text that cannot be broken into: whatever is not markup is escaped."""

from __future__ import annotations

from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Markup | None
_VOID = ("meta", "link", "br", "hr")


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Markup:
    """Make an element; plain text is escaped, an attribute that is ``None`` or ``False`` is left out.

    A trailing underscore is dropped (``class_``), other underscores become hyphens.

    >>> tag("a", "<图1>", href="#f1", class_="ref", hidden=False)
    '<a href="#f1" class="ref">&lt;图1&gt;</a>'
    """
    written = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    inner = "".join(
        each if isinstance(each, Markup) else escape(each) for each in children if each is not None
    )
    return Markup(f"<{name}{written}>{inner}</{name}>")


def join(*children: Child) -> Markup:
    """Put children side by side.

    >>> join("a<b", tag("b", "c"))
    'a&lt;b<b>c</b>'
    """
    return Markup(
        "".join(each if isinstance(each, Markup) else escape(each) for each in children if each)
    )


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
