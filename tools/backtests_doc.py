"""Write docs/backtests.md: the figures of `data/reference/backtests.toml` and the words of the page, in English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.i18n import Words
from data.bundled_geography import bundled_boundaries

HEAD = """# Backtests

Made by `python -m tools.backtests SHARED` (the folder of the real files); do not edit by hand. The same figures and
words stand on the page *help*, part *backtests*, in three languages. Method: [methods.md](methods.md#backtests).

Ground motion of 2010 and 2021: median grids of gem/earthquake-scenarios (GEM Foundation, CC BY-NC-SA 4.0). Track of
Matthew: IBTrACS. Commune limits: COD-AB 2018 (OCHA/CNIGS). No row of these files is in the product.
"""
KEY = "backtests"


def text(told: dict[str, Any], use: dict[str, Any]) -> str:
    """Return the page as Markdown, from the documents of backtests.toml and shelter-use.toml."""
    tr, population = Words("en"), told["population"]
    year, other = str(population["year"]), str(population["other_year"])
    parts = [HEAD, tr(f"{KEY}.intro"), "", tr(f"{KEY}.population", year=year, other=other), ""]
    for key, event in told["events"].items():
        parts += _event(key, event, year, tr)
    return "\n".join([*parts, *_use(use, tr)])


def _event(key: str, event: dict[str, Any], year: str, tr: Words) -> list[str]:
    heads = ["figure", "modelled", "range", "reported", "ratio", "source"]
    figures = _table([tr(f"header.bt_{one}") for one in heads], [_figure(key, row, tr) for row in event["figures"]])
    classes = [[tr(f"choice.hazard_class.{name}"), tr.number(people)] for name, people in event["classes"].items()]
    places = ["department", "exposed", "affected", "displaced", "sheltered"]
    return [
        f"## {tr(f'{KEY}.event_{key}')}\n", tr(f"{KEY}.basis_{key}", runs=event["runs"]), "", figures,
        tr(f"{KEY}.why_{key}", year=year), "",
        _table([tr("header.bt_class"), tr("header.bt_exposed")], classes),
        _table([tr(f"header.bt_{one}") for one in places], [_place(row, tr) for row in event["departments"]]),
        tr(f"{KEY}.no_departments"), "", *_quick(event, tr),
    ]  # fmt: skip


def _quick(event: dict[str, Any], tr: Words) -> list[str]:
    """What magnitude, epicentre and depth alone give, without a grid."""
    if "quick_displaced" not in event:
        return []
    return [tr(f"{KEY}.quick", displaced=tr.number(event["quick_displaced"])), ""]


def _figure(key: str, row: dict[str, Any], tr: Words) -> list[str]:
    recorded = "recorded" in row
    return [
        tr(f"{KEY}.figure_{row['figure']}"),
        f"**{tr.number(row['middle'])}** ({tr.number(row['low'])} – {tr.number(row['high'])})",
        f"{tr.number(row['runs_least'])} – {tr.number(row['runs_most'])}",
        tr.number(row["recorded"]) if recorded else tr(f"{KEY}.not_reported"),
        f"**{tr.number(row['ratio'], 2)}**" if recorded else "–",
        tr(f"source.backtest_{key}_{row['figure']}") if recorded else "–",
    ]


def _place(row: dict[str, Any], tr: Words) -> list[str]:
    ends = f"{tr.number(row['displaced_low'])} – {tr.number(row['displaced_high'])}"
    names = bundled_boundaries().set_index("adm_pcode")["name_en"]
    return [str(names[row["adm1_pcode"]]), tr.number(row["exposed"]), tr.number(row["affected_middle"]),
            f"{tr.number(row['displaced_middle'])} ({ends})", tr.number(row["public_shelter_middle"])]  # fmt: skip


def _use(use: dict[str, Any], tr: Words) -> list[str]:
    heads = ["event", "on", "opened", "hosting", "people", "per_shelter", "of_displaced", "source"]
    rows = [_used(key, row, tr) for key, row in use.items()]
    return [
        f"## {tr(f'{KEY}.use')}\n",
        _table([tr(f"header.bt_{one}") for one in heads], rows),
        tr(f"{KEY}.why_use"),
        "",
    ]


def _used(key: str, row: dict[str, Any], tr: Words) -> list[str]:
    none = tr(f"{KEY}.not_reported")
    counts = [tr.number(row[name]) if name in row else none for name in ("opened", "hosting", "people")]
    per_shelter = tr.number(row["people"] / row["hosting"]) if "hosting" in row else none
    share = tr.share(row["people"] / row["displaced"]) if "displaced" in row else none
    return [row["event"], tr.day(row["on"]), *counts, per_shelter, share, tr(f"source.use_{key}")]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"
