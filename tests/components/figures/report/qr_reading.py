"""A QR code read back from its modules, by the steps of ISO/IEC 18004: only what a version 1 code of digits needs."""

from __future__ import annotations

from collections.abc import Sequence

SIZE = 21
MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, _: r % 2 == 0,
    lambda _, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: (r * c) % 2 + (r * c) % 3 == 0,
    lambda r, c: ((r * c) % 2 + (r * c) % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + (r * c) % 3) % 2 == 0,
)
FORMAT_MASK = 0b101010000010010
NUMERIC = 0b0001


def digits(modules: Sequence[Sequence[bool]]) -> str:
    """Digits that a version 1 code of numeric mode holds; dark modules are True. Errors are not corrected."""
    assert len(modules) == SIZE
    told = "".join(str(int(bit)) for bit in _data_bits(modules))
    assert int(told[:4], 2) == NUMERIC
    count, at, read = int(told[4:14], 2), 14, ""
    while len(read) < count:
        left = min(3, count - len(read))
        bits = {3: 10, 2: 7, 1: 4}[left]
        read += f"{int(told[at : at + bits], 2):0{left}d}"
        at += bits
    return read


def _data_bits(modules: Sequence[Sequence[bool]]) -> list[bool]:
    """Bits in the order in which they were laid: two columns at a time from the right, upwards and downwards."""
    # The format stands beside the upper left corner: level (2 bits), mask (3), check (10), read along row 8.
    row = [*(modules[8][c] for c in (0, 1, 2, 3, 4, 5, 7, 8)), *(modules[r][8] for r in (7, 5, 4, 3, 2, 1, 0))]
    told = int("".join(str(int(bit)) for bit in row), 2) ^ FORMAT_MASK
    mask = MASKS[told >> 10 & 0b111]
    bits, upwards = [], True
    for right in (20, 18, 16, 14, 12, 10, 8, 5, 3, 1):  # column 6 is timing
        for step in range(SIZE):
            r = SIZE - 1 - step if upwards else step
            bits += [modules[r][c] != mask(r, c) for c in (right, right - 1) if not _reserved(r, c)]
        upwards = not upwards
    return bits


def _reserved(r: int, c: int) -> bool:
    """Corners with their margin and format, and the timing lines."""
    return 6 in (r, c) or (r < 9 and c < 9) or (r < 9 and c > 12) or (r > 12 and c < 9)
