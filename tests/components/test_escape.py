"""Any text reads back as it was and can neither end nor start anything on its way to the browser."""

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import generate_leaflet_string

from components.figures.elements import Overlay
from components.figures.escape import esc, script_json

ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")))
EVERYTHING = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        # Worked by hand: the five of html.escape, and the five that a script, a template or folium would read.
        ("Sité Solèy", "Sité Solèy"),
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        ("`${x}`", "&#96;&#36;&#123;x&#125;&#96;"),
        ("C:\\new", "C:&#92;new"),
        ("a\u2028b\x00c", "a b c"),
        ("\ud83d", "\ufffd"),
        (12, "12"),
    ],
)
def test_what_is_written(text: object, escaped: str) -> None:
    assert esc(text) == escaped


@given(ANY_TEXT)
def test_a_reader_sees_the_very_text(text: str) -> None:
    assert html.unescape(esc(text)) == text


@given(EVERYTHING)
def test_nothing_of_meaning_is_left(text: str) -> None:
    written = esc(text)
    assert not re.search(r"[<>\"'`$\\{}\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]", written)
    assert re.fullmatch(r"(?s)([^&]|&(amp|lt|gt|quot|#x27|#92|#96|#36|#123|#125);)*", written)
    written.encode()


@given(EVERYTHING)
def test_text_passes_through_folium_and_streamlit_folium_unchanged(text: str) -> None:
    # Both rewrite scripts: templates are filled in, names of elements replaced. None of it may touch data.
    rows = script_json({"rows": [[18.5, -72.3, esc(text)]]})
    script = generate_leaflet_string(Overlay([("points", rows)]))
    assert f", {rows});" in script


@given(EVERYTHING)
def test_json_in_a_script_cannot_end_it(text: str) -> None:
    # Constants and file texts that are not escaped for HTML must not close the script element either.
    written = script_json([text])
    assert "<" not in written
    assert json.loads(written) == [text]


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        script_json([float("nan")])
