"""Every bundled set is described, and its files are the ones described."""

from __future__ import annotations

import shutil

import pytest

from data import catalogue
from geo.errors import ReferenceProblem

SETS = catalogue.datasets()


@pytest.mark.parametrize("dataset", SETS, ids=lambda dataset: dataset.name)
def test_files_are_the_ones_described(dataset):
    assert catalogue.check(dataset) == []


def test_the_two_geographic_sets_are_there_and_not_fictional():
    found = {dataset.name: dataset for dataset in SETS}
    assert {"haiti", "natural-earth"} <= set(found)
    assert not found["haiti"].fictional
    assert not found["natural-earth"].fictional
    assert found["natural-earth"].licence.startswith("Public domain")
    assert (found["natural-earth"].folder / "LICENSE").read_text(encoding="utf-8").startswith("The MIT License")


def test_every_source_told_is_of_a_file_that_is_there():
    for dataset in SETS:
        assert set(dataset.sources) <= set(dataset.hashes)


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "haiti"
    shutil.copytree(catalogue.BUNDLED / "haiti", folder, copy_function=shutil.copyfile)
    return folder


def test_a_changed_an_absent_and_a_stray_file_are_told(copied):
    (copied / "departments.csv").write_text("changed", encoding="utf-8")
    (copied / "aliases.csv").unlink()
    (copied / "stray.csv").write_text("a", encoding="utf-8")
    told = catalogue.check(catalogue.read_dataset(copied))
    assert [(problem.code, problem.value) for problem in told] == [
        ("file_absent", "aliases.csv"),
        ("file_undescribed", "stray.csv"),
        ("file_changed", "departments.csv"),
    ]


def test_a_set_without_a_description(tmp_path):
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "file.csv").write_text("a", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReferenceProblem) as told:
        catalogue.datasets(tmp_path)
    assert (told.value.code, told.value.params["dataset"]) == ("dataset_undescribed", "bare")


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        ("fictional = false", "", "fictional"),
        ("fictional = false", 'fictional = "no"', "fictional"),
        ('crs = "EPSG:4326"', "", "crs"),
        ('date = "2024-01-01"', 'date = "January"', "date"),
        ("[sha256]", "[hashes]", "sha256"),
    ],
)
def test_an_incomplete_description(copied, old, new, keys):
    path = copied / "dataset.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceProblem) as told:
        catalogue.read_dataset(copied)
    assert (told.value.code, told.value.params["keys"]) == ("dataset_incomplete", keys)


def test_what_else_is_told_is_kept(copied):
    path = copied / "dataset.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[label]\nfr = "fictif"\n', encoding="utf-8")
    assert catalogue.read_dataset(copied).further == {"label": {"fr": "fictif"}}
