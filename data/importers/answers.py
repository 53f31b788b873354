"""Which answers of a form may lie on the disk before anybody imports it: what an import would store, nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from data.importers import sources, template
from data.importers.person_names import is_first_name
from data.importers.personal import fits, holds_person, is_free
from data.importers.words import foldings, is_personal
from geo.frames import FRAMES, Column
from geo.frames.frame import text

_CLUE = text("name")  # names of communes and departments, where they help to find the code


def is_kept(question: str, answer: str) -> bool:
    """Whether an answer may be kept.

    Parameters
    ----------
    question
        Name of the question, without its groups.
    answer
        What was answered, as text.

    Returns
    -------
    kept
        False for a question about a person; of a question that fills a column of ours, as in an import of it; of any
        other, unless the answer is a sentence, holds personal data, or reads like a person's name.
    """
    if is_personal(question):
        return False
    columns = [column for name in foldings(question) for column in _columns().get(name, ())]
    if columns:
        return any(fits(column, answer) for column in columns)
    return not (holds_person(answer) or is_free(answer) or is_first_name(answer))


@cache
def _columns() -> Mapping[str, tuple[Column, ...]]:
    """Folded header -> columns that it may fill in any table, by any source."""
    found: dict[str, dict[str, Column]] = defaultdict(dict)
    for frame in FRAMES.values():
        own = [template.vocabulary(frame)]
        for vocabulary in (*own, *(one.vocabulary(frame) for one in sources.mappings() if frame.name in one.columns)):
            for header, (_, name, _) in vocabulary.names.items():
                found[header][f"{frame.name}.{name}"] = frame.by_name.get(name, _CLUE)
    return {header: tuple(columns.values()) for header, columns in found.items()}
