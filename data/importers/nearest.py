"""What a text that is not known most likely means: the nearest id, choice or place name. Offered, never taken alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import pandas as pd

from data.forms.wording import answers
from geo.frames import Column
from geo.place_names import fold_name

LIKE = 0.8  # likeness (0-1, difflib's ratio) from which a text is offered
# So many texts are looked up, among so many known ones: the look-up is slow.
_SUGGESTED, _AMONG = 50, 5_000


def nearest(texts: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """What the known text most like each text stands for, "" where none is like it.

    `known`: text -> what it stands for. More than 50 different texts, or 5,000 known ones, are not looked up.
    """
    texts = list(texts)
    words = sorted(known) if len(known) <= _AMONG else []
    found = {}
    for text in list(dict.fromkeys(texts))[:_SUGGESTED]:
        like = difflib.get_close_matches(text, words, n=1, cutoff=LIKE)
        found[text] = known[like[0]] if like else ""
    return [found.get(text, "") for text in texts]


def nearest_choices(texts: Iterable[str], column: Column) -> list[str]:
    """The choice of a column whose code or word (in any language) is most like each text, "" where none is."""
    return nearest([fold_name(str(text)) for text in texts], {fold_name(w): c for w, c in answers(column).items()})


def nearest_communes(names: Iterable[str], boundaries: pd.DataFrame, aliases: pd.DataFrame) -> list[str]:
    """P-code of the commune whose name is most like each name; "" where none is, or where two share that name."""
    communes = boundaries[boundaries["adm_level"] == "adm2"]
    told = [communes[["adm_pcode", name]].set_axis(["code", "name"], axis=1) for name in ("name_fr", "name_ht")]
    others = aliases[aliases["adm_pcode"].isin(communes["adm_pcode"])]
    told.append(others[["adm_pcode", "alias"]].set_axis(["code", "name"], axis=1))
    known = pd.concat(told, ignore_index=True).dropna()
    known = known.assign(name=known["name"].map(fold_name)).drop_duplicates()
    alone = known[~known["name"].duplicated(keep=False)]
    return nearest([fold_name(name) for name in names], dict(zip(alone["name"], alone["code"], strict=True)))
