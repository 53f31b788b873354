"""Answers of a source that its mapping knows no word of ours for: none is left out without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from data.importers.derive import Sheet, holds, named, other_rows
from data.importers.findings import Findings, shown
from data.importers.headers import Match
from data.importers.sources import Mapping
from data.importers.words import fold, listed
from geo.frames import Frame

_NAMED = 5  # different answers that one sentence repeats, the commonest first


def tell(
    mapping: Mapping, frame: Frame, found: Match, sheet: Sheet, *, texts: pd.DataFrame, findings: Findings
) -> None:
    """Tell the filled cells that no case of a column holds for, by header: how many, and what they say.

    A cell that another column takes as it is, or that a case of another column knows (an open band has no upper
    end), is not lost. A required column is told row by row.

    Parameters
    ----------
    mapping, frame, sheet
        The source, the table and the cells of the file.
    found
        Headers that stand for one column each.
    texts
        Our columns as the mapping made them, null where blank.
    findings
        Takes what is found.
    """
    others = other_rows(mapping, frame, sheet)
    mine = ~findings.aside & (~others[1].to_numpy(dtype=bool) if others else True)
    said: dict[tuple[str, str, int, str], None] = {}  # two ends of one band lose the same cells: told once
    direct = {m.position for m in found.mapped}
    for column, told in mapping.columns.get(frame.name, {}).items():
        ours = frame.by_name.get(column)
        if "cases" not in told or column not in texts or ours is None or ours.required:
            continue
        blank = mine & texts[column].isna().to_numpy(dtype=bool)
        for header in dict.fromkeys(case["when"] for case in told["cases"]):
            at = sheet.at(header)
            if at is not None and at not in direct:
                lost = _lost(sheet, at, blank, _cases(mapping, frame, sheet, at))
                said |= {(sheet.headers[at], *one): None for one in _told(lost)}
    for header, code, count, answers in said:
        findings.file(code, header, value=answers, words={"count": count, "hint": "answers"})


def _cases(mapping: Mapping, frame: Frame, sheet: Sheet, at: int) -> list[dict[str, Any]]:
    """All cases of a table that ask the cells of one header."""
    told = (case for entry in mapping.columns[frame.name].values() for case in entry.get("cases", ()))
    return [case for case in told if sheet.at(case["when"]) == at]


def _lost(sheet: Sheet, at: int, blank: Any, cases: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    """Answers that are lost and how often, by the code of their sentence."""
    lost: dict[str, Counter[str]] = {}
    for answer, count in Counter(sheet.columns[at][n] for n in np.flatnonzero(blank)).items():
        if answer is None or any(holds(answer, case) for case in cases):
            continue
        code = "several_answers" if len(named(answer, cases)) > 1 else "unknown_choice"
        unknown = fold(answer) in {fold(word) for word in listed("unknown")}
        lost.setdefault("read_as_unknown" if unknown else code, Counter())[answer] += count
    return lost


def _told(lost: dict[str, Counter[str]]) -> Iterator[tuple[str, int, str]]:
    """Code, number of cells, and the commonest answers with theirs."""
    for code, answers in lost.items():
        said = "; ".join(f"{shown(answer)} ({count})" for answer, count in answers.most_common(_NAMED))
        yield code, answers.total(), said + ("; …" if len(answers) > _NAMED else "")
