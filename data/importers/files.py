"""Before a file is opened: its kind, that it is whole, without a password and of a bearable size.

Only its first bytes and, of an archive, its table of contents are looked at.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from data.importers.limits import limits
from geo.errors import ImportRejected

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
ZONES = (".geojson", ".json", ".topojson", ".gpkg", ".shp", ".zip")

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# First bytes -> how the kind is called in the message.
_KINDS = {
    b"%PDF": "pdf", b"MZ": "exe", b"\x7fELF": "exe", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif",
    b"\x1f\x8b": "gz", b"7z\xbc\xaf": "7z", b"Rar!": "rar", b"SQLite format 3": "sqlite", b"{\\rtf": "rtf",
    b"<html": "html", b"<!DOCTYPE html": "html", b"<?xml": "xml",
}  # fmt: skip
_ENTRY_RATIO = 400  # a sheet of equal rows packs about 30 times; deflate itself at most 1,032 times


def sha256_of(path: Path, day: str = "") -> str:
    """Fingerprint of a file, by which the store knows that it is already in.

    `day`: the date that it was read with where it tells none: the same words on another day are another file.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    digest.update(day.encode())
    return digest.hexdigest()


def check_size(path: Path) -> None:
    """Refuse what is absent, empty or above the limit.

    Raises
    ------
    ImportRejected
        ``file_absent``, ``file_empty`` or ``file_too_large``.
    """
    if not path.is_file():
        raise ImportRejected("file_absent", file=path.name)
    size, most = path.stat().st_size, limits()["file_bytes"]
    if size == 0:
        raise ImportRejected("file_empty")
    if size > most:
        raise ImportRejected("file_too_large", megabytes=round(size / 1e6, 1), most=round(most / 1e6))


def check_table(path: Path) -> None:
    """Refuse what is no readable table: CSV or xlsx by extension and by first bytes.

    Raises
    ------
    ImportRejected
        Also ``file_wrong_kind``, ``file_password``, ``file_corrupt``.
    """
    check_size(path)
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        head = stream.read(4096)
    _check_foreign(path, head)
    if suffix not in {*TABLES, ""}:
        raise _wrong_kind(suffix[1:], TABLES)
    if head[:4] == b"PK\x03\x04":
        _check_workbook(path)
    elif suffix in {".xlsx", ".xlsm"}:
        raise ImportRejected("file_corrupt")
    elif b"\x00" in head and head[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise _wrong_kind("binary", TABLES)
    elif not head.strip(b"\xef\xbb\xbf \t\r\n,;") and path.stat().st_size <= len(head):
        raise ImportRejected("file_empty")


def _check_foreign(path: Path, head: bytes) -> None:
    if head.startswith(_OLE):
        if _ENCRYPTED in path.read_bytes():
            raise ImportRejected("file_password")
        raise _wrong_kind("xls", TABLES)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, kind in _KINDS.items():
        if start[: len(mark)].lower() == mark.lower():
            raise _wrong_kind(kind, TABLES)


def _check_workbook(path: Path) -> None:
    """Refuse a zip that is no workbook, that is broken, or that would unpack beyond the limit."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ImportRejected("file_corrupt") from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        kind = next((k for k, mark in _PARTS.items() if mark in names), "zip")
        raise _wrong_kind(kind, TABLES)
    check_entries(entries)
    if any(entry.flag_bits & 1 for entry in entries):
        raise ImportRejected("file_password")


_PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsb": "xl/workbook.bin", "ods": "content.xml"}


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that holds too many files, or that would unpack beyond the limit (a zip bomb).

    Raises
    ------
    ImportRejected
        ``file_unpacks_too_large``.
    """
    total = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _ENTRY_RATIO * max(entry.compress_size, 1) and entry.file_size > 1_000_000
        for entry in entries
    )
    if len(entries) > limits()["archive_entries"] or total > limits()["unpacked_bytes"] or swollen:
        raise ImportRejected("file_unpacks_too_large", most=round(limits()["unpacked_bytes"] / 1e6))


def _wrong_kind(kind: str, accepted: tuple[str, ...]) -> ImportRejected:
    return ImportRejected("file_wrong_kind", kind=kind, accepted=", ".join(accepted))
