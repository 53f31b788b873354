"""The picture of this process: what was kept of one store is never shown as another's."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from components import picture
from components.remember import remember
from data.home import store_path
from data.store.store import Store, Told


def test_two_stores_with_as_many_batches_keep_their_own_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    seen = []
    for name in ("first", "second"):
        monkeypatch.setenv("PARE_HOME", str(tmp_path / name))
        (tmp_path / name).mkdir()
        with Store(store_path()).batch(Told("demo", "demo", fictional=True)) as batch:
            batch.patch("sites", pd.DataFrame([{"site_id": name, "name": name, "adm2_pcode": "HT0111"}]))
        view = picture.take()
        seen.append(remember(view, "names", lambda held=view: held.frame("sites")["name"].tolist()))
    assert seen == [["first"], ["second"]]
