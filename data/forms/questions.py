"""The columns of a table as questions of a form: one row of an XLSForm's survey sheet each.

Names of questions are names of columns, so that an export of the answers is read back like a template. Labels, hints
and messages are given in every language. XLSForm: https://xlsform.org.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.forms.known import DEPARTMENTS, Known, listing
from data.forms.layout import arranged, arrangement, given_an_id, told_at_once
from data.forms.wording import LANGUAGES, Translate, asked_as, meaning, spoken, unit
from data.importers.limits import limits
from data.importers.template import tag_of
from geo.frames import Column, Frame

NAMES = {"fr": "Français (fr)", "en": "English (en)", "ht": "Kreyòl ayisyen (ht)"}
POSITION, DEPARTMENT, YES_NO, COMMUNES = "position", "adm1_pcode", "yes_no", "communes"
# Lists of places and sites are filtered by the department that was chosen before.
FILTERED = ("boundaries", "sites", "shelters")
_TYPES = {
    "text": "text", "code": "text", "integer": "integer", "number": "decimal", "share": "decimal", "date": "date",
    "instant": "dateTime", "boolean": f"select_one {YES_NO}",
}  # fmt: skip
TODAY = "today()"  # the day on the phone: whoever enters a visit later changes it
_POINT = ("longitude", "latitude")
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a form asks: its columns in order, and the lists of what is known."""

    frame: Frame
    columns: tuple[Column, ...]
    known: Known

    def has(self, name: str) -> bool:
        """Whether a column is asked."""
        return any(column.name == name for column in self.columns)

    @property
    def by_department(self) -> bool:
        """Whether a list is filtered by department, so that the department is asked first."""
        found = {listing(self.frame, column, self.known) for column in self.columns}
        return DEPARTMENTS in self.known and bool(found & set(FILTERED))


def asked(frame: Frame, known: Known, *, short: bool = False) -> Asked:
    """Columns that a form asks: all but shapes, ids that the store gives, and who assessed."""
    never = arrangement()["form"]["never"]["columns"]
    columns = [column for column in arranged(frame, short=short) if column.name not in never]
    return Asked(frame, tuple(_after_their_conditions(columns)), known)


def _after_their_conditions(columns: list[Column]) -> list[Column]:
    """Columns in their order, those that depend on an answer after the question that it answers."""
    ordered: list[Column] = []
    waiting = list(columns)
    while waiting:
        open_names = {column.name for column in waiting}
        ready = next((c for c in waiting if not open_names & set(_REFERENCE.findall(_rule(c)))), waiting[0])
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def translated(name: str, text: Callable[[Translate], str]) -> Row:
    """Cells of a text in every language: ``label::Français (fr)`` and so on."""
    return {f"{name}::{NAMES[lang]}": text(spoken(lang)) for lang in LANGUAGES}


def note() -> Row:
    """What is not entered here, and whom to call."""
    return {"type": "note", "name": "protection_note", **translated("label", lambda tr: tr("template.form_note"))}


def department() -> Row:
    """The question by which the long lists are filtered."""
    return {
        "type": f"select_one {DEPARTMENTS}", "name": DEPARTMENT, "hxl": "#adm1+code",
        **translated("label", lambda tr: tr("template.form_department")), "appearance": "minimal",
        "default": last_saved(DEPARTMENT),
    }  # fmt: skip


def position(of: Asked) -> Row:
    """Longitude and latitude as one point."""
    required = all(told_at_once(of.frame, column) for column in of.columns if column.name in _POINT)
    return {
        "type": "geopoint", "name": POSITION, **translated("label", lambda tr: tr("template.form_position")),
        **translated("hint", lambda tr: tr("template.form_position_hint")), **(_required() if required else {}),
    }  # fmt: skip


def question(of: Asked, column: Column) -> Row:
    """One column as a question.

    Parameters
    ----------
    of
        The form.
    column
        Any of its columns but longitude and latitude, which `position` asks.
    """
    listed = listing(of.frame, column, of.known)
    row: Row = {
        "type": _type(column, listed), "name": column.name, "hxl": tag_of(column),
        **translated("label", lambda tr: meaning(column, tr)),
        **translated("hint", lambda tr: _hint(of.frame, column, tr)),
        **_required_of(of, column), **({} if listed else _constraint(of.frame, column)),
    }  # fmt: skip
    if listed:
        row["appearance"] = "autocomplete"
        if listed in FILTERED and of.by_department:
            row["choice_filter"] = f"department=${{{DEPARTMENT}}} or ${{{DEPARTMENT}}}=''"
    if column.name == of.frame.date:
        row |= {"default": TODAY, **translated("label", lambda tr: asked_as(column, tr))}
    elif column.name in arrangement()["form"]["last_saved"]:
        row["default"] = last_saved(column.name)
    if relevant := _asked_if(of, column):
        row["relevant"] = relevant
    return row


def last_saved(name: str) -> str:
    """The answer of the last submission that was kept on this phone."""
    return f"${{last-saved#{name}}}"


def list_name(table: str) -> str:
    """Name of a list of known codes."""
    return COMMUNES if table == "boundaries" else table


def _type(column: Column, listed: str) -> str:
    if listed:
        return f"select_one {list_name(listed)}"
    return f"select_one {column.name}" if column.choices else _TYPES[column.kind]


def _hint(frame: Frame, column: Column, tr: Translate) -> str:
    if given_an_id(frame, column):
        return tr("template.given")
    return tr("template.form_share") if column.unit == "share" else unit(column, tr)


def _required_of(of: Asked, column: Column) -> Row:
    """A new record, which has no id yet, must have a name."""
    if told_at_once(of.frame, column):
        return _required()
    new = of.frame.ours and column.name == "name"
    return _required(f"${{{of.frame.key[0]}}} = ''") if new else {}


def _required(rule: str = "yes") -> Row:
    return {"required": rule, **translated("required_message", lambda tr: tr("template.form_required"))}


def _constraint(frame: Frame, column: Column) -> Row:
    """The bounds of an answer, and what is said of one outside them."""
    if column.least is not None and column.most is not None:
        least, most = f"{column.least:.10g}", f"{column.most:.10g}"
        rule, key, words = f". >= {least} and . <= {most}", "form_least_most", {"least": least, "most": most}
    elif column.name == frame.date:
        rule, key, words = ". <= today()", "form_not_later", {}
    elif _type(column, "") == "text":
        most = f"{limits()['text_characters']:.0f}"
        rule, key, words = f"string-length(.) <= {most}", "form_too_long", {"most": most}
    else:
        return {}
    said = translated("constraint_message", lambda tr: tr(f"template.{key}").format(**words))
    return {"constraint": rule, **said}


def _rule(column: Column) -> str:
    return str(arrangement()["form"]["asked_if"].get(column.name, ""))


def _asked_if(of: Asked, column: Column) -> str:
    """Condition of a question, where the form asks what the condition names."""
    rule = _rule(column)
    return rule if all(of.has(name) for name in _REFERENCE.findall(rule)) else ""
