"""Keccak-256 as Ethereum uses it: the sponge of SHA-3 with the padding of before the standard, so not `hashlib`'s.

What enters are bytes; what leaves are 32. https://keccak.team/keccak_specs_summary.html
"""

from __future__ import annotations

from typing import Final

_RATE: Final = 136
_MASK: Final = (1 << 64) - 1


def _constants() -> tuple[int, ...]:
    """The round constants, from the linear feedback register of the specification."""
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = (register << 1) ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return tuple(constants)


_CONSTANTS: Final = _constants()


def _rotated(lane: int, by: int) -> int:
    by %= 64
    return ((lane << by) | (lane >> (64 - by))) & _MASK if by else lane


def _permuted(state: list[list[int]]) -> list[list[int]]:
    for constant in _CONSTANTS:
        columns = [state[x][0] ^ state[x][1] ^ state[x][2] ^ state[x][3] ^ state[x][4] for x in range(5)]
        for x in range(5):
            mixed = columns[x - 1] ^ _rotated(columns[(x + 1) % 5], 1)
            state[x] = [lane ^ mixed for lane in state[x]]
        x, y, lane = 1, 0, state[1][0]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            lane, state[x][y] = state[x][y], _rotated(lane, (step + 1) * (step + 2) // 2)
        rows = [[state[x][y] for x in range(5)] for y in range(5)]
        for x in range(5):
            for y in range(5):
                state[x][y] = rows[y][x] ^ (~rows[y][(x + 1) % 5] & rows[y][(x + 2) % 5])
        state[0][0] ^= constant
    return state


def keccak_256(data: bytes) -> bytes:
    """The digest.

    >>> keccak_256(b"").hex()[:16]
    'c5d2460186f7233c'
    """
    padded = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % _RATE)
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for at in range(0, len(padded), _RATE):
        for lane in range(_RATE // 8):
            word = int.from_bytes(padded[at + 8 * lane : at + 8 * lane + 8], "little")
            state[lane % 5][lane // 5] ^= word
        state = _permuted(state)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))
