"""What an XML answer is made of, read by a parser that refuses entities: nothing expanded, nothing loaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from geo.errors import SourceUnavailable

# UTF-8's mark, and the same mark encoded a second time as GDACS sends it.
_MARKS = (b"\xc3\xaf\xc2\xbb\xc2\xbf", b"\xef\xbb\xbf")
DEPTH = 200  # a parser bound, not a figure of the world: no feed nests deeper than ten


@dataclass
class Shape:
    """Root, how often each element stands in the document, attributes of its first, text of the first few.

    Parameters
    ----------
    root
        Name of the outermost element, without its namespace prefix.
    count
        Elements by name.
    first
        Attributes of the first element of each name.
    text
        Text of the last element of each name, as it stands.
    """

    root: str = ""
    count: Counter[str] = field(default_factory=Counter)
    first: dict[str, dict[str, str]] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)


class _Refused(Exception):
    """The document declares or uses an entity."""


def without_mark(body: bytes) -> bytes:
    """Return an answer without a byte order mark before it, single or encoded twice."""
    for mark in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :]
    return body


def shape_of(body: bytes, *, host: str, keep: tuple[str, ...] = ()) -> Shape:
    """Read a document through without building it.

    Parameters
    ----------
    body
        The document.
    host
        Who sent it: for the sentence.
    keep
        Elements whose text is wanted.

    Raises
    ------
    SourceUnavailable
        ``feed.xml_entities`` for a declared or unknown entity, ``feed.not_xml`` for anything that is not whole.
    """
    told, open_now, pieces = Shape(), list[str](), dict[str, list[str]]()

    def start(name: str, attributes: dict[str, str]) -> None:
        plain = name.rpartition(":")[2]
        if len(open_now) > DEPTH:
            raise _Refused
        told.root = told.root or plain
        told.count[plain] += 1
        told.first.setdefault(plain, attributes)
        open_now.append(plain)
        if plain in keep:
            pieces[plain] = []

    def text(data: str) -> None:
        if open_now and open_now[-1] in keep:
            pieces[open_now[-1]].append(data)

    parser = _parser()
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _name: open_now.pop()
    try:
        parser.Parse(body, True)
    except _Refused:
        raise SourceUnavailable("feed.xml_entities", host=host) from None
    except (expat.ExpatError, UnicodeError, LookupError, ValueError):
        raise SourceUnavailable("feed.not_xml", host=host) from None
    told.text = {name: "".join(parts) for name, parts in pieces.items()}
    return told


def _parser() -> expat.XMLParserType:
    """Return a parser that refuses every declared entity and every reference to one."""

    def refuse(*_told: object) -> NoReturn:
        raise _Refused

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.EntityDeclHandler = parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = parser.SkippedEntityHandler = refuse
    return parser
