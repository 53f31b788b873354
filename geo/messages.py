"""Messages as texts: how many SMS one is, counted exactly, how an exercise is marked, and what a text is known by."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

GSM7, UCS2 = "GSM-7", "UCS-2"
# 3GPP TS 23.038: the default alphabet, and what takes two places in it.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO = frozenset("\f^{}\\[~]|€")
_ONE_PART = {GSM7: 160, UCS2: 70}  # characters of an SMS that stands alone
_OF_MANY = {GSM7: 153, UCS2: 67}  # of each part of a long one: the header takes the rest
_WRITTEN = {
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "−": "-", "…": "...", "•": "-",
    "\u00a0": " ", "\u202f": " ", "\u2011": "-", "œ": "oe", "Œ": "OE", "°": "o", "·": "-", "≥": ">=", "≤": "<=",
}  # fmt: skip


@dataclass(frozen=True)
class SmsSize:
    """How long a text is as SMS.

    Parameters
    ----------
    encoding
        ``GSM-7``, or ``UCS-2`` where any sign is outside of that alphabet.
    units
        Septets of GSM-7 (some signs take two), or UTF-16 units of UCS-2 (an emoji takes two).
    parts
        SMS that are sent and paid for; 0 for no text.
    left
        Units that are free in the last part.
    outside
        Signs that are not in GSM-7, in their order, each once.
    """

    encoding: str
    units: int
    parts: int
    left: int
    outside: str


def sms_size(text: str) -> SmsSize:
    """Count a text as telephones do.

    Notes
    -----
    160 GSM-7 or 70 UCS-2 units in one SMS; 153 or 67 in each part of a longer one, and no sign is cut in two, so
    that a part may stay short by one. Method: docs/methods.md#messages (3GPP TS 23.038 and 23.040).
    """
    outside = "".join(dict.fromkeys(sign for sign in text if sign not in _BASIC and sign not in _TWO))
    encoding = UCS2 if outside else GSM7
    sizes = [_units(sign, encoding) for sign in text]
    units = sum(sizes)
    if units <= _ONE_PART[encoding]:
        return SmsSize(encoding, units, int(units > 0), _ONE_PART[encoding] - units, outside)
    parts, used, most = 1, 0, _OF_MANY[encoding]
    for size in sizes:
        if used + size > most:
            parts, used = parts + 1, 0
        used += size
    return SmsSize(encoding, units, parts, most - used, outside)


def _units(sign: str, encoding: str) -> int:
    if encoding == UCS2:
        return 2 if ord(sign) > 0xFFFF else 1
    return 2 if sign in _TWO else 1


def plain_sms(text: str) -> str:
    """The text in GSM-7 as far as that goes: typographic signs plain, letters outside of it without their accent.

    Signs without such a form stay, and make the SMS one of UCS-2.
    """
    return "".join(_plain(sign) for sign in unicodedata.normalize("NFC", text))


def _plain(sign: str) -> str:
    if sign in _BASIC or sign in _TWO:
        return sign
    if sign in _WRITTEN:
        return _WRITTEN[sign]
    bare = unicodedata.normalize("NFD", sign)[0]
    return bare if bare in _BASIC else sign


def marked(text: str, marks: tuple[str, ...], *, apart: str = "\n\n") -> str:
    """The text between marks: each stands before it and after it, so that no part of it can be taken for real."""
    told = [one for one in marks if one]
    return apart.join([*told, text, *reversed(told)])


def text_digest(subject: str, body: str) -> str:
    """SHA-256 of a message, by which a second person confirms this text and no other."""
    return hashlib.sha256(f"{subject}\x00{body}".encode()).hexdigest()


def same_person(one: str, other: str) -> bool:
    """Whether two signatures are one: case, accents, signs and blanks say nothing."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    flat = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in flat if sign.isalnum())
