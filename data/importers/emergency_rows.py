"""Rows of an emergency: places that are called by their names, places that do not exist, hours that have not come."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pandas as pd

from data.forms.wording import unlisted
from data.home import HAITI
from data.importers.findings import Findings
from data.importers.points import Places
from data.importers.words import fold
from geo.frames import Frame

# Of each table: the column of its place, the levels of places that it may be of, and when it was said.
PLACED = {"alerts": ("adm1_pcode", ("adm1",)), "activations": ("place", ("adm0", "adm1", "adm2", "adm3"))}
COMMUNE_SIGNS = 6  # of a P-code
_HOUR = r"\d[ tT]*(?::|[hH])|[tT]\d"
_CODE = re.compile(r"HT\d*")
SAID_AT = {"alerts": "issued_at", "activations": "issued_at", "impacts": "reported_at"}


def as_codes(frame: Frame, texts: pd.DataFrame, findings: Findings, places: Places | None) -> pd.DataFrame:
    """Texts with the P-code of a place where its name stands ("Sud" is HT07); each is told (``name_read_as``).

    A name of two places is neither's: a commune that is called as its department is meant by its code only. A day
    without an hour is read as midnight, and told as well (``moment_without_hour``).
    """
    said = SAID_AT.get(frame.name, "")
    if said in texts:
        bare = texts[said].notna() & ~texts[said].str.contains(_HOUR, na=False)
        findings.add(bare.to_numpy(dtype=bool), said, "moment_without_hour", texts[said], blocking=False)
    column, levels = PLACED.get(frame.name, ("", ()))
    if places is None or column not in texts:
        return texts
    names = _names(places, levels)
    told = texts[column]
    named = told.map(lambda text: names.get(fold(text)), na_action="ignore").astype("str")
    by_name = named.notna().to_numpy(dtype=bool)
    findings.add(by_name, column, "name_read_as", told, blocking=False, read_as=named[by_name].tolist())
    return texts.assign(**{column: named.fillna(told.map(_as_code, na_action="ignore").astype("str"))})


def _as_code(text: str) -> str:
    """A P-code as it is written; any other text as it stands."""
    code = unlisted(text).upper()
    return code if _CODE.fullmatch(code) else text


def _names(places: Places, levels: tuple[str, ...]) -> dict[str, str]:
    rows = places.boundaries[places.boundaries["adm_level"].isin(levels)]
    parts = [rows[["adm_pcode", name]].set_axis(["code", "name"], axis=1) for name in ("name_fr", "name_ht", "name_en")]
    parts.append(places.aliases.rename(columns={"adm_pcode": "code", "alias": "name"})[["code", "name"]])
    told = pd.concat(parts, ignore_index=True).dropna()
    found: dict[str, set[str]] = {}
    for code, name in zip(told["code"], told["name"], strict=True):
        if code in set(rows["adm_pcode"]):
            found.setdefault(fold(name), set()).add(code)
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


def check(frame: Frame, rows: pd.DataFrame, findings: Findings, *, places: Places | None, today: str) -> None:
    """Refuse places that do not exist and hours that have not come.

    Parameters
    ----------
    frame, rows
        The table and its typed columns; of any other table nothing is said.
    findings
        Takes ``place_unknown`` for a place that the boundaries in force do not have, ``future_date`` for a moment
        after the end of `today` in Haiti.
    """
    if frame.name not in SAID_AT:
        return
    said = SAID_AT[frame.name]
    if said in rows:
        ahead = (rows[said] >= _end(today)).fillna(value=False).to_numpy(dtype=bool)
        findings.add(ahead, said, "future_date", rows[said], today=today)
    column, levels = PLACED.get(frame.name, ("", ()))
    if places is not None and column in rows:
        known = places.boundaries.loc[places.boundaries["adm_level"].isin(levels), "adm_pcode"]
        told = rows[column]
        if "adm3" in levels and not (places.boundaries["adm_level"] == "adm3").any():
            told = told.str[:COMMUNE_SIGNS]  # the set in force has no sections to hold it against
        wrong = (told.notna() & ~told.isin(known)).to_numpy(dtype=bool)
        findings.add(wrong, column, "place_unknown", rows[column])


def _end(today: str) -> str:
    """First instant (UTC) after a day in Haiti."""
    after = datetime.combine(datetime.fromisoformat(today).date() + timedelta(days=1), time(), tzinfo=HAITI)
    return after.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
