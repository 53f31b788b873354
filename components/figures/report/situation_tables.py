"""Tables of a situation report: key figures, communes, departments, vigilance and alerte, centres, needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.figures import haiti_time
from components.figures.explain_text import unit_word
from components.figures.report.situation import Table
from components.figures.report.wording import clean, known
from components.i18n import Words
from geo.alerts import COMING, LAPSED
from geo.frames.alerts import CENTRES
from geo.places import NATION
from results.reports import SERIES, SituationFacts

PEOPLE = ("deaths", "missing", "injured", "families_affected", "people_affected", "shelters_opened",
          "shelters_hosting", "families_in_shelters", "people_in_shelters")  # fmt: skip
DAMAGE = ("houses_flooded", "houses_damaged", "houses_destroyed", "schools_damaged", "health_facilities_damaged",
          "rivers_in_flood", "ways_cut")  # fmt: skip
LOWERED = "▼"
NAME = 60


def number(value: Any, tr: Words) -> str:
    """A count; what nobody told is said to be unknown, never 0."""
    return tr.number(float(value)) if known(value) else tr("situation.unknown")


def change(value: Any, tr: Words) -> str:
    """A difference with its sign."""
    if not known(value):
        return tr("situation.unknown")
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{tr.number(abs(float(value)))}"


def measures(facts: SituationFacts, previous: int, tr: Words) -> Table:
    """Sums with how many communes told them, beside those of the report before."""
    asked = len(facts.communes)
    beside = (tr("situation.head.before", number=previous), tr("situation.head.change")) if previous else ()
    rows = []
    for row in facts.measures.to_dict("records"):
        told = tr("situation.of", part=tr.number(row["total_communes"]), whole=tr.number(asked))
        cells = (tr(f"situation.measure.{row['measure']}"), number(row["total"], tr), told)
        more = (number(row["before"], tr), change(row["change"], tr)) if previous else ()
        rows.append((*cells, *more))
    header = (tr("situation.head.measure"), tr("situation.head.total"), tr("situation.head.told"), *beside)
    return Table("", header, tuple(rows), note=tr("situation.note.change") if previous else "")


def communes(facts: SituationFacts, tr: Words) -> tuple[Table, ...]:
    """Last report of each commune that reported, those silent for longest first: people, then damage."""
    rows = facts.communes.dropna(subset=["reported_at"])
    if rows.empty:
        return ()
    whole = facts.asked.place == NATION
    names = [_named(row, whole) for row in rows.to_dict("records")]
    lowered = [set(str(one).split(", ")) if known(one) else set() for one in rows["lowered"]]
    made = []
    for title, chosen in (("people", PEOPLE), ("damage", DAMAGE)):
        cells = [
            (name, haiti_time.short(row["reported_at"], tr),
             *(number(row[one], tr) + (f" {LOWERED}" if one in low else "") for one in chosen))
            for name, low, row in zip(names, lowered, rows.to_dict("records"), strict=True)
        ]  # fmt: skip
        header = (tr("situation.head.commune"), tr("situation.head.reported"), *_heads(chosen, tr))
        fell = any(low & set(chosen) for low in lowered)
        note = tr("situation.note.lowered", sign=LOWERED) if fell else ""
        made.append(Table(tr(f"situation.by_commune_{title}"), header, tuple(cells), words=2, note=note))
    return tuple(made)


def departments(facts: SituationFacts, tr: Words) -> tuple[Table, ...]:
    """Sums of the departments that reported at all, then of the nation, with how many communes reported."""
    rows = facts.departments[facts.departments["communes_reporting"] > 0]
    if rows.empty:
        return ()
    totals = facts.measures.set_index("measure")["total"]
    asked, reporting = len(facts.communes), len(facts.communes) - len(facts.silent)
    made = []
    for title, chosen in (("people", PEOPLE), ("damage", DAMAGE)):
        cells = [(clean(row["name"], NAME), _part(row["communes_reporting"], row["communes"], tr),
                  *(number(row[one], tr) for one in chosen)) for row in rows.to_dict("records")]  # fmt: skip
        nation = (tr("situation.nation"), _part(reporting, asked, tr), *(number(totals[one], tr) for one in chosen))
        header = (tr("situation.head.department"), tr("situation.head.reporting"), *_heads(chosen, tr))
        table = Table(tr(f"situation.by_department_{title}"), header, (*cells, nation), words=2, sums=(len(cells),))
        made.append(table)
    return tuple(made)


def alerts(facts: SituationFacts, tr: Words) -> Table:
    """Vigilance and alerte of each department: the worst level in force, and of what."""
    header = (tr("situation.head.department"), tr("situation.head.vigilance"), tr("situation.head.alerte"))
    rows = [(clean(row["name"], NAME), *(level(row, series, tr) for series in SERIES))
            for row in facts.alerts.to_dict("records")]  # fmt: skip
    return Table("", header, tuple(rows), words=3, note=tr("situation.note.alerts"))


def level(row: dict[str, Any], series: str, tr: Words) -> str:
    """Level of a series in words with its hazards; why there is none, where none is in force."""
    if known(row[series]):
        codes = str(row[f"{series}_hazards"]).split(", ")
        named = (tr.or_else(f"choice.hazard.{one}", clean(one, 30)) for one in codes)
        told = tr("situation.level", level=tr.or_else(f"choice.level.{row[series]}", clean(row[series], 20)),
                  hazards=", ".join(named).casefold())  # fmt: skip
    else:
        state = row[f"{series}_state"]
        told = tr(f"situation.state.{state if state in (COMING, LAPSED) else 'not_told'}")
    waiting = int(row.get(f"{series}_waiting") or 0)
    return tr("situation.both", first=told, second=tr("situation.waiting", count=waiting)) if waiting else told


def centres(facts: SituationFacts, tr: Words) -> Table | None:
    """Emergency centres with their last state and since when, the national one first; None where nobody told one."""
    rank = facts.activations["centre"].map({name: at for at, name in enumerate(CENTRES)})
    ordered = facts.activations.assign(_rank=rank).sort_values(["_rank", "name"], kind="stable")
    rows = [(tr.or_else(f"choice.centre.{row['centre']}", clean(row["centre"], 20)),
             tr("situation.nation") if row["place"] == NATION else clean(row["name"], NAME),
             tr.or_else(f"choice.activation.{row['activation']}", clean(row["activation"], 20)),
             haiti_time.short(row["issued_at"], tr)) for row in ordered.to_dict("records")]  # fmt: skip
    heads = tuple(tr(f"situation.head.{one}") for one in ("centre", "place", "activation", "since"))
    return Table("", heads, tuple(rows), words=4) if rows else None


def needs(facts: SituationFacts, name: str, tr: Words) -> Table | None:
    """Needs of the chain by item, low to high; None where no zones were named."""
    if facts.needs.empty:
        return None
    rows = [(tr.or_else(f"choice.need.{row['item']}", clean(row["item"], 40)), unit_word(str(row["unit"]), tr),
             *(number(row[f"need_{bound}"], tr) for bound in ("low", "middle", "high")))
            for row in facts.needs.to_dict("records")]  # fmt: skip
    heads = tuple(tr(f"situation.head.{one}") for one in ("item", "unit", "low", "middle", "high"))
    title = tr("situation.needs_reckoned", zones=clean(name, 80), count=facts.asked.days)
    return Table(title, heads, tuple(rows), words=2, note=tr("situation.note.needs"))


def silent(facts: SituationFacts, tr: Words) -> list[str]:
    """Communes without a report, a line a department; one that is silent as a whole is named alone."""
    rows, lines = facts.silent, []
    asked = facts.communes.groupby("adm1_name").size()
    for department, mine in rows.groupby("adm1_name", sort=True):
        names = ", ".join(clean(one, NAME) for one in sorted(mine["name"]))
        if len(mine) == asked[department] and facts.asked.place == NATION:
            lines.append(tr("situation.silent_whole", name=clean(department, NAME), count=len(mine)))
        else:
            told = tr("report.pair", name=clean(department, NAME), value=names)
            lines.append(told if facts.asked.place == NATION else names)
    return lines


def late(facts: SituationFacts, tr: Words) -> str:
    """Since when the longest silent of the communes that reported has said nothing."""
    rows = facts.communes.dropna(subset=["reported_at"])
    if rows.empty:
        return ""
    oldest = rows.loc[rows["silent_hours"].idxmax()]
    return tr("situation.longest", name=clean(oldest["name"], NAME), at=haiti_time.told(oldest["reported_at"], tr))


def _named(row: dict[str, Any], whole: bool) -> str:  # noqa: FBT001 (a fact of the report)
    name = clean(row["name"], NAME)
    return f"{name} ({clean(row['adm1_name'], NAME)})" if whole else name


def _heads(chosen: Sequence[str], tr: Words) -> tuple[str, ...]:
    return tuple(tr(f"situation.measure.{one}") for one in chosen)


def _part(part: float, whole: float, tr: Words) -> str:
    return tr("situation.of", part=tr.number(float(part)), whole=tr.number(float(whole)))
