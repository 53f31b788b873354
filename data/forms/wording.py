"""Words of columns and answers as a template, a form or an export shows them, and as an import reads them back.

The texts are those of the locale files, which are read here as data: whoever fills in a template in one language may
send it to somebody who works in another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

from data.home import ROOT
from data.importers.words import fold
from geo.frames import Column

Translate = Callable[..., str]

LANGUAGES = ("fr", "en", "ht")
LOCALES = ROOT / "components" / "locales"
REQUIRED = " *"
ANSWERS = {"yes": True, "no": False}

# A text explains after its name: "Latitude en degrés décimaux (environ 18 à 20)", "Code ; laissé vide, ...".
_EXPLAINED = re.compile(r"\s*[(;].*$")
_APART = " · "
_SHEET = 31  # signs that a workbook lets the name of a sheet have
_RUNNABLE = re.compile(r"'*[=+\-@\t\r]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")


@cache
def texts(lang: str) -> dict[str, str]:
    """Every text of a language by its dotted key."""
    return dict(_flat(tomllib.loads((LOCALES / f"{lang}.toml").read_text(encoding="utf-8"))))


def _flat(told: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in told.items():
        pairs += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(f"{prefix}{name}", str(value))]
    return pairs


def sheet_title(text: str) -> str:
    """Name of a sheet: without the signs that a workbook forbids, what comes after a colon left out, short enough."""
    plain = "".join(sign for sign in text.partition(" :")[0].partition(":")[0] if sign not in "[]:*?/\\")
    return plain[:_SHEET].strip().strip("'") or "1"


def spoken(lang: str) -> Translate:
    """Key -> text of a language; a key without text reads as itself."""
    return lambda key, **_: texts(lang).get(key, key)


def told(tr: Translate, *keys: str, otherwise: str = "") -> str:
    """Text of the first key that has one."""
    return next((text for key in keys if (text := tr(key)) != key), otherwise)


def unit(column: Column, tr: Translate) -> str:
    """Unit of a column in words, "" where it has none or the name says it."""
    if column.unit in ("", "share"):
        return ""
    slug = "_".join("".join(sign if sign.isalnum() else " " for sign in column.unit.lower()).split())
    return told(tr, f"unit.{slug}", otherwise=column.unit)


def meaning(column: Column, tr: Translate) -> str:
    """What a column says, in a sentence."""
    return told(tr, f"column.{column.name}", otherwise=column.name)


def asked_as(column: Column, tr: Translate) -> str:
    """How a form asks for a column: by what it says, or in words of its own ("Date of the visit")."""
    return told(tr, f"template.form_day_{column.name}", otherwise=meaning(column, tr))


def header(column: Column, tr: Translate) -> str:
    """Header of a column: its name in words, with its unit in brackets."""
    said = _EXPLAINED.sub("", meaning(column, tr)).strip()
    in_units = unit(column, tr)
    return f"{said} ({in_units})" if in_units and in_units.casefold() not in said.casefold() else said


def answer(column: Column, value: str, tr: Translate) -> str:
    """One of a column's choices in words."""
    return told(tr, f"choice.{column.name}.{value}", f"choice.{value}", otherwise=value)


def headers(column: Column) -> list[str]:
    """All headers under which a column goes out, in every language: of templates first, then of tables and forms."""
    spoken_ways = [spoken(lang) for lang in LANGUAGES]
    ways = [header(column, tr) for tr in spoken_ways] + [meaning(column, tr) for tr in spoken_ways]
    ways += [asked_as(column, tr) for tr in spoken_ways]
    short = [told(tr, f"header.{column.name}") for tr in spoken_ways]
    return [text for text in dict.fromkeys([*ways, *short]) if text]


@cache
def answers(column: Column) -> dict[str, str]:
    """Folded codes of a column's choices, and their words in every language -> the choice.

    A word of two choices stands for neither.
    """
    found: dict[str, set[str]] = {}
    for lang in LANGUAGES:
        for value in column.choices:
            found.setdefault(fold(answer(column, value, spoken(lang))), set()).add(value)
    words = {word: min(values) for word, values in found.items() if len(values) == 1}
    return {**words, **{fold(value): value for value in column.choices}}


def listed(code: str, name: str | None) -> str:
    """An entry of a list of codes: the code, and for people its name."""
    return f"{code}{_APART}{name}" if name else code


def unlisted(text: str) -> str:
    """Return the code of a list's entry; any other text as it is."""
    return text.split(_APART, 1)[0].rstrip()


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and never runs: what would be a formula gets an apostrophe."""
    clean = _CONTROLS.sub("", text)
    return f"'{clean}" if _RUNNABLE.match(clean) else clean


def as_typed(text: str) -> str:
    """Take the apostrophe of `harmless` away."""
    return text[1:] if text[:1] == "'" and _RUNNABLE.match(text) else text
