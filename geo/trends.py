"""How places change from round to round: what each round covers, and the same sites in two rounds held together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from geo.explain import Explanation, Input, Result, known
from geo.measuring import ratio
from geo.rounds import Held, Rounds
from geo.site_events import SiteEvents
from geo.site_services import Counts, Flags, Floats
from geo.verdicts import MET, NOT_APPLICABLE, SHORT

METHOD = "docs/methods.md#rounds"
PEOPLE_CHANGE = "people_change = people_after - people_before"
HISTORY = (
    "day", "what", "round", "event_kind", "people", "people_in", "people_out", "applied", "went_to", "record", "note",
)  # fmt: skip
_PEOPLE = ("people", "people_before", "people_after", "people_change", "people_met", "people_short")
_SHARES = ("coverage_share", "coverage_share_before", "coverage_share_after")


def trends(
    rounds: Rounds, communes: pd.DataFrame, merged: pd.DataFrame, status: Held | None = None, *,
    emptied: Flags | None = None,
) -> Result:  # fmt: skip
    """What each round covers in each place, and how the same sites changed since the round before it there.

    Parameters
    ----------
    rounds
        What `rounds.rounds_of` gives.
    communes
        What `places.communes_at` gave for a level.
    merged
        What `site_status.merged_sites` gives.
    status
        What `rounds.statuses` gives for one standard, or None.
    emptied
        What `round_changes.emptied_on` gives for the last days of the rounds; None where nothing is told of it.

    Returns
    -------
    trends
        One row a place and round that found a site there, oldest first: `place`, `name`, `round`, `round_first_on`,
        `round_last_on`, `sites_covered`, `sites_with_people`, `communes_covered`, `people` (persons, of those sites);
        `sites_open` (by the register on the round's last day, and those that it found), `covered_share` (0-1);
        `previous_round` (the last one that found a site in this place; null for the first), `sites_both` (with people
        in both), their `people_before`, `people_after`, `people_change`; `sites_in_both` (found in both), `sites_new`
        (never found before), `sites_returned` (found before, not in the previous round), and of those that the
        previous round found and this one did not `sites_closed` (by the register, up to this round's last day) and
        `sites_missing` (still open); `sites_emptied` (found before, and nobody lives there any more by a count or a
        confirmed event; in neither of the two); `sites_merged` (records that became part of a site here since the
        previous round). With `status` also `coverage_share` (0-1, of people at assessed sites), `people_met`,
        `people_short`, and of the sites assessed in both `sites_assessed_both`, `coverage_share_before`,
        `coverage_share_after`, `sites_phase_changed` (of them, in their first phase then and no longer now).

    Notes
    -----
    Only the pairs `before` and `after` compare like with like: the same sites, and of a standard the same threshold,
    that of the phase in which each site is in the later round. Method: docs/methods.md#rounds.
    """
    named = communes.drop_duplicates("place").set_index("place")["name"]
    place_of = _places(rounds, communes, named.index)
    of = _ones(place_of, np.arange(len(place_of)), (len(named), len(place_of)))
    size = (len(named), len(rounds.names))
    any_here = of @ rounds.covered.astype("float64") > 0
    pairs = _Pairs(place_of, any_here)
    told = _covered(rounds, of, communes, named.index) | _changed(rounds, of, pairs, emptied)
    told["sites_merged"] = _merged(rounds, place_of, merged, pairs.previous)
    if status is not None:
        told |= _coverage(rounds, of, pairs, status)
    place, at = np.nonzero(any_here)
    before = pairs.previous[place, at]
    texts = {"round": rounds.names, "round_first_on": rounds.first_on, "round_last_on": rounds.last_on}
    frame = pd.DataFrame({
        "place": named.index.to_numpy()[place], "name": named.to_numpy()[place],
        **{name: pd.array([*told_, None], dtype="str").take(at) for name, told_ in texts.items()},
        "previous_round": pd.array([*rounds.names, None], dtype="str").take(before),
        **{name: np.broadcast_to(values, size)[place, at] for name, values in told.items()},
    })  # fmt: skip
    counts = [name for name in frame.columns if name.startswith(("sites_", "communes_"))]
    frame = frame.astype({"place": "str", "name": "str", **dict.fromkeys(counts, "int64")})
    return Result(frame, _explain, {"rounds": len(rounds.names)})


class _Pairs:
    """For each place and round the round before it there, and what held then at each site."""

    def __init__(self, place_of: Counts, any_here: Flags) -> None:
        size = any_here.shape[1]
        seen = np.where(any_here, np.arange(size), -1)
        self.previous = np.full_like(seen, -1)
        if size:
            self.previous[:, 1:] = np.maximum.accumulate(seen, axis=1)[:, :-1]
        nowhere = np.full((1, size), -1)
        self._of_site = np.concatenate([self.previous, nowhere])[place_of]  # -1, the last, is in no place

    def then(self, values: Any, nothing: Any) -> Any:
        """Return the values of each site in the round before; `nothing` where there is none."""
        held = np.take_along_axis(values, np.maximum(self._of_site, 0), axis=1) if values.size else values
        return np.where(self._of_site >= 0, held, nothing)


def _places(rounds: Rounds, communes: pd.DataFrame, order: pd.Index) -> Counts:
    """Position of each site's place; -1 where it lies in none."""
    by_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"]
    return np.asarray(order.get_indexer(rounds.sites["adm2_pcode"].map(by_commune)))


def _ones(rows: Counts, columns: Counts, shape: tuple[int, int]) -> csr_array:
    inside = rows >= 0
    return csr_array((np.ones(inside.sum()), (rows[inside], columns[inside])), shape=shape)


def _covered(rounds: Rounds, of: csr_array, communes: pd.DataFrame, order: pd.Index) -> dict[str, Floats]:
    listed = communes.drop_duplicates("adm2_pcode").reset_index(drop=True)
    commune = pd.Index(listed["adm2_pcode"]).get_indexer(rounds.sites["adm2_pcode"])
    in_commune = _ones(commune, np.arange(len(commune)), (len(listed), len(commune)))
    found = (in_commune @ rounds.covered.astype("float64") > 0).astype("float64")
    in_place = _ones(order.get_indexer(listed["place"]), np.arange(len(listed)), (len(order), len(listed)))
    covered, open_ = of @ rounds.covered.astype("float64"), of @ _open(rounds).astype("float64")
    return {
        "sites_covered": covered, "sites_with_people": of @ (~np.isnan(rounds.people)).astype("float64"),
        "communes_covered": in_place @ found, "people": of @ np.nan_to_num(rounds.people), "sites_open": open_,
        "covered_share": _share(covered, open_),
    }  # fmt: skip


def _open(rounds: Rounds) -> Flags:
    """Sites x rounds: open on the round's last day, as `site_services.open_sites` reads it, or found by the round."""
    opened = rounds.sites["opened_on"].fillna("").to_numpy(dtype="str")[:, None]
    to_come = opened > np.array(rounds.last_on, dtype="str")[None, :]
    visited = np.maximum.accumulate(rounds.position >= 0, axis=1)
    return np.asarray((~closed_on_last_day(rounds) & (~to_come | visited)) | rounds.covered)


def _changed(rounds: Rounds, of: csr_array, pairs: _Pairs, emptied: Flags | None) -> dict[str, Floats]:
    now, people = rounds.covered, rounds.people
    was, people_was = pairs.then(now, nothing=False), pairs.then(people, np.nan)
    earlier = np.zeros_like(now)
    earlier[:, 1:] = np.maximum.accumulate(now, axis=1)[:, :-1]
    closed = closed_on_last_day(rounds)
    empty = np.zeros_like(now) if emptied is None else emptied
    left = was & empty & ~closed & ~(now & pairs.then(empty, nothing=False))
    both = ~np.isnan(people) & ~np.isnan(people_was)
    flags = {
        "sites_both": both, "sites_in_both": now & was, "sites_new": now & ~earlier,
        "sites_returned": now & ~was & earlier, "sites_closed": was & ~now & closed,
        "sites_emptied": left, "sites_missing": was & ~now & ~closed & ~left,
    }  # fmt: skip
    told = {name: of @ flag.astype("float64") for name, flag in flags.items()}
    paired = pairs.previous >= 0
    for name, values in (("people_before", people_was), ("people_after", people)):
        told[name] = np.where(paired, of @ np.where(both, values, 0.0), np.nan)
    return told | {"people_change": told["people_after"] - told["people_before"]}


def closed_on_last_day(rounds: Rounds) -> Flags:
    """Sites x rounds: closed by the register up to the round's last day; those without a day are closed in all."""
    closed_on = rounds.sites["closed_on"]
    undated = ((rounds.sites["status"] == "closed") & closed_on.isna()).to_numpy(dtype=bool, na_value=False)
    day = closed_on.fillna("9999").to_numpy(dtype="str")[:, None]
    return np.asarray(undated[:, None] | (day <= np.array(rounds.last_on, dtype="str")[None, :]))


def _merged(rounds: Rounds, place: Counts, merged: pd.DataFrame, previous: Counts) -> Floats:
    """Places x rounds: records that were merged after the previous round's last day, up to this one's."""
    told = np.zeros(previous.shape)
    site = pd.Index(rounds.sites["site_id"]).get_indexer(merged["merged_into"])
    ends = np.array([*rounds.last_on, ""], dtype="str")
    for at, day in zip(site, merged["status_since"], strict=True):
        if at >= 0 and place[at] >= 0:
            before = ends[previous[place[at]]]
            told[place[at]] += (before < day) & (day <= ends[:-1]) & (previous[place[at]] >= 0)
    return told


def _coverage(rounds: Rounds, of: csr_array, pairs: _Pairs, held: Held) -> dict[str, Floats]:
    """Coverage by people in a round, and of the sites that were assessed, with people, in both.

    The earlier round is held against the threshold that counts in the later one: a site that is no longer in its
    first phase has not got worse by it.
    """
    known_ = rounds.covered & ~np.isnan(rounds.people)
    met, said = _met_and_said(held.own, known_)
    then = np.where(held.in_first, pairs.then(held.first, NOT_APPLICABLE), pairs.then(held.standard, NOT_APPLICABLE))
    was_met, was_said = _met_and_said(then, pairs.then(known_, nothing=False))
    people, people_was = np.nan_to_num(rounds.people), pairs.then(np.nan_to_num(rounds.people), 0.0)
    both = said & was_said
    sums = {
        "met": people * met, "said": people * said, "met_after": people * (met & both), "after": people * both,
        "met_before": people_was * (was_met & both), "before": people_was * both, "both": both.astype("float64"),
        "changed": (both & (pairs.then(held.in_first, nothing=False) != held.in_first)).astype("float64"),
    }  # fmt: skip
    total = {name: of @ values for name, values in sums.items()}
    return {
        "people_met": total["met"], "people_short": total["said"] - total["met"],
        "coverage_share": _share(total["met"], total["said"]), "sites_assessed_both": total["both"],
        "coverage_share_before": _share(total["met_before"], total["before"]),
        "coverage_share_after": _share(total["met_after"], total["after"]),
        "sites_phase_changed": total["changed"],
    }  # fmt: skip


def _met_and_said(status: Any, known_: Flags) -> tuple[Flags, Flags]:
    return (status == MET) & known_, ((status == MET) | (status == SHORT)) & known_


def _share(part: Floats, base: Floats) -> Floats:
    return ratio(part.ravel(), base.ravel()).reshape(base.shape)


def history(site_id: str, rounds: Rounds, told: SiteEvents, merged: pd.DataFrame) -> pd.DataFrame:
    """Everything that is known of one site, oldest first.

    Parameters
    ----------
    site_id
        The site.
    rounds, told, merged
        What `rounds.rounds_of`, `site_events.site_events` and `site_status.merged_sites` give.

    Returns
    -------
    history
        Columns `HISTORY`: `day` (ISO), `what` (``opened``, ``event``, ``round``, ``merged``, ``closed``), `round` by
        name, `people` counted (persons, NaN unknown), of an event what it did (`site_events.site_events`), and
        `record`: the event, or the former record. A round comes after the events of its day.
    """
    at = np.flatnonzero((rounds.sites["site_id"] == site_id).to_numpy())
    parts = [_dated(rounds.sites.take(at), "opened_on", "opened"), _dated(rounds.sites.take(at), "closed_on", "closed")]
    rows = rounds.rows[rounds.rows["site_id"] == site_id]
    held = rounds.position[at].ravel()
    name = pd.Series(
        {int(held[n]): rounds.names[n % len(rounds.names)] for n in np.flatnonzero(held >= 0)}, dtype="str"
    )
    parts.append(rows.assign(
        day=rows["assessed_on"], what="round", round=rows.index.map(name), note=rows["not_assessed_reason"]
    ).reindex(columns=HISTORY))  # fmt: skip
    mine = (told.events["site_id"] == site_id) | (told.events["destination_site_id"] == site_id)
    events = told.events[mine.fillna(value=False).to_numpy(dtype=bool)]
    parts.append(events.assign(day=events["occurred_on"], what="event", record=events["event_id"],
                               people=np.nan).reindex(columns=HISTORY))  # fmt: skip
    joined = merged[merged["merged_into"] == site_id]
    parts.append(
        joined.assign(day=joined["status_since"], what="merged", record=joined["site_id"]).reindex(columns=HISTORY)
    )
    frame = pd.concat([part.astype(_DTYPES) for part in parts], ignore_index=True)
    rank = frame["what"].map({what: n for n, what in enumerate(("opened", "event", "round", "merged", "closed"))})
    order = frame.assign(_rank=rank).sort_values(["day", "_rank", "record"], kind="stable", ignore_index=True)
    return order.drop(columns="_rank")


_DTYPES = {name: "float64" if name.startswith("people") else "str" for name in HISTORY}


def _dated(rows: pd.DataFrame, column: str, what: str) -> pd.DataFrame:
    told = rows[rows[column].notna()]
    return told.assign(day=told[column], what=what).reindex(columns=HISTORY).assign(note=None)


def _explain(row: dict[str, Any]) -> Explanation:
    held = "coverage_share" in row
    counts = ("sites_covered", "sites_open", "sites_with_people", "communes_covered", "sites_both", "sites_in_both",
              "sites_new", "sites_returned", "sites_closed", "sites_emptied", "sites_merged", "sites_missing",
              *(("sites_assessed_both", "sites_phase_changed") if held else ()))  # fmt: skip
    people, shares = _PEOPLE if held else _PEOPLE[:4], _SHARES if held else ()
    return Explanation(
        figure="round_coverage" if held else "round_people",
        formula="coverage_share = people_met / (people_met + people_short)" if held else PEOPLE_CHANGE,
        inputs=(Input("previous_round", known(row["previous_round"])),
                *(Input(name, known(row[name]), "persons") for name in people),
                *(Input(name, known(row[name]), "share") for name in shares),
                *(Input(name, known(row[name]), "sites" if name.startswith("sites_") else "") for name in counts)),
        value=known(row["coverage_share"] if held else row["people"]),
        unit="share" if held else "persons",
        clause=METHOD,
        dated=f"{row['round_first_on']}/{row['round_last_on']}",
        source="assessments",
        notes=tuple(_notes(row)),
    )  # fmt: skip


def _notes(row: dict[str, Any]) -> Iterator[str]:
    if row["sites_both"]:
        yield "rounds.same_sites"
    if row["sites_covered"] > row["sites_in_both"]:
        yield "rounds.other_sites"
    if row.get("sites_phase_changed", 0):
        yield "rounds.same_threshold"
