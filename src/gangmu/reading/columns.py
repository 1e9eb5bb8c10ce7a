"""Put what stands on a page into reading order: one column after the other, tables in their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gangmu.reading.aligned import aligned
from gangmu.reading.placed import Line, Ruled
from gangmu.reading.text import fold

# A column has this many pieces at least, this long on average, and half of them fill it.
_COLUMN_PIECES, _COLUMN_WORDS, _COLUMN_FILLED = 6, 8, 0.75
# The number of a clause or a table, which stands apart from its text as a cell of a table does.
_NUMBER = re.compile(
    r"第[一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]+、|[0-9]{1,2}[.、]|\([^()]{1,3}\)"
    r"|附?(?:表|图|件)[0-9一二三四五六七八九十—-]{0,5}|专栏[0-9]{1,2}"
)

Item = Line | Ruled


def arrange(pages: Sequence[tuple[list[Line], list[Ruled]]]) -> list[list[Item]]:
    """Give the lines and tables of each page in reading order; pieces of one line are joined.

    The pieces of a page are segments (``segments``), none of them in a table. A page that is too
    short to show its columns has those of the other pages.
    """
    found = [_gutter(pieces, tables, _COLUMN_PIECES) for pieces, tables in pages]
    known = Counter(round(gutter) for gutter in found if gutter is not None)
    usual = known.most_common(1)[0][0] if known else None
    if usual is None:
        return _without_columns(pages)
    ordered = []
    for (pieces, tables), own in zip(pages, found, strict=True):
        gutter = own
        if gutter is None:
            gutter = _gutter(pieces, tables, 1, usual)
            boxes: list[Item] = [*pieces, *tables]
            if not any(item.left < usual < item.right for item in boxes):
                # The last page often has words in its first column only.
                for piece in pieces:
                    piece.column = 1 if piece.right <= usual else 2
        ordered.append(_ordered(pieces, tables, gutter))
    return ordered


def _without_columns(pages: Sequence[tuple[list[Line], list[Ruled]]]) -> list[list[Item]]:
    """Order pages without columns of text, where words that stand under each other are tables."""
    ordered = []
    for (pieces, tables), own in zip(pages, aligned([p for p, _ in pages]), strict=True):
        taken = {id(piece) for table in own for piece in table.pieces}
        rest = [piece for piece in pieces if id(piece) not in taken]
        ordered.append(
            _with_tables(_merge_pieces(rest), [*tables, *(table.table for table in own)])
        )
    return ordered


def segments(pieces: list[Line]) -> list[Line]:
    """Join the neighbours on a line, from left to right, but for gaps as wide as between columns.

    Marks of another font are often drawn after the words that they stand among.
    """
    rows: list[list[Line]] = []
    for piece in pieces:
        row = rows[-1] if rows else []
        overlap = min(row[0].top, piece.top) - max(row[0].bottom, piece.bottom) if row else 0.0
        if row and overlap > 0.5 * min(row[0].top - row[0].bottom, piece.top - piece.bottom):
            row.append(piece)
        else:
            rows.append([piece])
    found: list[Line] = []
    for row in rows:
        row.sort(key=lambda piece: piece.left)
        joined = [row[0]]
        for piece in row[1:]:
            above, size = joined[-1], piece.top - piece.bottom
            gap = piece.left - above.right
            if gap > size:
                joined.append(piece)
                continue
            latin = above.words[-1].isascii() and piece.words[0].isascii()
            above.words += (" " if latin and gap > size * 0.1 else "") + piece.words
            above.right = max(above.right, piece.right)
            above.top, above.bottom = max(above.top, piece.top), min(above.bottom, piece.bottom)
            above.doubt = above.doubt or piece.doubt
        found += joined
    return found


def _ordered(pieces: list[Line], tables: list[Ruled], gutter: float | None) -> list[Item]:
    if gutter is None:
        return _with_tables(_merge_pieces(pieces), tables)
    ordered: list[Item] = []
    for zone in _zones([*pieces, *tables], gutter):
        if not _is_parted(zone, gutter):
            lines = [item for item in zone if isinstance(item, Line)]
            ordered += _with_tables(_merge_pieces(lines), [x for x in zone if isinstance(x, Ruled)])
            continue
        for column in (1, 2):
            mine = [item for item in zone if (1 if item.right <= gutter else 2) == column]
            lines = [item for item in mine if isinstance(item, Line)]
            for line in lines:
                line.column = column
            ordered += _with_tables(_merge_pieces(lines), [x for x in mine if isinstance(x, Ruled)])
    return ordered


def _zones(items: Sequence[Item], gutter: float) -> Iterator[list[Item]]:
    """Cut a page, from top to bottom, into what crosses the gutter and what lies between that."""
    zone: list[Item] = []
    for item in sorted(items, key=lambda one: (-one.top, one.left)):
        if item.left < gutter < item.right:
            yield zone
            yield [item]
            zone = []
            continue
        if zone and not _is_parted(zone, gutter) and _is_parted([*zone, item], gutter):
            # What ends above the first line of the second column is the end of a line across.
            above = [x for x in zone if x.bottom >= item.top]
            yield above
            zone = [x for x in zone if x.bottom < item.top]
        zone.append(item)
    yield zone


def _is_parted(zone: Sequence[Item], gutter: float) -> bool:
    """Ask whether anything in a zone stands beside something on the other side of the gutter."""
    left = [item for item in zone if item.right <= gutter]
    right = [item for item in zone if item.left >= gutter]
    return any(a.bottom < b.top and b.bottom < a.top for a in left for b in right)


def _gutter(
    pieces: list[Line], tables: list[Ruled], least: int, known: float | None = None
) -> float | None:
    """Find the middle of the blank between two columns of running text, or ask if it is at ``known``."""
    if len(pieces) < 2 * least:
        return None
    low, high = min(x.left for x in pieces), max(x.right for x in pieces)
    middle, reach = (low + high) / 2, (high - low) * 0.2
    if known is None:
        starts = {round(x.left) for x in pieces if abs(x.left - middle) <= reach}
        if sum(x.right <= middle + reach for x in pieces) < least or not starts:
            return None
        # The blank lies just before where most pieces of the second column begin.
        crossings = {at: sum(x.left < at - 1 < x.right for x in pieces) for at in starts}
        start: float = min(sorted(starts), key=lambda at: crossings[at])
    else:
        start = known
    beside = [
        item
        for zone in _zones([*pieces, *tables], start - 1)
        if _is_parted(zone, start - 1)
        for item in zone
        if isinstance(item, Line)
    ]
    left = [x for x in beside if x.right <= start]
    right = [x for x in beside if x.left >= start - 1]
    if min(len(left), len(right)) < least:
        return None
    size = sorted(x.top - x.bottom for x in pieces)[len(pieces) // 2]
    gap = min(x.left for x in right) - max(x.right for x in left)
    if gap < size * 0.6 or not (_is_prose(left) and _is_prose(right)):
        return None
    return max(x.right for x in left) + gap / 2


def _is_prose(pieces: list[Line]) -> bool:
    begin, end = min(x.left for x in pieces), max(x.right for x in pieces)
    filled = sum((x.right - x.left) >= _COLUMN_FILLED * (end - begin) for x in pieces)
    words = sum(len(x.words) for x in pieces)
    return filled * 2 >= len(pieces) and words >= _COLUMN_WORDS * len(pieces)


def _merge_pieces(lines: list[Line]) -> list[Line]:
    """Put pieces that the format set apart on one height back on one line."""
    merged: list[Line] = []
    for line in lines:
        above = merged[-1] if merged else None
        size = line.top - line.bottom
        if (
            above is not None
            and abs(above.bottom - line.bottom) < size * 0.4
            and line.left > above.right - size * 0.5
        ):
            gap = line.left - above.right
            wide = "\u3000" if _NUMBER.fullmatch(fold(above.words)) else "\t"
            above.words += (wide if gap > size else " " if gap > size * 0.3 else "") + line.words
            above.right = line.right
            above.top = max(above.top, line.top)
            above.doubt = above.doubt or line.doubt
        else:
            merged.append(line)
    return merged


def _with_tables(lines: list[Line], tables: list[Ruled]) -> list[Item]:
    """Put each table where it stands among the lines."""
    items: list[Item] = []
    waiting = sorted(tables, key=lambda table: -table.top)
    for line in lines:
        while waiting and line.top <= waiting[0].top:
            items.append(waiting.pop(0))
        items.append(line)
    return items + waiting
