"""Personal data stay out: columns that announce them, and texts that hold telephone numbers, addresses, documents.

Runs before anything is shown or stored. Names inside a free text cannot be known by their form: a column of free
text is kept only where the vocabulary has one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.importers.limits import limits
from data.importers.words import table
from geo.frames import Frame

if TYPE_CHECKING:
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


def is_free(answer: str) -> bool:
    """Whether an answer is a sentence, or reads like a person's name: no table has a place for it."""
    return len(answer.split()) > limits()["answer_words"] or bool(_name().fullmatch(answer.strip()))


def without_persons(frame: Frame, texts: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Empty the free texts of a table that hold personal data, and tell where; what they held is repeated nowhere.

    Parameters
    ----------
    frame
        The table: only its columns of kind ``text`` are free; a ``code`` of one word is what it is.
    texts
        Texts by column of the frame, null where blank.
    findings
        Takes ``personal_text_dropped``, without the text.

    Returns
    -------
    texts
        The same, such cells null.
    """
    changed: dict[str, pd.Series] = {}
    for column in frame.columns:
        if column.kind in ("text", "code") and column.name in texts:
            found = _holding(texts[column.name], coded=column.kind == "code")
            if found.any():
                findings.add(found, column.name, "personal_text_dropped", blocking=False)
                changed[column.name] = texts[column.name].mask(found)
    return texts.assign(**changed) if changed else texts


def _holding(texts: pd.Series, *, coded: bool) -> Any:
    where, different = pd.factorize(texts)
    free = [not (coded and _CODED.fullmatch(str(text))) for text in different]
    told = np.array([one and holds_person(str(text)) for one, text in zip(free, different, strict=True)] + [False])
    return told[where]
