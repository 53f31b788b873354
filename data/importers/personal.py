"""Personal data stay out: texts that hold telephone numbers, addresses, documents, and names that can be told as such.

Runs before anything is shown or stored. A name without a title and without a usual first name cannot be told from any
other word (data/importers/person_names.py): a column of free text is kept only where the vocabulary has one.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.importers.limits import limits
from data.importers.person_names import MASK, holds_name, is_name, without_names, without_strangers
from data.importers.words import is_personal, table
from geo.frames import Column, Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from data.importers.findings import Findings

# Dashes and spaces that look like the plain ones.
_ALIKE = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
                        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")})  # fmt: skip
_CODED = re.compile(r"[\w./-]+")  # a code is one word: eight digits may be one


@cache
def _patterns() -> re.Pattern[str]:
    told = table("personal")["patterns"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in told.values()), re.IGNORECASE)


@cache
def _name() -> re.Pattern[str]:
    return re.compile(table("personal")["answers"]["name"])


def holds_person(text: str) -> bool:
    """Whether a text holds a telephone number, an e-mail address or the number of a document."""
    return bool(_patterns().search(text.translate(_ALIKE)))


def says_person(text: str) -> bool:
    """Whether a text holds one of these or a name: what no message repeats."""
    return holds_person(text) or is_name(text)


def is_free(answer: str) -> bool:
    """Whether an answer is a sentence, holds a person's name or reads like one: no table has a place for it."""
    told = answer.strip()
    return len(told.split()) > limits()["answer_words"] or bool(_name().fullmatch(told)) or is_name(told)


def fits(column: Column, text: str) -> bool:
    """Whether an import would store a text of this column; what is no text there only where it says nobody."""
    if column.kind not in ("text", "code"):
        return not says_person(text)
    rule = _rule(column)
    return not (rule and rule(text)) and not _hides_number(column, text)


def masked(text: str) -> str:
    """Put "…" where a text holds a number, an address or a name of a person."""
    return without_names(_patterns().sub(MASK, text.translate(_ALIKE)) if holds_person(text) else text)


def masked_headers(headers: Sequence[str], usual: Collection[str] = ()) -> list[str]:
    """Headers as they may be shown and stored: persons in them masked, those that became alike numbered.

    Parameters
    ----------
    headers
        As they stand in a file.
    usual
        Words that a header of personal data may have beside those that say so ("site", "chef"): any other with a
        capital is taken for a name there.
    """
    told: list[str] = []
    for header in headers:
        numberless = _patterns().sub(MASK, header.translate(_ALIKE)) if holds_person(header) else header
        one = without_strangers(numberless, {*usual, *_said()}) if is_personal(header) else masked(header)
        again = sum(before == one or before.startswith(f"{one} ({MASK}") for before in told) if one != header else 0
        told.append(f"{one} ({MASK}{again + 1})" if again else one)
    return told


@cache
def _said() -> tuple[str, ...]:
    """Words by which a header says that it is of a person."""
    told = table("personal")["personal"]
    return tuple(word for phrase in (*told["words"], *told["never"]) for word in re.findall(r"[^\W\d_]+", phrase))


def without_persons(frame: Frame, texts: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Empty the texts of a table that hold personal data, and tell where; what they held is repeated nowhere.

    Parameters
    ----------
    frame
        The table: only its columns of kind ``text`` are free; a ``code`` of one word is what it is. Names are looked
        for in columns of bodies and of remarks, never in those of names of places and things.
    texts
        Texts by column of the frame, null where blank.
    findings
        Takes ``personal_text_dropped`` and ``person_name_dropped``, without the text.

    Returns
    -------
    texts
        The same, such cells null.
    """
    changed: dict[str, pd.Series] = {}
    for column in frame.columns:
        if column.kind not in ("text", "code") or column.name not in texts:
            continue
        cells, rule = texts[column.name], _rule(column)
        numbers = _holding(cells, partial(_hides_number, column))
        names = _holding(cells, rule) & ~numbers if rule else np.zeros(len(cells), dtype=bool)
        findings.add(numbers, column.name, "personal_text_dropped", blocking=False)
        findings.add(names, column.name, "person_name_dropped", blocking=False)
        if numbers.any() or names.any():
            changed[column.name] = cells.mask(numbers | names)
    return texts.assign(**changed) if changed else texts


def _hides_number(column: Column, text: str) -> bool:
    return not (column.kind == "code" and _CODED.fullmatch(text)) and holds_person(text)


def _rule(column: Column) -> Callable[[str], bool] | None:
    """What tells a person's name in a column; None where names are of places, or where there is no text."""
    told = table("personal")["names"]
    if column.name in told["organisations"]:
        return is_name
    return holds_name if column.kind == "text" and not column.name.startswith(tuple(told["untouched"])) else None


def _holding(texts: pd.Series, rule: Callable[[str], bool]) -> Any:
    where, different = pd.factorize(texts)
    told = np.array([rule(str(text)) for text in different] + [False])
    return told[where]
