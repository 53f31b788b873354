"""Tables of what is said to others: messages with who wrote and who confirmed them, and what people told of a storm."""

from __future__ import annotations

from geo.frames.frame import OBSERVED, Column, Frame, choice, count, flag, text

EMAIL, SMS, WHATSAPP = CHANNELS = ("email", "sms", "whatsapp")
MESSAGE_STATES = ("drafted", "confirmed", "sending", "sent", "failed")

# The text of a message never changes: another text is another message. Each step is a patch of its own batch.
MESSAGES = Frame(
    "messages", "latest", ("message_id",), "observed_on",
    (
        Column("message_id", "code", required=True), choice("channel", *CHANNELS),
        choice("message_lang", "fr", "en", "ht"), Column("recipient", "code"), Column("about", "code"),
        flag("exercise"), text("message_subject"), text("message_body"), Column("text_sha256", "code"),
        choice("message_state", *MESSAGE_STATES),
        text("drafted_by"), Column("drafted_at", "instant", "Haiti"),
        text("confirmed_by"), Column("confirmed_at", "instant", "Haiti"),
        text("sent_by"), Column("sent_at", "instant", "Haiti"),
        count("attempts", "attempts", 1_000), Column("send_error", "code"), OBSERVED,
    ),
)  # fmt: skip

TOLD_MEASURES = ("forecast_rain_2_day", "observed_rain_2_day", "red_alert_with_hurricane_warning")

# What no file of a storm tells and a rule asks for, as somebody read it in a bulletin.
STORM_FACTS = Frame(
    "storm_facts", "latest", ("storm_id", "advisory", "measure"), "observed_on",
    (
        Column("storm_id", "code", required=True), Column("advisory", "code", required=True),
        choice("measure", *TOLD_MEASURES, required=True), Column("value", "number"), text("source"), OBSERVED,
    ),
)  # fmt: skip
