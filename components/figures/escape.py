"""The one function through which every string from data goes on its way into a map, a legend or own HTML."""

from __future__ import annotations

import html
import json
import re
from typing import Any

# html.escape leaves these; inside a script they end a string, start a template or name an element of folium.
_MORE = str.maketrans({"\\": "&#92;", "`": "&#96;", "$": "&#36;", "{": "&#123;", "}": "&#125;"})
# Control characters have no face; U+2028 and U+2029 end a line of JavaScript.
_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x2028, 0x2029], " ")
# The lone halves of a surrogate pair cannot be sent as UTF-8.
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")

# Most names hold none of these, and are done with at once.
_MEANING = re.compile("[&<>\"'\\\\`${}\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\u2028\u2029\\ud800-\\udfff]")


def esc(text: object) -> str:
    """A string that reads verbatim in HTML, and neither ends nor starts anything in HTML, CSS or a script.

    Parameters
    ----------
    text
        Anything from data. Unknown values are the caller's to word: this writes what `str` gives.

    Returns
    -------
    escaped
        The same text with every character of meaning as an HTML entity.
    """
    plain = str(text)
    if not _MEANING.search(plain):
        return plain
    clean = plain.translate(_UNSEEN).translate(_SURROGATES)
    return html.escape(clean, quote=True).translate(_MORE)


def script_json(value: Any) -> str:
    """JSON that may stand inside a script: strings in `value` are escaped already or are constants.

    Raises
    ------
    ValueError
        If a number is not finite: unknown is None.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e")
