"""The OFL fonts that travel with the project, and cutting them to the characters of one file."""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_FOLDER = Path(__file__).parent
#: A Song for running text, a Hei for charts and headings; see README.md beside them.
SONG = _FOLDER / "gangmu-song.ttf"
HEI = _FOLDER / "gangmu-hei.ttf"
#: Kept in every file, so that a number or a sign can be corrected without the font at hand.
_ALWAYS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
)


def cut(font: Path, characters: str) -> bytes:
    """Cut a font to some characters; those it has not are left to the system's fonts.

    >>> len(cut(HEI, "纲举目张")) < HEI.stat().st_size / 20
    True
    """
    loaded = TTFont(font, lazy=True, recalcTimestamp=False)
    subsetter = Subsetter(Options(notdef_outline=True, name_IDs=["*"], hinting=False))
    subsetter.populate(text=characters + _ALWAYS)
    subsetter.subset(loaded)
    written = io.BytesIO()
    loaded.save(written)
    return written.getvalue()
