"""Names of the files that people take away, in their language, of letters that every system and mail keeps."""

from __future__ import annotations

from components.i18n import Words
from geo.place_names import fold_name

LONGEST = 60  # letters of one part of a name
_WORDS = ("export.of_{}", "frame.{}", "standard.{}", "sector.{}")


def slug(text: str) -> str:
    """A title as a part of a file's name: ``"Évaluations de sites"`` gives ``"evaluations-de-sites"``.

    What comes after a colon explains and is left out.
    """
    return fold_name(text.partition(":")[0]).replace(" ", "-")[:LONGEST].strip("-")


def apart(codes: str, tr: Words) -> str:
    """What tells files of one title apart: codes of tables, standards and sectors in words, ids as they are."""
    return "-".join(filter(None, (_word(code, tr) for code in codes.split("-"))))


def stem(*parts: str, as_of: str, fictional: bool, tr: Words) -> str:
    """Name of a file without its ending: what it holds, its day (ISO: files sort by it), and *fictif* where it is."""
    told = (tr("export.file_fictional"),) if fictional else ()
    return "-".join(("pare", *filter(None, parts), as_of, *told))


def _word(code: str, tr: Words) -> str:
    key = next((key for pattern in _WORDS if tr.has(key := pattern.format(code))), None)
    return code if key is None else slug(tr(key))
