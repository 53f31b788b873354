"""The legend is our own markup around escaped text, in shapes that Streamlit's sanitiser lets through."""

import re

from components.figures import legend
from components.figures.legend import Entry

HOSTILE = '<img src=x onerror=alert(1)>`${x}"'


def test_titles_and_labels_are_escaped() -> None:
    text = legend.html([(HOSTILE, [Entry(HOSTILE, "circle", "#0072b2")])])
    assert "<img" not in text
    assert "`" not in text
    assert text.count("&lt;img src=x onerror=alert(1)&gt;") == 3  # title, its name for screen readers, label


def test_only_plain_elements_with_styles_of_the_palette() -> None:
    entries = [
        Entry("a", "circle", "#0072b2", "#ffffff"),
        Entry("b", "square", "#0072b2", "#000000"),
        Entry("c", "triangle", "#0072b2", "#ffffff"),
        Entry("d", "area", "#0072b2", "#000000", "#333333"),
        Entry("e", "line", "#0072b2", "#0072b2", size_px=3, dashed=True),
    ]
    text = legend.html([("t", entries)])
    assert set(re.findall(r"<(\w+)", text)) == {"div", "span", "strong"}
    assert "url(" not in text
    assert "repeating-linear-gradient" in text
    assert "dashed" in text
    assert "clip-path:polygon" in text


def test_what_has_nothing_to_say_is_left_out() -> None:
    assert legend.html([]) == ""
    assert legend.html([("t", [])]) == ""
    assert legend.html([("t", []), ("u", [Entry("a", "area", "#0072b2")])]).count("<strong") == 1


def test_an_outline_in_the_colour_of_paper_is_not_drawn_on_paper() -> None:
    white = legend.html([("t", [Entry("a", "circle", "#0072b2", "#ffffff")])])
    assert "solid #0072b2" in white
    dark = legend.html([("t", [Entry("a", "circle", "#ffffff", "#4a4a4a")])])
    assert "solid #4a4a4a" in dark
