"""Texts of messages: SMS counted as telephones do, marks, digests, signatures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.messages import GSM7, UCS2, marked, plain_sms, same_person, sms_size, text_digest


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts", "left"),
    [
        ("", GSM7, 0, 0, 160),
        ("a" * 160, GSM7, 160, 1, 0),
        ("a" * 161, GSM7, 161, 2, 153 - 8),  # 153 in the first part, 8 in the second
        ("a" * 306, GSM7, 306, 2, 0),
        ("a" * 307, GSM7, 307, 3, 152),
        ("è" * 160, GSM7, 160, 1, 0),  # è, é, ù, ò and à are letters of GSM-7
        ("€" * 80, GSM7, 160, 1, 0),  # the euro takes two
        ("€" * 81, GSM7, 162, 2, 153 - 10),  # 76 of them in 153, the odd place stays free; 5 in the second
        (
            "a" * 152 + "€" + "a" * 10,
            GSM7,
            164,
            2,
            153 - 12,
        ),  # the euro does not fit beside 152: it opens the next part
        ("ê", UCS2, 1, 1, 69),
        ("ê" * 70, UCS2, 70, 1, 0),
        ("ê" * 71, UCS2, 71, 2, 63),  # 67 and 4
        ("ê" + "\U0001f300", UCS2, 3, 1, 67),  # outside of the basic plane: two UTF-16 units
        ("ê" * 66 + "\U0001f300" + "ê" * 4, UCS2, 72, 2, 67 - 6),  # the pair is not cut: it opens the second part
        ("ç", UCS2, 1, 1, 69),  # GSM-7 has Ç and not ç
        ("Ç", GSM7, 1, 1, 159),
    ],
)
def test_sizes_by_hand(text, encoding, units, parts, left):
    size = sms_size(text)
    assert (size.encoding, size.units, size.parts, size.left) == (encoding, units, parts, left)


def test_signs_outside_of_the_alphabet_are_named_once_in_their_order():
    assert sms_size("ça reçoit où ? ê").outside == "çê"
    assert sms_size("Vigilance rouge").outside == ""


@given(st.text(max_size=400))
def test_the_units_of_ucs2_are_those_of_utf16_and_parts_hold_them(text):
    size = sms_size(text)
    if size.encoding == UCS2:
        assert size.units == len(text.encode("utf-16-le", "surrogatepass")) // 2
    most = {GSM7: (160, 153), UCS2: (70, 67)}[size.encoding]
    room = most[0] if size.parts <= 1 else most[1]
    assert 0 <= size.left <= most[0]
    assert size.units <= max(size.parts, 1) * room
    assert size.parts <= 1 or size.units > most[0]


@given(st.text(max_size=200), st.text(max_size=50))
def test_more_text_never_takes_fewer_parts(text, more):
    assert sms_size(text + more).parts >= sms_size(text).parts


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ça a reçu l’alerte", "ca a recu l'alerte"),
        ("Fenêtre, île, cœur, août", "Fenetre, ile, coeur, aout"),
        ("EGZÈSIS", "EGZESIS"),
        ("Vijilans wouj, lè Ayiti, nò", "Vijilans wouj, lè Ayiti, nò"),  # è and ò are of GSM-7
        ("« 10\u202f000 » – fin…", '" 10 000 " - fin...'),
        ("e\u0302tre", "etre"),  # an accent that stands by itself
    ],
)
def test_an_sms_is_plain_as_far_as_it_goes(written, plain):
    assert plain_sms(written) == plain
    assert sms_size(plain_sms(written)).encoding == GSM7


def test_what_has_no_plain_form_stays():
    assert plain_sms("水") == "水"


def test_marks_stand_before_and_after():
    assert marked("texte", ("A", "B"), apart=" ") == "A B texte B A"
    assert marked("texte", ("", ""), apart=" ") == "texte"


def test_another_text_is_another_digest():
    assert text_digest("a", "b") != text_digest("", "ab") != text_digest("ab", "")
    assert len(text_digest("", "x")) == 64


def test_case_accents_and_blanks_do_not_make_another_person():
    assert same_person("Officier de permanence, COUN", "officier  de PERMANENCE COUN")
    assert same_person("Préfet", "prefet")
    assert not same_person("COUN 1", "COUN 2")
