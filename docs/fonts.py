"""Make the Chinese fonts that travel with the project from Debian's fonts-noto-cjk (SIL OFL 1.1).

    .venv/bin/python docs/fonts.py /usr/share/fonts/opentype/noto

Each font is cut to GB 2312 (levels 1 and 2 with its signs), Latin letters and the signs that reports
use, turned from cubic to quadratic outlines (Word embeds no others), and renamed: a changed font
must not bear the name of the original.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FONTS = Path(__file__).parents[1] / "src" / "gangmu" / "reports" / "fonts"
#: From, to, the name, its PostScript name.
MADE = (
    ("NotoSerifCJK-Regular.ttc", "gangmu-song.ttf", "Gangmu Song", "GangmuSong"),
    ("NotoSansCJK-Regular.ttc", "gangmu-hei.ttf", "Gangmu Hei", "GangmuHei"),
)
EXTRA = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳〔〕【】《》〈〉「」『』—–‑…·•・±×÷≤≥≠≈∞√%‰℃°′″→←↑↓▲▼△▽●○◎◆◇■□★☆✓✗✔✘☑☐　￥¥²³㎡№ΔΣσμ−"
#: The furthest, in units of 1/1000 em, that a quadratic outline may stray from the cubic one.
ERROR = 1.0
UNITS = 1000


def characters() -> set[int]:
    """List GB 2312, ASCII, Latin-1 and the signs of reports."""
    found = {ord(char) for char in EXTRA} | set(range(0x20, 0x7F)) | set(range(0xA1, 0x100))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def simplified(path: Path) -> TTFont:
    """Find the face of the collection that is drawn for Simplified Chinese."""
    for font in TTCollection(str(path)).fonts:
        if font["name"].getDebugName(1).endswith("CJK SC"):
            return font
    raise SystemExit(f"{path} has no face for Simplified Chinese")


def make(source: Path, target: Path, family: str, postscript: str) -> None:
    """Cut, convert and rename one font."""
    font = simplified(source)
    licence = font["name"].getDebugName(0)
    options = Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        drawn[name] = pen.glyph()
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(font.getBestCmap())
    builder.setupGlyf(drawn)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {n: (font["hmtx"][n][0], getattr(table[n], "xMin", 0)) for n in order}
    )
    head, os2 = font["hhea"], font["OS/2"]
    builder.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
    builder.setupNameTable(
        {
            "copyright": f"{licence} Subset and converted for Gangmu.",
            "familyName": family,
            "styleName": "Regular",
            "uniqueFontIdentifier": f"{family} 1.0",
            "fullName": family,
            "version": "Version 1.0",
            "psName": f"{postscript}-Regular",
            "licenseDescription": "SIL Open Font License 1.1",
            "licenseInfoURL": "https://openfontlicense.org",
        }
    )
    builder.setupOS2(
        fsType=0,
        panose=os2.panose,
        sTypoAscender=os2.sTypoAscender,
        sTypoDescender=os2.sTypoDescender,
        usWinAscent=os2.usWinAscent,
        usWinDescent=os2.usWinDescent,
        ulCodePageRange1=1 | 1 << 18,  # Latin 1, Simplified Chinese
        ulUnicodeRange1=1 | 1 << 1,
        ulUnicodeRange2=1 << 27 | 1 << 16,
        usWeightClass=400,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = font["head"].created
    builder.font.recalcTimestamp = False
    builder.save(str(target))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for source, target, family, postscript in MADE:
        make(folder / source, FONTS / target, family, postscript)
        print(FONTS / target, (FONTS / target).stat().st_size)
