"""What help says of imports, from what the importers themselves read by: values for the page, nothing drawn."""

from __future__ import annotations

import pandas as pd

from components.figures.table import label
from components.i18n import Words
from data.importers.messages import vocabulary

EXAMPLE = "SIT ZM-014 MEN 412 MOUN 1850 TWALET 18/24 DLO 9"


def sources(tr: Words, layouts: tuple[str, ...]) -> str:
    """Known sources in words, those that have a word."""
    told = [tr(f"imports.source.{one}") for one in layouts if tr.has(f"imports.source.{one}")]
    return ", ".join(dict.fromkeys(told))


def beginnings(table: str) -> str:
    """First words of a message about a table, as they may be written."""
    return ", ".join(word.upper() for word in vocabulary()[table]["words"])


def message_rows(table: str, items: dict[str, str], tr: Words) -> pd.DataFrame:
    """Words of one kind of message: `meaning`, `words`, one row a column or an item; `items`: code -> name."""
    told = vocabulary()[table]
    rows = [(" / ".join(label(name, tr) for name in columns.split("/")), words)
            for columns, words in told["keys"].items()]  # fmt: skip
    rows += [(tr("help_imports.example_item", item=items.get(item, item)), words)
             for item, words in told.get("items", {}).items()]  # fmt: skip
    return pd.DataFrame({"meaning": [meaning for meaning, _ in rows], "words": [", ".join(words) for _, words in rows]})
