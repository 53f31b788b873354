"""Post-distribution monitoring: shares of the interviewed households, each with what it is a share of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import POST_DISTRIBUTION
from geo.frames.monitoring import INTERVIEWED, OF_INTERVIEWED, OF_RECEIVED

RECEIVED = OF_INTERVIEWED[0]
ANSWERS = (*OF_INTERVIEWED, *OF_RECEIVED)
COMPLAINTS = ("complaints_answered", "complaints_received")
MONITORED = ("request_id", "observed_on", "answer", "households", "of", "of_households", "answer_share", "source")
METHOD = "docs/methods.md#post-distribution"


def whole_of(answer: str) -> str:
    """Return the column that an answer is a part of."""
    if answer == COMPLAINTS[0]:
        return COMPLAINTS[1]
    return RECEIVED if answer in OF_RECEIVED else INTERVIEWED


def post_distribution(asked: pd.DataFrame) -> Result:
    """Answers of post-distribution monitoring as shares.

    Parameters
    ----------
    asked
        `POST_DISTRIBUTION` frame: counts of interviewed households, and of parts of them.

    Returns
    -------
    answers
        Result with one row per survey and answer, the newest survey first: `request_id`, `observed_on`, `answer` (the
        column), `households` (or complaints), `of` (the column it is a part of: of those interviewed whether they
        received, of those that received what they think of it, of the complaints those answered), `of_households`,
        `answer_share` (0-1; NaN where one of both is unknown, or the whole is 0), `source`. Surveys of several
        requests are never added: they are samples, each of its own distribution.

    Notes
    -----
    Method: docs/methods.md#post-distribution.
    """
    newest = asked.sort_values(["observed_on", "request_id"], ascending=[False, True], kind="stable")
    rows = []
    for survey in newest.to_dict("records"):
        for answer in (*ANSWERS, COMPLAINTS[0]):
            whole = survey[whole_of(answer)]
            share = survey[answer] / whole if whole else float("nan")
            rows.append({"request_id": survey["request_id"], "observed_on": survey["observed_on"], "answer": answer,
                         "households": survey[answer], "of": whole_of(answer), "of_households": whole,
                         "answer_share": share, "source": survey["source"]})  # fmt: skip
    numbers = dict.fromkeys(("households", "of_households", "answer_share"), "float64")
    frame = pd.DataFrame(rows, columns=list(MONITORED)).astype({**dict.fromkeys(MONITORED, "str"), **numbers})
    return Result(frame, _explain)


def _explain(row: dict[str, Any]) -> Explanation:
    unit = "complaints" if row["answer"] == COMPLAINTS[0] else "households"
    inputs = (Input(row["answer"], known(row["households"]), unit), Input(row["of"], known(row["of_households"]), unit))
    return Explanation(
        figure="answer_share",
        formula=f"answer_share = {row['answer']} / {row['of']}",
        inputs=inputs,
        value=known(row["answer_share"]),
        unit="share",
        clause=METHOD,
        dated=row["observed_on"],
        source=str(known(row["source"]) or POST_DISTRIBUTION.name),
        notes=("requests.sample",),
    )
