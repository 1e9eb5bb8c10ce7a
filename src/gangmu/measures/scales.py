"""Scales of one byte: a column of numbers in little, for looking over everyone (``coarse``).

>>> scale = Scale.over(np.array([0, 10**6, 10**10]))
>>> scale.bytes(np.array([0, 10**6, 2 * 10**6, 10**10])).tolist(), scale.byte(3 * 10**6)
([0, 1, 17, 213], 25)
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import pack, unpack
from typing import Any as Anything

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[Anything]
_TOP = 253
_UNKNOWN_LEAST, _UNKNOWN_MOST = 0, 255


@dataclass(frozen=True, slots=True)
class Scale:
    """A map from integers to 0…253 that keeps their order: years and days evenly, amounts by size.

    ``floor`` is what becomes 1, ``shift`` how many low bits are dropped; ``even`` tells the kind.
    """

    even: bool
    floor: int
    shift: int

    @classmethod
    def over(cls, values: Ints) -> Scale:
        """Lay a scale over the values of a column."""
        even = values.dtype == np.int32
        if not even:
            values = values[values > 0]
        if not len(values):
            return cls(True, 0, 0)
        low, high = (int(_even_or_by_size(values.min(), even)), int(values.max()))
        high = int(_even_or_by_size(np.int64(high), even))
        shift = 0
        while (high >> shift) - (low >> shift) > _TOP - 1:
            shift += 1
        return cls(even, low >> shift, shift)

    def bytes(self, values: Ints) -> Bytes:
        """Put many values on the scale."""
        placed = _even_or_by_size(values, self.even) >> self.shift
        placed -= self.floor - 1
        return np.asarray(np.clip(placed, 0, _TOP, out=placed), np.uint8)

    def byte(self, value: int) -> int:
        """Put one value on the scale, as ``bytes`` does; a threshold is no array.

        >>> scale = Scale.over(np.array([100, 20_000, 3_000_000], np.int64))
        >>> values = np.array([0, 99, 20_001, 10**9], np.int64)
        >>> [scale.byte(value) for value in values.tolist()] == scale.bytes(values).tolist()
        True
        """
        size: int = value if self.even else unpack("<q", pack("<d", max(value, 0)))[0]
        return min(max((size >> self.shift) - self.floor + 1, 0), _TOP)

    def alone(self, value: int) -> bool:
        """Tell whether a byte within the scale stands for this value only."""
        return self.even and not self.shift and 0 < value - self.floor + 1 < _TOP


def _even_or_by_size(values: Anything, even: bool) -> Anything:
    """Give integers of the same order: as they are, or the bits of their size as a float."""
    wide = np.asarray(values, np.int64)
    return wide + 0 if even else np.maximum(wide, 0).astype(np.float64).view(np.int64)


@dataclass(frozen=True)
class Marks:
    """A column on its scale, shifted by one; what is unknown is 0 in ``least``, 255 in ``most``."""

    scale: Scale
    least: Bytes
    most: Bytes

    @property
    def complete(self) -> bool:
        return self.least is self.most

    @classmethod
    def of(cls, values: Ints, known: npt.NDArray[np.bool_] | None) -> Marks:
        """Put a column on a scale."""
        scale = Scale.over(values if known is None else values[known])
        least = scale.bytes(values) + np.uint8(1)
        if known is None:
            return cls(scale, least, least)
        most = np.where(known, least, np.uint8(_UNKNOWN_MOST))
        return cls(scale, np.where(known, least, np.uint8(_UNKNOWN_LEAST)), most)
