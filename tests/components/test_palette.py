"""Colours can be told apart by everybody, cover the vocabulary, and stand in one file."""

import re
import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest

from components.figures import palette

ROOT = Path(__file__).resolve().parents[2]
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHT = {
    "full": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# sRGB to CIE XYZ (IEC 61966-2-1), white D65.
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour: str) -> np.ndarray:
    channel = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: str) -> np.ndarray:
    seen = np.clip(np.asarray(SIGHT[sight]) @ linear(colour), 0, 1)
    ratio = (XYZ @ seen) / XYZ.sum(axis=1)
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(a: str, b: str, sight: str) -> float:
    return float(np.linalg.norm(lab(a, sight) - lab(b, sight)))


def contrast(a: str, b: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((float(XYZ[1] @ linear(c)) for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_yardstick_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert lab("#ffffff", "full") == pytest.approx([100, 0, 0], abs=0.01)
    # Red and this green are one colour to somebody without the middle cones, and far apart to others.
    assert distance("#a05000", "#6b7a00", "deuteranopia") < 12 < 40 < distance("#a05000", "#6b7a00", "full")


@pytest.mark.parametrize("sight", SIGHT)
def test_states_are_told_apart(sight: str) -> None:
    state = palette.table("state")
    for a, b in combinations(["met", "short", "not_assessed", "not_applicable"], 2):
        assert distance(state[a]["fill"], state[b]["fill"], sight) > 15, (a, b)
        assert distance(state[a]["ring"], state[b]["ring"], sight) > 15, (a, b)
    for a, b in combinations(["sound", "poor", "not_assessed", "occupied"], 2):
        assert distance(state[a]["fill"], state[b]["fill"], sight) > 15, (a, b)


@pytest.mark.parametrize("sight", SIGHT)
def test_steps_of_a_scale_are_told_apart(sight: str) -> None:
    ramps = [s["colours"] for s in palette.table("scale").values()] + [
        h["colours"] for h in palette.table("hazard").values()
    ]
    for ramp in ramps:
        for a, b in pairwise(ramp):
            assert distance(a, b, sight) > 8, (a, b)


@pytest.mark.parametrize("name", list(palette.table("hazard")))
def test_worse_is_darker(name: str) -> None:
    lightness = [lab(colour, "full")[0] for colour in palette.table("hazard")[name]["colours"]]
    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("name", ["persons", "households"])
def test_more_is_darker(name: str) -> None:
    lightness = [lab(colour, "full")[0] for colour in palette.table("scale")[name]["colours"]]
    assert lightness == sorted(lightness, reverse=True)


def test_marks_stand_out_from_the_land() -> None:
    # WCAG 2.2, 1.4.11: graphical objects need 3:1, by their fill or by their outline.
    land = palette.table("land")["land"]
    for name, look in palette.table("state").items():
        assert max(contrast(look["fill"], land), contrast(look["line"], land)) >= 3, name
    for name, look in palette.table("way").items():
        assert contrast(look["line"], land) >= (2.5 if name == "unknown" else 3), name


def test_land_sea_and_limits_are_told_apart() -> None:
    land = palette.table("land")
    for sight in SIGHT:
        assert distance(land["land"], land["sea"], sight) > 8
        assert distance(land["land"], land["neighbour"], sight) > 5
    assert contrast(land["department"], land["land"]) > contrast(land["commune"], land["land"]) > 1.5


def test_the_hazards_are_those_of_the_vocabulary() -> None:
    reference = tomllib.loads((ROOT / "data/reference/hazards.toml").read_text(encoding="utf-8"))
    looks = palette.table("hazard")
    for name, hazard in reference["hazards"].items():
        classes = reference["scales"][hazard["scale"]]["classes"]
        assert looks[name]["classes"] == classes
        assert len(looks[name]["colours"]) == len(classes)
    assert set(looks) == set(reference["hazards"]) | {"other"}


def test_every_colour_has_a_name_and_is_a_colour() -> None:
    text = palette.SOURCE.read_text(encoding="utf-8")
    for colour in re.findall(r'"(#[^"]*)"', text):
        assert re.fullmatch(r"#[0-9a-f]{6}", colour)
    for kind in ("state", "scale", "hazard", "way"):
        assert all(look["name"] for look in palette.table(kind).values())


def test_no_colour_stands_in_our_python() -> None:
    for folder in ("components", "pages", "results", "geo"):
        for path in (ROOT / folder).rglob("*.py"):
            found = re.findall(r"[\"'](#[0-9a-fA-F]{3,8})[\"']", path.read_text(encoding="utf-8"))
            assert not found, path


@pytest.mark.parametrize(("value", "step"), [(0, 0), (0.1999, 0), (0.2, 1), (0.5, 2), (0.6, 3), (0.8, 4), (1, 4)])
def test_a_value_on_a_break_belongs_to_the_higher_step(value: float, step: int) -> None:
    assert palette.step(value, "share") == step


def test_every_scale_has_one_colour_more_than_breaks() -> None:
    for scale in palette.table("scale").values():
        assert len(scale["colours"]) == len(scale["breaks"]) + 1
        assert scale["breaks"] == sorted(scale["breaks"])
