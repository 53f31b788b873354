"""Every file that a map asks for lies in static/vendor, is the one that was fetched, and nothing else is asked for."""

import hashlib
import json
import re
from typing import ClassVar
from urllib.parse import urlsplit

import folium
import folium.plugins
import pytest
from folium.elements import JSCSSMixin

from components.figures import elements, offline

LOCK = json.loads((offline.FOLDER / "vendor.lock.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", LOCK, ids=lambda e: e["file"])
def test_each_vendored_file_is_the_one_that_was_fetched(entry: dict[str, str]) -> None:
    content = (offline.FOLDER / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_every_file_is_locked_or_our_own() -> None:
    there = {p.relative_to(offline.FOLDER).as_posix() for p in offline.FOLDER.rglob("*") if p.is_file()}
    locked = {entry["file"] for entry in LOCK}
    ours = {name for name in there if name.startswith("pare/")}
    assert there == locked | ours | {"vendor.lock.json"}


def test_every_package_comes_with_its_licence_and_version() -> None:
    packages = {entry["package"] for entry in LOCK}
    assert {entry["package"] for entry in LOCK if entry["file"].endswith("/LICENSE")} == packages
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", entry["version"]) and entry["licence"] for entry in LOCK)


def test_no_vendored_file_names_a_registry_or_loads_from_elsewhere() -> None:
    for path in offline.FOLDER.rglob("*"):
        if path.suffix in {".js", ".css", ".json"}:
            text = path.read_text(encoding="utf-8")
            assert "registry" not in text, path
            assert "sourceMappingURL" not in text, path
            assert not re.search(r"(url\(|import\s*\(?|fetch\()\s*['\"]?https?:", text), path


def test_what_style_sheets_point_to_is_there() -> None:
    for sheet in offline.FOLDER.rglob("*.css"):
        for target in re.findall(r"url\(['\"]?([^'\")]+)", sheet.read_text(encoding="utf-8")):
            if not target.startswith("#"):
                assert (sheet.parent / target).is_file(), (sheet, target)


def _links(element: type) -> list[str]:
    return [address for kind in ("default_js", "default_css") for _, address in getattr(element, kind)]


def _all(parent: type) -> set[type]:
    return {parent} | {grand for child in parent.__subclasses__() for grand in _all(child)}


def test_no_map_class_of_folium_or_ours_names_another_machine() -> None:
    offline.rewrite()
    classes = _all(JSCSSMixin)
    assert {folium.Map, folium.plugins.FastMarkerCluster, folium.plugins.Draw, elements.Land} <= classes
    for element in classes:
        for address in _links(element):
            parts = urlsplit(address)
            assert (parts.scheme, parts.netloc) == ("", ""), (element, address)
            file = parts.path.removeprefix(offline.PREFIX + "/")
            assert (offline.FOLDER / file).is_file(), (element, address)


def test_what_our_maps_need_is_kept_and_the_rest_is_on_record() -> None:
    dropped = offline.rewrite()
    assert _links(folium.Map) == ["/app/static/vendor/leaflet/leaflet.js", "/app/static/vendor/leaflet/leaflet.css"]
    assert _links(folium.plugins.FastMarkerCluster)[0].endswith("/leaflet.markercluster.js")
    assert any("jquery" in address for address in dropped["Map"])
    assert any("leaflet.draw" in address for address in dropped["Draw"])
    assert "Land" not in dropped


def test_rewriting_again_changes_nothing() -> None:
    first = offline.rewrite()
    links = {element: _links(element) for element in _all(JSCSSMixin)}
    assert offline.rewrite() == first
    assert {element: _links(element) for element in _all(JSCSSMixin)} == links


def test_a_class_made_later_is_caught_by_the_next_call() -> None:
    class Late(JSCSSMixin):
        default_js: ClassVar = [("late", "https://example.org/late.js"), ("leaflet", "https://example.org/leaflet.js")]

    assert offline.rewrite()["Late"] == ("https://example.org/late.js",)
    assert Late.default_js == [("leaflet", "/app/static/vendor/leaflet/leaflet.js")]


def test_our_own_files_carry_a_mark_of_their_content() -> None:
    content = (offline.FOLDER / "pare/base.js").read_bytes()
    assert offline.link("pare/base.js").endswith("/pare/base.js?v=" + hashlib.sha256(content).hexdigest()[:8])
    assert "?" not in offline.link("leaflet/leaflet.js")
