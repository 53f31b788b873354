"""Numbers that a printed slip carries for machines: they say nothing to who finds the paper."""

from __future__ import annotations

import hashlib
import re

DIGITS = 15
_GROUP = 3


def opaque_number(document: str) -> str:
    """Number of a slip for its QR code: the same for the same document, and nothing can be read from it.

    Parameters
    ----------
    document
        Number of the document in the ledger; it may be a name that says something (a place, a month).

    Returns
    -------
    number
        `DIGITS` decimal digits.

    Notes
    -----
    The first bits of SHA-256 of the document, modulo 10^15: of a million documents two share a number with a
    probability of about 0.05 %; who looks a number up is shown every document that has it.
    """
    return f"{int.from_bytes(hashlib.sha256(document.encode()).digest()[:16]) % 10**DIGITS:0{DIGITS}d}"


def grouped(number: str) -> str:
    """An opaque number in groups, to be read aloud."""
    return " ".join(number[at : at + _GROUP] for at in range(0, len(number), _GROUP))


def asked_for(document: str, text: str) -> bool:
    """Whether what somebody typed or scanned names a document: its own number, or its opaque one, spaced or not."""
    typed = text.strip()
    return bool(typed) and (
        typed.casefold() == document.casefold() or re.sub(r"\D", "", typed) == opaque_number(document)
    )
