"""Help of the terminal in its language: every verb and option by its key, and the few words of click's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from commands.ask import LANG_TYPED, words
from components.i18n import Words, best_language

# What click writes by itself -> key: headings, and remarks inside a help text.
_HEADINGS = {"Usage: ": "terminal.usage", "Options": "terminal.options", "Commands": "terminal.verbs"}
_REMARKS = {
    "Show this message and exit.": "terminal.help", "[required]": "terminal.required", "[default: ": "terminal.default",
}  # fmt: skip


class Spoken(click.Group):
    """A group that says its help, and that of everything in it, in the language of the terminal."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Put the help into words first: the language is known only now."""
        typed = _typed(args)
        speak(self, Words(best_language(typed)) if typed else words())
        return super().make_context(info_name, args, parent, **extra)


class _Formatter(click.HelpFormatter):
    """Headings and remarks of click in the language of the terminal."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _heading(prefix or "Usage: "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(_heading(heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, _remarks(text)) for name, text in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


def speak(command: click.Command, tr: Words, path: tuple[str, ...] = ()) -> None:
    """Give a verb, its options and the verbs below it their help: keys ``verb.<path>`` and ``option.<name>``.

    An option that means something of its own at one verb has the key ``option.<path>_<name>``.
    """
    command.context_class = _Context
    command.help = command.short_help = tr.or_else(verb_key(path), command.help or "")
    for option in command.params:
        if isinstance(option, click.Option):
            option.help = tr.or_else(option_key(path, str(option.name), tr), option.help or "")
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            speak(one, tr, (*path, name))


def _typed(args: list[str]) -> str | None:
    """Language among the options before the verb."""
    for at, one in enumerate(args):
        if not one.startswith("-"):
            return None
        if one == "--lang":
            return args[at + 1] if at + 1 < len(args) else None
        if one.startswith("--lang="):
            return one.removeprefix("--lang=")
    return None


def speak_in(asked: click.Context, _option: click.Parameter, lang: str | None) -> None:
    """Keep the language that was typed before the verb: callback of `--lang`."""
    if lang:
        asked.meta[LANG_TYPED] = lang


def verb_key(path: tuple[str, ...]) -> str:
    """Key of the help of a verb."""
    return f"verb.{'_'.join(path) or 'pare'}"


def option_key(path: tuple[str, ...], name: str, tr: Words) -> str:
    """Key of the help of an option: the verb's own, else the one that all verbs share."""
    own = f"option.{'_'.join((*path, name))}"
    return own if tr.has(own) else f"option.{name}"


def _heading(text: str) -> str:
    return words()(_HEADINGS[text]) if text in _HEADINGS else text


def _remarks(text: str) -> str:
    for english, key in _REMARKS.items():
        text = text.replace(english, words()(key))
    return text
