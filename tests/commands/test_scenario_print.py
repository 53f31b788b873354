"""The printed map of a scenario from the terminal."""

from __future__ import annotations

import pypdf
import pytest

from tests.commands.conftest import run, told


@pytest.mark.parametrize(("lang", "state"), [("fr", "SCÉNARIO"), ("en", "SCENARIO"), ("ht", "SENARYO")])
def test_a_file_of_a_scenario_becomes_one_page(with_demo, tmp_path, lang, state):
    file, out = tmp_path / "quake.toml", tmp_path / "map.pdf"
    told("scenario", "build", "earthquake", "--preset", "earthquake-m72-nippes", "-o", file)
    assert told("scenario", "print", file, "-o", out, "--lang", lang)["bytes"] == out.stat().st_size
    book = pypdf.PdfReader(out)
    assert len(book.pages) == 1
    assert state in book.pages[0].extract_text()
    assert "Nippes" in book.pages[0].extract_text() or lang == "ht"


def test_a_zone_set_of_one_department_becomes_a_picture(with_demo, tmp_path):
    told("scenario", "print", "flood", "--department", "HT05", "-o", tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_printed_is_said_and_nothing_is_written(with_demo, tmp_path):
    out = tmp_path / "map.pdf"
    for asked in (("nowhere", "-o", out), ("flood", "-o", out, "--department", "HT99"), ("flood", "-o", tmp_path / "m.doc"),
                  (tmp_path / "absent.toml", "-o", out)):  # fmt: skip
        assert run("scenario", "print", *asked).exit_code == 2
    assert not list(tmp_path.iterdir())
