"""The clicks that the bench times do what clicks on the pages do; nothing is timed here."""

from __future__ import annotations

from pathlib import Path

from data import demo
from tests.bench import clicks


def test_a_click_on_a_cell_opens_its_place_and_the_map_is_drawn(tmp_path: Path):
    demo.open_or_make(tmp_path / "pare.db")
    with clicks.pages(tmp_path):
        matrix = clicks.opened("services/coverage")
        (run,) = clicks.clicks(matrix, [{"place": "HT01", "level": "adm2"}])
        assert "Ouest" in " ".join(str(one.value) for one in run().markdown)
        assert matrix.query_params["place"] in ("HT01", ["HT01"])
        listed = clicks.opened("services/priorities")
        assert not listed.get("component_instance")
        (run,) = clicks.clicks(listed, [{"part": "map"}])
        assert "SIT-" in run().get("component_instance")[0].proto.json_args
