"""XML files before anything else opens them: which kind they are, and that they declare nothing.

A document type may declare entities that grow without end or that stand for other files: such a file is refused
unread. The field's KML and GPX have none.
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from geo.errors import ImportRejected

_PIECE = 1 << 16


class _RootFoundError(Exception):
    """The root element is reached: nothing more is read."""


def looks_like_xml(head: bytes) -> bool:
    """Whether the first bytes are those of XML, in any encoding that starts with a byte mark or in plain letters."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] == b"<" or head[:4] in {b"\xff\xfe<\x00", b"\xfe\xff\x00<"}


def root_of(path: Path) -> str:
    """Local name of the root element, in lower case.

    Raises
    ------
    ImportRejected
        ``xml_declares`` where the file has a document type, ``file_corrupt`` where it is no XML.
    """
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def declared(*_: object) -> None:
        raise ImportRejected("xml_declares", file=path.name)

    def started(name: str, _: object) -> None:
        found.append(name.rsplit(" ", 1)[-1].lower())
        raise _RootFoundError

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = started
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)
    except _RootFoundError:
        return found[0]
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, ImportRejected):
            raise
        raise ImportRejected("file_corrupt") from error
    raise ImportRejected("file_corrupt")
