"""Words and numbers in the user's language: fr is the source, en and ht follow; texts live in locales/*.toml."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from geo.errors import DashboardError

LANGUAGES = ("fr", "en", "ht")
SOURCE = "fr"
FOLDER = Path(__file__).parent / "locales"
GROUP = {"fr": "\u202f", "en": ",", "ht": "\u202f"}
# What Markdown makes a link of by itself, even written as entities: a word joiner, which nobody sees, keeps it text.
_LINKED = re.compile(r"https?(?=://[-.\w]*\.)|www(?=\.)|@(?=[-\w]+\.)", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?")
WHOLE_FROM = 100.0  # from here on a decimal says nothing to a reader
POINT = {"fr": ",", "en": ".", "ht": ","}


@cache
def texts(lang: str) -> dict[str, str]:
    """Every text of a language by its dotted key."""
    with (FOLDER / f"{lang}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        pairs += _flat(value, f"{key}.") if isinstance(value, dict) else [(key, str(value))]
    return pairs


def best_language(*wishes: str | None) -> str:
    """Return the first wish that is spoken here ("fr-HT" counts as "fr"), else French."""
    for wish in wishes:
        spoken = (wish or "").lower().replace("_", "-").split("-")[0]
        if spoken in LANGUAGES:
            return spoken
    return SOURCE


class _Given(dict[str, Any]):
    """Values of a sentence; one that nobody gave reads "?" rather than breaking the page."""

    def __missing__(self, name: str) -> str:
        return "?"


@dataclass(frozen=True)
class Words:
    """What a page says in one language. Call it with a key; its methods write numbers and dates.

    There is one way of each: what is read (sentences, tables, sheets) has the month in words, "31 août 2023"; what is
    typed (fields, editable cells, cells of a workbook) has digits, day first. Numbers have the separators below.
    """

    lang: str

    def __call__(self, key: str, /, **params: Any) -> str:
        """Text of a key with its placeholders filled; the source language where a translation lacks it.

        Where `count` is 1, the text of the key that ends in ``_one``, if there is one.
        """
        if params.get("count") == 1 and self.has(f"{key}_one"):
            key = f"{key}_one"
        text = texts(self.lang).get(key) or texts(SOURCE).get(key)
        if text is None:
            return key
        return text.format_map(_Given({name: self._told(value) for name, value in params.items()}))

    def has(self, key: str) -> bool:
        """Whether a key has a text."""
        return key in texts(SOURCE)

    def or_else(self, key: str, otherwise: str) -> str:
        """Text of a key, or the given text where it has none (names that come with data)."""
        return self(key) if self.has(key) else otherwise

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with the language's separators; unknown reads "unknown", never zero."""
        if value is None or math.isnan(value):
            return self("unit.unknown")
        if math.isinf(value):
            return "∞"
        written = f"{value:,.{decimals}f}"
        return written.translate(str.maketrans({",": GROUP[self.lang], ".": POINT[self.lang]}))

    def share(self, value: float | None) -> str:
        """A share (0-1) as whole percent."""
        if value is None or math.isnan(value):
            return self("unit.unknown")
        return f"{self.number(100 * value)}{'' if self.lang == 'en' else chr(0x202F)}%"

    def day(self, value: object) -> str:
        """An ISO date as people write it; unknown reads "unknown"."""
        if not isinstance(value, str) or not value:
            return self("unit.unknown")
        told = date.fromisoformat(value[:10])
        month = self(f"month.m{told.month:02d}")
        first = told.day == 1 and self.lang == "fr"  # French counts the first of a month: 1er septembre
        return f"{told.day}{'er' if first else ''} {month} {told.year}"

    def moment(self, value: object) -> str:
        """An ISO day as `day` writes it, with the hour where one is told; any other text stays as it is."""
        told = _MOMENT.fullmatch(str(value))
        if told is None:
            return str(value)
        try:
            return ", ".join(filter(None, (self.day(told[1]), told[2])))
        except ValueError:  # the thirtieth of February stays as it was written
            return str(value)

    def amount(self, value: float | None, most: int = 5) -> str:
        """A number with as many decimals as it has, and at most so many."""
        told = math.nan if value is None else round(value, most)
        if not math.isfinite(told):
            return self.number(told)
        return self.number(told, len(f"{told:.{most}f}".partition(".")[2].rstrip("0")))

    def frames(self, names: str) -> str:
        """Names of tables, with commas between, in words."""
        return ", ".join(self.or_else(f"frame.{name}", name) for name in names.split(", "))

    def error(self, error: DashboardError) -> str:
        """Sentence of an error; where its code has none, one that names the code."""
        key, params = f"error.{error.code}", dict(error.params)
        if "reason" in params:
            params["reason"] = self.or_else(f"reason.{params['reason']}", str(params["reason"]))
        if "frames" in params:
            params["frames"] = self.frames(str(params["frames"]))
        return self(key, **params) if self.has(key) else self("error.other", code=error.code)

    def plain(self, text: object) -> str:
        """Text from data for a place that reads Markdown: every sign stands for itself."""
        if text is None or (isinstance(text, float) and math.isnan(text)):
            return self("unit.unknown")
        unlinked = _LINKED.sub(lambda start: f"{start[0]}\u2060", str(text))
        return re.sub(r"[^\w\s\u2060]|_", lambda sign: f"&#{ord(sign[0])};", unlinked)

    def _told(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        whole = float(value).is_integer() or abs(value) >= WHOLE_FROM
        return self.number(value, 0 if whole else 1)
