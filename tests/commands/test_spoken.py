"""Help of the terminal in three languages: every verb and option has its words, none is left in another language."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from cli import cli
from commands.spoken import option_key, verb_key
from components.i18n import LANGUAGES, Words, texts
from tests.commands.conftest import run

Path = tuple[str, ...]


def verbs(command: click.Command = cli, path: Path = ()) -> Iterator[tuple[Path, click.Command]]:
    yield path, command
    for name, one in command.commands.items() if isinstance(command, click.Group) else ():
        yield from verbs(one, (*path, name))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verb_and_option_has_words(lang):
    said, tr = texts(lang), Words(lang)
    wanted = {verb_key(path) for path, _ in verbs()}
    wanted |= {
        option_key(path, str(one.name), tr)
        for path, verb in verbs()
        for one in verb.params
        if isinstance(one, click.Option)
    }
    assert wanted <= set(said), wanted - set(said)
    spoken = {key for key in said if key.startswith(("verb.", "option."))}
    assert spoken == wanted, spoken - wanted  # nothing is translated for nobody


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_is_in_the_language_of_the_terminal(lang, monkeypatch):
    monkeypatch.setenv("PARE_LANG", lang)
    tr = Words(lang)
    top, below = run("--help").output, run("identity", "same", "--help").output
    for text in (tr("terminal.usage").strip(), f"{tr('terminal.verbs')}:", tr("terminal.help")):
        assert text in top
    for text in (tr("verb.identity_same"), tr("option.reason"), tr("terminal.required")):
        assert text in " ".join(below.split())
    others = [Words(one)("verb.redo") for one in LANGUAGES if one != lang]
    assert not [text for text in others if text in top]


def test_the_language_may_change_from_call_to_call(monkeypatch):
    said = []
    for lang in ("fr", "en", "fr"):
        monkeypatch.setenv("PARE_LANG", lang)
        said.append(run("redo", "--help").output)
    assert said[0] == said[2] != said[1]


def test_without_a_language_the_terminal_speaks_french(monkeypatch):
    for name in ("PARE_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert Words("fr")("verb.redo") in run("redo", "--help").output


@pytest.mark.parametrize("typed", [("--lang", "ht"), ("--lang=ht",)])
def test_the_language_may_be_typed_before_the_verb(typed):
    """It holds for this call alone: for help, headings and errors."""
    tr = Words("ht")
    assert tr("verb.redo") in " ".join(run(*typed, "--help").output.split())
    below = run(*typed, "redo", "--help").output
    assert tr("terminal.usage").strip() in below
    assert (
        tr("error.preposition.files_missing", files="--hours, --demand")
        in run(*typed, "preposition", "--stock", "s.csv").output
    )
    assert Words("fr")("terminal.usage").strip() in run("redo", "--help").output


def test_another_language_is_refused():
    assert run("--lang", "es", "redo", "--help").exit_code == 2
