"""Table of what was agreed to be done at a site or in a place: by which organisation, and by when."""

from __future__ import annotations

from geo.frames.events import SENSITIVITIES
from geo.frames.frame import OBSERVED, Column, Frame, choice, text
from geo.frames.sites import SECTORS

ACTION_STATUSES = ("open", "done", "dropped")

# What is agreed between organisations. No person and no case: whoever is responsible is an organisation.
ACTIONS = Frame(
    "actions", "latest", ("action_id",), "observed_on",
    (
        Column("action_id", "code", required=True),
        text("action", required=True, hxl="#activity+action"),
        choice("sector", *SECTORS, hxl="#sector+cluster"),
        Column("standard", "code"),
        Column("site_id", "code", refers="sites", hxl="#loc+site+code"),
        Column("adm2_pcode", "code", hxl="#adm2+code", refers="boundaries"),
        text("responsible_organisation", hxl="#org+responsible"),
        Column("opened_on", "date", hxl="#date+opened"),
        Column("due_on", "date", hxl="#date+due"),
        choice("action_status", *ACTION_STATUSES, hxl="#status+action"),
        Column("done_on", "date", hxl="#date+done"),
        choice("sensitivity", *SENSITIVITIES), text("source"), OBSERVED,
    ),
)  # fmt: skip
