"""Opaque numbers of slips: the same each time, only digits, and found again however they are typed."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from geo.slip_numbers import asked_for, grouped, opaque_number


def test_by_hand():
    # SHA-256 of the letters, its first 16 bytes as one number, the last 15 decimal digits of it
    first = hashlib.sha256(b"LIB-1").hexdigest()[:32]
    assert opaque_number("LIB-1") == str(int(first, 16))[-15:]
    assert grouped("012345678901234") == "012 345 678 901 234"


@given(st.text())
def test_it_has_fifteen_digits_and_is_found_again(document):
    number = opaque_number(document)
    assert len(number) == 15
    assert number.isdecimal()
    assert number == opaque_number(document)
    assert asked_for(document, grouped(number))
    assert asked_for(document, f" {number} ")


def test_a_document_is_found_by_its_own_number_and_nothing_by_a_blank():
    assert asked_for("BR-2023-7", "br-2023-7")
    assert not asked_for("BR-2023-7", "br-2023-8")
    assert not asked_for("", "")
    assert not asked_for("A", "   ")
