"""Compare the names of documents: 文号 in any brackets, titles as different hands write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gangmu.reading.place import region
from gangmu.reading.text import fold

_NUMBER = re.compile(
    r"(?P<code>[^\[【(<0-9]+)[\[【(<](?P<year>(?:19|20)[0-9]{2})年?[\]】)>]第?0*(?P<serial>[0-9]+)号?"
)
_QUOTES = re.compile(r"[\s“”\"‘’'「」]")
_CARRIED = re.compile(
    r"(?:印发|转发|批转|发布|公布|下达)[《<\[]?(?P<title>.{5,}?)[》>\]]?的(?:通知|公告|通告|决定|令)(?:\([^()]*\))?$"
)
_EDITION = re.compile(r"\((?P<words>[^()]*)\)$")
_ISSUER = re.compile(
    r"^[^《<(]{2,30}?(?:人民政府|政府|委员会|管委会|办公厅|办公室|委|局|厅|部)(?=关于)"
)
_MARKS = re.compile(r"[《》<>()\[\]—\-~、,.:;·]")
_SHORTEST = 6  # characters of a core that still tells one document from another


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: ``core`` without issuer, place, notice and edition; the rest beside it.

    ``edition`` is the bracket at its end (2023—2025年, 试行, 2024年修订); ``place`` is the full
    name of the place it begins with, or ``None``.
    """

    exact: str
    core: str
    edition: str
    place: str | None

    def same_as(self, other: Title) -> bool:
        """Tell whether two titles may name one document.

        A part that only one of them states does not tell them apart; a part that both state
        differently does.

        >>> plan = title("临江区制造业三年行动计划（2024—2026年）")
        >>> plan.same_as(title("《制造业三年行动计划》"))
        True
        >>> plan.same_as(title("临江区制造业三年行动计划（2021-2023年）"))
        False
        >>> plan.same_as(title("望海区制造业三年行动计划（2024-2026年）"))
        False
        """
        if self.exact == other.exact:
            return True
        return (
            len(self.core) >= _SHORTEST
            and self.core == other.core
            and (not self.edition or not other.edition or self.edition == other.edition)
            and _nested(self.place, other.place)
        )


def number_key(number: str) -> str:
    """Write a 文号 so that two printings of it are equal.

    >>> number_key("临府规发[2024]6号") == number_key("临府规发（2024）第 06 号")
    True
    """
    words = re.sub(r"\s", "", fold(number))
    match = _NUMBER.fullmatch(words)
    return f"{match['code']}{match['year']}-{match['serial']}" if match else words


def title(words: str) -> Title:
    """Take a title apart.

    >>> found = title("滨海市临江区人民政府关于印发〈临江区技改办法（试行）〉的通知")
    >>> found.core, found.edition, found.place
    ('技改办法', '试行', '临江区')
    """
    plain = _QUOTES.sub("", fold(words)).strip("《》<>")
    carried = _CARRIED.search(plain)
    if carried:
        plain = carried["title"]
    exact = _MARKS.sub("", plain)
    edition = _EDITION.search(plain)
    core = plain[: edition.start()] if edition else plain
    place = region((), core)
    core = _ISSUER.sub("", core)
    core = core.removeprefix("关于")
    core = _MARKS.sub("", _without(core, place))
    return Title(
        exact, core, re.sub(r"[年版—\-~至]", "", edition["words"]) if edition else "", place
    )


def _without(core: str, place: str | None) -> str:
    """Drop the name of the place at the start: 滨海市临江区, 临江区, 滨海市 or 上海 of 上海市."""
    if place is None:
        return core
    names = {place, *(place[at + 1 :] for at, char in enumerate(place) if char in "省市")}
    names |= {name[:-1] for name in (place,) if len(name) > 2 and name[-1] in "省市"}
    for name in sorted(filter(None, names), key=len, reverse=True):
        if core.startswith(name):
            return core.removeprefix(name).removeprefix("关于")
    return core


def _nested(place: str | None, other: str | None) -> bool:
    """Tell whether one name of a place may be the other's: 临江区 is 滨海市临江区."""
    return place is None or other is None or place.endswith(other) or other.endswith(place)
