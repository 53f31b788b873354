"""Single figures and the history of changes as rows of the page of settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from components.figures import settings_table, settings_told
from components.figures.escape import esc
from components.figures.explain_text import author, changed
from components.figures.settings_table import Line
from components.i18n import Words
from data.settings_catalogue import Editable

HISTORY = ("committed_at", "setting_name", "setting_before", "setting_after", "reason", "author", "batch")


def figures(ones: Iterable[Editable], tr: Words) -> str:
    """Figures in force: name, value, and who says so or who changed it."""
    heads = [tr(f"settings.head.{name}") for name in ("figure", "value", "source")]
    lines = [_figure(one, tr) for one in ones]
    return settings_table.html(heads, lines, label=tr("settings.head.figure"), widths="2fr 1.3fr 3fr")


def _figure(one: Editable, tr: Words) -> Line:
    change = one.held.change
    source = esc(settings_told.source(one, tr) if change is None else changed(change, tr))
    mark = "" if change is None else " †"
    doubtful = f" <small>{esc(tr(f'status.{one.held.status}'))}</small>" if one.held.status != "verified" else ""
    value = f"<b>{esc(settings_told.value(one, one.held.value, tr))}</b>{mark}"
    return Line((esc(settings_told.title(one, tr)), value, f"{source}{doubtful}"), change is not None)


def history(rows: pd.DataFrame, tr: Words) -> str:
    """Changes as `told` gives them: what, from what to what, when, who, why."""
    heads = [tr("settings.head.figure"), tr("settings.head.change"), tr("column.reason"), tr("settings.head.who")]
    lines = [
        Line((esc(row.setting_name), f"{esc(row.setting_before)} → <b>{esc(row.setting_after)}</b>", esc(row.reason),
              esc(tr("settings.by_on", by=row.author, day=row.committed_at, batch=row.batch))))
        for row in rows.itertuples()
    ]  # fmt: skip
    return settings_table.html(heads, lines, label=tr("settings.part.history"), widths="1.6fr 2fr 1.6fr 1.6fr")


def told(changes: pd.DataFrame, every: Mapping[str, Editable], tr: Words) -> pd.DataFrame:
    """Changes of the settings that this page knows, in words: columns `HISTORY`."""
    rows = [
        {"committed_at": tr.moment(str(row.committed_at)), "setting_name": _name(every, row.setting, tr),
         "setting_before": _value(every, row.setting, row.before, tr),
         "setting_after": _value(every, row.setting, row.value, tr), "reason": row.reason,
         "author": author(str(row.author), tr), "batch": row.batch}
        for row in changes.itertuples() if row.setting in every or tr.has(f"settings.name.{row.setting}")
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(HISTORY))


def _name(every: Mapping[str, Editable], setting: str, tr: Words) -> str:
    one = every.get(setting)
    return tr(f"settings.name.{setting}") if one is None else settings_told.title(one, tr)


def _value(every: Mapping[str, Editable], setting: str, value: object, tr: Words) -> str:
    """A stored value in words; without one it is what is shipped."""
    one = every.get(setting)
    if isinstance(value, str):
        return value if one is None else settings_told.value(one, float(value), tr)
    if one is None:
        return tr("settings.as_shipped")
    return tr("settings.shipped_value", value=settings_told.value(one, one.shipped.value, tr))
