"""The page of vigilance and alerts on the demonstration, run without a browser: every part, in three languages."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd
import pytest

from components.figures import alert_matrix, alert_messages, explain_text
from components.i18n import LANGUAGES, Words
from components.widgets import tables
from data import access, demo, mail, outbox
from data.access import LOCAL, Actor
from data.home import store_path
from data.outbox import Message
from data.snapshot import Source
from geo.explain import Explanation, Input
from geo.frames.outbox import CHANNELS
from geo.messages import sms_size, text_digest
from results import Results
from tests.components.page_runs import opened, text
from tests.data.smtp_stub import listening

PARTS = ("force", "centres", "rules", "messages")
TR = Words("fr")
KEY = re.compile(r"\b(?:alerts|triggers|messages|choice|header|column|unit|error|figure|input|note)\.[a-z_]+")
run = partial(opened, "preparedness/alerts.py")


@pytest.fixture(autouse=True, scope="module")
def made(tmp_path_factory):
    """The demonstration, made once for the file."""
    folder = tmp_path_factory.mktemp("alerts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARE_HOME", str(folder))
        demo.open_or_make(store_path()).engine.dispose()
    return folder


@pytest.fixture(autouse=True)
def store(made, tmp_path, monkeypatch):
    (tmp_path / "pare.db").write_bytes((made / "pare.db").read_bytes())
    (tmp_path / "pare.db").chmod(0o600)
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.delenv("PARE_SEND_MESSAGES", raising=False)
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page


def asked() -> Results:
    return Results(Source(demo.open_or_make(store_path())).take(audience=LOCAL.role), LOCAL)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_every_language(part, lang):
    app = run(part=part, lang=lang)
    told = " ".join([text(app), *(one.value for one in app.code), *(str(one.value) for one in app.metric)])
    assert not KEY.search(told.replace("data/reference/", "")), KEY.search(told)
    assert "{" not in told


def test_silence_is_said_and_is_never_green():
    told = text(run())
    assert "Nord&#45;Est&#44; Centre&#44; Nord&#45;Ouest" in told
    assert TR("alerts.waiting", count=1) in told
    assert TR("alerts.lapsed_count", count=1) in told


def test_the_matrix_says_each_level_in_words():
    r = asked()
    told = alert_matrix.html(tuple(r.alerts_in_force(one, r.moment()).frame for one in ("vigilance", "alerte")), TR)
    row = next(one for one in told.split("<tr>") if ">Sud<" in one)
    assert ">rouge<" in row  # cyclone
    assert ">orange<" in row  # rough sea
    assert ">alerte<" in row
    nippes = next(one for one in told.split("<tr>") if ">Nippes<" in one)
    assert "à confirmer : rouge" in nippes
    centre = next(one for one in told.split("<tr>") if ">Centre<" in one)
    assert TR("alerts.not_told") in centre
    assert "pare-chip" not in centre


def test_a_name_from_the_data_stays_text():
    r = asked()
    frames = [r.alerts_in_force(one, r.moment()).frame for one in ("vigilance", "alerte")]
    bad = tuple(one.assign(name="<img src=x onerror=alert(1)>") for one in frames)
    assert "<img" not in alert_matrix.html(bad, TR)


def test_a_department_alone(monkeypatch):
    seen: dict[str, pd.DataFrame] = {}
    whole = tables.show
    monkeypatch.setattr(
        tables, "show", lambda page, frame, columns, *, name, **more: (seen.update({name: frame}),
                                                                        whole(page, frame, columns, name=name, **more)))  # fmt: skip
    run(dept="HT07")
    assert set(seen["alerts_in_force"]["name"]) == {"Sud"}
    assert set(seen["alert_history"]["name"]) == {"Sud"}
    assert set(seen["alert_history"]["series"]) == {"vigilance", "alerte"}


def test_centres_that_told_and_how_many_did_not():
    app = run(part="centres")
    assert [one.value for one in app.metric] == ["totale", "3 activés", "4 activés"]
    assert TR("alerts.centre_told", told=4, whole=10) in text(app)


def test_a_firing_says_why_and_that_it_is_no_activation():
    app = run(part="rules")
    told = " ".join(one.value for one in app.warning)
    assert TR("triggers.rule.near_haiti") in told
    assert "pas une activation officielle" in told
    assert TR("triggers.rule.ocha_action") not in told  # too late on the newest advisory
    assert "OCHA, action : atteint sur l'avis 005" in text(app)


def test_typed_rain_is_kept_with_its_source_and_a_blank_stays_unknown():
    app = run(part="rules")
    of = "EXEMPLE-2023-013"
    app.number_input(key=f"observed_rain_2_day-{of}").set_value(60.0)
    next(one for one in app.button if one.label == TR("triggers.save")).click().run()
    assert TR.plain(TR("error.storm_fact_source")) in " ".join(one.value for one in app.error)
    app.text_input(key=f"source-{of}").set_value("UHM, 11 h")
    next(one for one in app.button if one.label == TR("triggers.save")).click().run()
    assert not app.exception
    facts = asked().storm_facts("EXEMPLE-2023", "013")
    assert (facts["observed_rain_2_day"], facts["forecast_rain_2_day"]) == (60.0, None)
    assert "OCHA, phase observée" in " ".join(one.value for one in app.warning)


def marks(app) -> list[str]:
    return [one.value for one in app.code]


def test_a_message_of_an_exercise_begins_and_ends_with_the_mark():
    app = run(part="messages")
    app.checkbox(key="exercise-in_force").check().run()
    subject, body = marks(app)
    mark = TR("messages.mark.exercise")
    assert subject.startswith(f"[{mark}]")
    assert body.startswith(mark)
    assert body.endswith(mark)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_channel_speaks_the_language_asked_for(lang):
    r, tr = asked(), Words(lang)
    rows = [r.alerts_in_force(one, r.moment()).frame for one in ("vigilance", "alerte")]
    mine = [one[one["adm1_pcode"] == "HT07"].reset_index(drop=True) for one in rows]
    said = alert_messages.in_force(mine, "Sud", r.moment(), tr)
    for channel in CHANNELS:
        subject, body = alert_messages.laid_out(said, channel)
        assert (subject != "") is (channel == "email")
        assert tr("choice.level.red") in body
        assert not KEY.search(body)
        assert "urgence" not in body  # of Grand'Anse, and not confirmed
    assert sms_size(alert_messages.laid_out(said, "sms")[1]).encoding == "GSM-7"


def test_what_waits_for_a_second_person_is_in_no_message():
    r = asked()
    rows = [r.alerts_in_force(one, r.moment()).frame for one in ("vigilance", "alerte")]
    mine = [one[one["adm1_pcode"] == "HT10"].reset_index(drop=True) for one in rows]
    body = alert_messages.laid_out(alert_messages.in_force(mine, "Nippes", r.moment(), TR), "email")[1]
    assert "orange" in body
    assert "rouge" not in body


def test_departments_without_a_bulletin_are_named_in_the_message():
    r = asked()
    rows = [r.alerts_in_force(one, r.moment()).frame for one in ("vigilance", "alerte")]
    body = alert_messages.laid_out(alert_messages.in_force(rows, "Haïti", r.moment(), TR), "email")[1]
    assert TR("messages.silent", places="Nord-Est, Centre, Nord-Ouest") in body


def test_a_firing_as_a_message():
    r = asked()
    row = r.evaluations().query("advisory == '005' and trigger == 'ocha_action'").iloc[0].to_dict()
    facts = r.storm_facts("EXEMPLE-2023", "005")
    said = alert_messages.firing(row, facts, r.conditions("ocha_action"), TR)
    body = alert_messages.laid_out(said, "email")[1]
    for told in ("EXEMPLE", "005", "65 h", "64 kt", TR("messages.closing_firing")):
        assert told in body
    assert TR("choice.measure.forecast_rain_2_day") in body  # unknown, and said to be
    assert "pas une activation officielle" in alert_messages.laid_out(said, "sms")[1]


def test_from_draft_to_sent_by_hand_with_two_people():
    app = run(part="messages")
    app.text_input(key="sign-draft").set_value("officier de permanence, COUN").run()
    app.button(key="draft-message").click().run()
    assert not app.exception
    (message,) = asked().outbox()["message_id"]
    app.button(key=f"confirm-{message}").click().run()
    assert TR.plain(TR("error.message_second_person", message=message)) in " ".join(one.value for one in app.error)
    app.text_input(key="sign-outbox").set_value("directeur de permanence, DGPC").run()
    app.button(key=f"confirm-{message}").click().run()
    assert asked().outbox()["message_state"].tolist() == ["confirmed"]
    assert not [one for one in app.button if one.key == f"send-{message}"]  # no role may
    app.button(key=f"by-hand-{message}").click().run()
    assert asked().outbox()["message_state"].tolist() == ["sent"]
    assert TR("messages.server.no_role") in text(app)


def test_nobody_drafts_without_a_signature():
    app = run(part="messages")
    app.button(key="draft-message").click().run()
    assert TR.plain(TR("error.message_unsigned")) in " ".join(one.value for one in app.error)
    assert asked().outbox().empty


def test_an_sms_says_how_many_it_is():
    app = run(part="messages", dept="HT07")
    app.segmented_control(key="channel").set_value("sms").run()
    (body,) = marks(app)
    size = sms_size(body)
    told = TR("messages.sms_size", parts=size.parts, units=size.units, encoding=size.encoding, left=size.left)
    assert told in text(app)


def test_an_instant_in_an_explanation_is_on_the_clock_of_haiti():
    told = Explanation("alert_level", "x", (Input("state", "in_force"), Input("valid_until", "2023-09-01T16:00Z")), "red",
                       "", dated="2023-08-31T10:00Z")  # fmt: skip
    lines = dict(explain_text.lines(told, TR))
    assert lines[TR("explain.value")] == "rouge"
    assert lines[TR("column.valid_until")] == "1er septembre 2023, 12:00 (heure d'Haïti)"
    assert lines[TR("explain.dated")] == "31 août 2023, 06:00 (heure d'Haïti)"


def test_who_may_send_sends_once_and_a_failure_can_be_tried_again(monkeypatch):
    rights = {role: set(entry) for role, entry in access._rights().items()}
    rights["coordinator"] |= {outbox.SEND}
    monkeypatch.setattr(access, "_rights", lambda: rights)
    monkeypatch.setenv(mail.SWITCH, "1")
    (store_path().parent / mail.MAILBOXES).write_text('coun = "coun@example.org"\n', encoding="utf-8")
    held = demo.open_or_make(store_path())
    message = outbox.draft(held, Actor("COUN 1", "coordinator"), Message("email", "fr", "coun", "Objet", "Texte"))
    outbox.confirm(held, Actor("COUN 2", "coordinator"), message, seen=text_digest("Objet", "Texte"))
    with listening({"RCPT": "550 unknown"}) as stub:
        monkeypatch.setenv(mail.URL, stub.url)
        app = run(part="messages")
        assert TR("messages.server.ready") in text(app)
        app.text_input(key="sign-outbox").set_value("COUN 2").run()
        app.button(key=f"send-{message}").click().run()
        assert TR.plain(TR("error.mail_recipient_refused")) in " ".join(one.value for one in app.error)
        stub.says.clear()
        assert app.button(key=f"send-{message}").label == TR("messages.retry")
        app.button(key=f"send-{message}").click().run()
    assert not [one for one in app.button if one.key == f"send-{message}"]
    assert asked().outbox()["message_state"].tolist() == ["sent"]
    assert len(stub.texts) == 1


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_issuer_writes_no_line_of_its_own_into_a_message(channel):
    hostile = "UHM\r\n\n*EVACUEZ TOUT*\nBcc: x@example.org\u2028\u202egnol\x00" + "A" * 10_000
    rows = pd.DataFrame([{
        "adm1_pcode": "HT07", "name": "Sud", "series": "vigilance", "hazard": "cyclone", "level": "red",
        "state": "in_force", "issuer": hostile, "bulletin": "3\n4", "issued_at": "2023-08-31T10:00Z",
        "valid_from": None, "valid_until": None,
    }])  # fmt: skip
    said = alert_messages.in_force((rows, rows.head(0)), "Sud", "2023-08-31T12:00Z", Words("fr"))
    subject, body = alert_messages.laid_out(said, channel)
    assert not [line for line in body.splitlines() if line.lstrip("-* ").startswith(("EVACUEZ", "Bcc", "4"))]
    assert not set("\r\u2028\u202e\x00") & set(subject + body)
    assert "\n" not in subject
    assert "A" * 100 not in body
