"""Docs cannot rot: generated files are compared, and every page, verb, frame, standard and hazard stands in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli import cli
from components.i18n import Words
from components.navigation import ENTRIES
from data.catalogue import datasets
from data.reference_tables import standards
from tools import make_dictionary

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
METHODS = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


def test_the_dictionary_is_what_the_vocabulary_says():
    assert make_dictionary.OUT.read_text(encoding="utf-8") == make_dictionary.text()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.stem)
def test_every_page_stands_in_the_readme_by_its_title_and_address(entry):
    assert Words("fr")(f"page.{entry.stem}.title").split(" et pipeline")[0] in README
    assert (f"`/{entry.stem}`" if not entry.default else "`/`") in README


@pytest.mark.parametrize("verb", sorted(cli.commands))
def test_every_verb_of_the_terminal_stands_in_the_readme(verb):
    assert re.search(rf"\| `{verb}\b", README)


def test_the_two_commands_come_first():
    assert README.index("make run") < README.index("make test") < README.index("## ")


@pytest.mark.parametrize("one", standards(), ids=lambda one: one.key)
def test_every_standard_stands_in_the_methods(one):
    assert f"`{one.key}`" in METHODS


def test_every_anchor_that_an_explanation_names_exists():
    headings = {
        re.sub(r"[^a-z0-9 -]", "", h.lower()).strip().replace(" ", "-")
        for h in re.findall(r"^#+ (.+)$", METHODS, re.MULTILINE)
    }
    named = set()
    for folder in ("geo", "data", "components", "results"):
        for path in (ROOT / folder).rglob("*.py"):
            named |= set(re.findall(r"docs/methods\.md#([a-z-]+)", path.read_text(encoding="utf-8")))
    assert named <= headings


def test_every_shipped_set_names_its_licence_in_the_licence_file():
    told = (ROOT / "LICENSE-DATA.md").read_text(encoding="utf-8")
    for one in datasets():
        assert one.name in told
        assert one.licence


def test_links_between_documents_lead_somewhere():
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (path.name, target)
