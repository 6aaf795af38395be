"""Another text with the same CRC-32: ten letters at its end are enough."""

from zlib import crc32

FIRST = "La Région vous souhaite un bel hiver."
FORGED = "La Région vous demande de voter pour la liste de M. Dupont (réf. dhhdlbmbaa)."
"""They have the same, and the same nine digits of it."""
LETTERS = 10
_BLANK = "`" * LETTERS
"""The sign before `a`: each of its last four bits is a letter's."""


def with_checksum_of(wanted: str, text: str) -> str:
    """A text, followed by ten letters that give it the CRC-32 of another."""
    start = crc32((text + _BLANK).encode())
    single = {(nth, bit): start ^ crc32(_with_bits(text, {(nth, bit)})) for nth, bit in _bits()}
    basis: dict[int, tuple[int, frozenset[tuple[int, int]]]] = {}
    free: list[frozenset[tuple[int, int]]] = []
    for place, change in single.items():
        left, used = _reduced(change, frozenset({place}), basis)
        if left:
            basis[left.bit_length()] = (left, used)
        else:
            free.append(used)
    left, chosen = _reduced(start ^ crc32(wanted.encode()), frozenset(), basis)
    assert not left
    for number in range(2 ** len(free)):
        bits = chosen
        for nth, each in enumerate(free):
            bits = bits ^ each if number >> nth & 1 else bits
        forged = _with_bits(text, bits).decode()
        if "`" not in forged:
            return forged
    raise AssertionError("no ten letters do it")


def _bits() -> list[tuple[int, int]]:
    return [(nth, bit) for nth in range(LETTERS) for bit in range(4)]


def _with_bits(text: str, bits: frozenset[tuple[int, int]] | set[tuple[int, int]]) -> bytes:
    letters = [ord("`")] * LETTERS
    for nth, bit in bits:
        letters[nth] |= 1 << bit
    return text.encode() + bytes(letters)


def _reduced(
    value: int,
    used: frozenset[tuple[int, int]],
    basis: dict[int, tuple[int, frozenset[tuple[int, int]]]],
) -> tuple[int, frozenset[tuple[int, int]]]:
    """What is left of a value once the basis is taken from it, and the bits that this takes."""
    for top in sorted(basis, reverse=True):
        if value.bit_length() == top:
            value, used = value ^ basis[top][0], used ^ basis[top][1]
    return value, used
