"""The feeds that there are, with the limits of asking them: data/reference/feeds.toml, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import DataProblem, ReferenceProblem
from geo.settings import STATUSES, parse_settings

FILE = Path(__file__).parent.parent / "reference" / "feeds.toml"
_NEEDED = ("kind", "url", "ending", "period_hours", "source", "status")


@dataclass(frozen=True)
class Feed:
    """One source on the network, as data/reference/feeds.toml tells it.

    Parameters
    ----------
    name
        Its name in the terminal, in folders and in `feed.<name>` of the texts.
    kind
        Which connector asks it.
    url, parameters
        Address of the first question.
    ending, taken_in
        Ending of the file, and the verb of the terminal that takes it in ("": none does).
    period_hours
        How often it is worth asking; an older answer is late.
    source, status
        Who says so; "unverified" is to be confirmed against the live service.
    key, key_header, key_prefix
        Name of the key ("" where none is needed) and the header that carries it.
    subject, subject_setting, server_setting
        What is asked for where nobody names it: fixed, or by a setting of the machine; a setting for the server.
    requires, may_be_empty
        What a row must hold, and whether an answer without rows is a good answer.
    never_kept
        Fields of persons that are dropped before the answer is written.
    page_rows, format, detail_url, contents
        Rows of a page; format of the resource; address of an event; names of the wanted products.
    """

    name: str
    kind: str
    url: str
    ending: str
    period_hours: float
    source: str
    status: str
    taken_in: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    key: str = ""
    key_header: str = ""
    key_prefix: str = ""
    subject: str = ""
    subject_setting: str = ""
    server_setting: str = ""
    requires: tuple[str, ...] = ()
    may_be_empty: bool = False
    never_kept: tuple[str, ...] = ()
    page_rows: int = 0
    format: str = ""
    detail_url: str = ""
    contents: tuple[str, ...] = ()

    @property
    def title_key(self) -> str:
        """Key of its title in the texts."""
        return f"feed.{self.name}"

    @property
    def kind_of_import(self) -> str:
        """What the page and the verb of imports are told that the file holds; "" where another verb takes it in."""
        verb, _, kind = self.taken_in.partition(" ")
        return kind if verb == "import" else ""

    @property
    def needs_key(self) -> bool:
        """Whether the source answers only to a key."""
        return bool(self.key)


@cache
def feeds() -> tuple[Feed, ...]:
    """Every feed, in the order of the file.

    Raises
    ------
    ReferenceProblem
        ``bad_reference`` for an entry that lacks something or holds something unknown.
    """
    return tuple(_feed(name, entry) for name, entry in _document()["feeds"].items())


def feed(name: str) -> Feed:
    """One feed by its name.

    Raises
    ------
    DataProblem
        ``unknown_feed`` with those that there are.
    """
    for one in feeds():
        if one.name == name:
            return one
    raise DataProblem("unknown_feed", value=name, feeds=", ".join(one.name for one in feeds()))


@cache
def limits() -> Mapping[str, float]:
    """Limits of asking, by name: seconds, bytes, tries, pages.

    Raises
    ------
    ReferenceProblem
        As `geo.settings.parse_settings`.
    """
    return MappingProxyType({key: one.value for key, one in parse_settings(_document()["limits"]).items()})


def accepted_types(form: str) -> tuple[str, ...]:
    """Content types that an answer of a form may have; none listed: everything but a web page."""
    return tuple(_document()["forms"][form])


def user_agent() -> str:
    """What the product calls itself."""
    return str(_document()["user_agent"])


def bounds() -> tuple[float, float, float, float]:
    """West, south, east and north (degrees) of the box whose events are Haiti's where none is named."""
    west, south, east, north = _document()["places"]["bounds"]
    return west, south, east, north


@cache
def _document() -> dict[str, Any]:
    with FILE.open("rb") as file:
        return tomllib.load(file)


def _feed(name: str, entry: Mapping[str, Any]) -> Feed:
    known = {one.name for one in fields(Feed)} - {"name"}
    for lacking in (key for key in _NEEDED if entry.get(key) in (None, "")):
        raise ReferenceProblem("bad_reference", entry=f"feeds.{name}", lacks=lacking)
    for stray in (key for key in entry if key not in known):
        raise ReferenceProblem("bad_reference", entry=f"feeds.{name}.{stray}", lacks="meaning")
    if entry["status"] not in STATUSES:
        raise ReferenceProblem("bad_reference", entry=f"feeds.{name}.status", lacks="/".join(STATUSES))
    told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    told["parameters"] = MappingProxyType(dict(entry.get("parameters", {})))
    return Feed(name=name, **told)
