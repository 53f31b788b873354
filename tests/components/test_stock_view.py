"""The stock page over the demonstration: every part, its choices in the address, and what it says."""

from __future__ import annotations

import re

import pytest

from components.widgets.stock_view import PARTS
from tests.components.page_runs import opened, text

PAGE = "stocks/stock.py"
KEYS = re.compile(r"\b(?:stock|header|choice|unit|figure|input|note|column|explain)\.[a-z_]+")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("stock-page")


@pytest.fixture(autouse=True)
def demonstration(home, monkeypatch):
    """The demonstration, made by the first page that opens it."""
    monkeypatch.setenv("PARE_HOME", str(home))


def html(app) -> str:
    return " ".join(one.proto.body for one in app.get("html"))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_for_all_and_for_one_of_each_choice(part):
    for address in ({}, {"warehouse": "MAG-04", "item": "tarpaulin", "dept": "HT07"}):
        app = opened(PAGE, part=part, **address)
        assert not app.error
        assert not KEYS.findall(f"{text(app)} {html(app)}")


@pytest.mark.parametrize("lang", ["en", "ht"])
@pytest.mark.parametrize("part", ["departments", "alerts", "pipeline", "month"])
def test_every_language_has_its_words(part, lang):
    app = opened(PAGE, part=part, lang=lang)
    assert "bien stocké" not in html(app)
    assert not KEYS.findall(f"{text(app)} {html(app)}")


def test_leading_figures_are_explained_and_the_rest_counted():
    app = opened(PAGE)
    names = [one.label for one in app.metric]
    assert names == [
        "Ruptures et sous-stocks",
        "Lots périmés ou bientôt",
        "Livraisons en retard",
        "Transferts en route",
    ]
    assert app.metric[2].value == "3"
    assert "Remplissage" in html(app)


def test_a_window_of_expiry_opens_its_lots():
    every, first = html(opened(PAGE, part="alerts")), html(opened(PAGE, part="alerts", window="expired"))
    assert "première fenêtre" in every
    assert "première fenêtre" not in first
    assert "HYG2203-116" in first


def test_a_link_to_a_warehouse_opens_it_whatever_department_is_chosen():
    app = opened(PAGE, part="items", warehouse="MAG-01", dept="HT07")
    assert next(box for box in app.selectbox if box.key == "warehouse").value == "MAG-01"
    assert "Port-au-Prince" in html(app)


def test_an_address_that_names_nothing_is_ignored():
    app = opened(PAGE, part="nowhere", warehouse="<script>", item="nothing", month="1999-01", window="x", kind="bomb")
    assert next(box for box in app.selectbox if box.key == "warehouse").value == ""


def test_the_card_asks_for_both_choices_and_then_closes_on_the_balance():
    assert "fiche de stock" in text(opened(PAGE, part="card", warehouse="MAG-04"))
    app = opened(PAGE, part="card", warehouse="MAG-04", item="rope")
    assert [one.label for one in app.metric] == ["Solde d'ouverture", "Entrées", "Sorties", "Solde de clôture"]


def test_movements_say_how_many_there_are_and_filter_by_kind():
    every = text(opened(PAGE, part="movements", warehouse="MAG-04"))
    losses = opened(PAGE, part="movements", warehouse="MAG-04", kind="loss")
    pattern = re.compile(r"sur ([\d\u202f]+), les plus récents")
    counts = [int(re.sub(r"\D", "", pattern.search(told).group(1))) for told in (every, text(losses))]
    assert 0 < counts[1] < counts[0]
    assert "distribution" not in html(losses)


def test_a_past_month_is_shown_as_it_was():
    app = opened(PAGE, part="month", warehouse="MAG-04", month="2023-06")
    assert "1er juin 2023" in text(app)
    assert "30 juin 2023" in text(app)


def test_limits_are_on_the_page_of_settings():
    app = opened("manage/settings.py", part="stock", set_stock="tarpaulin")
    assert not app.error
    assert "comme tous les articles" in text(app)
    assert not KEYS.findall(f"{text(app)} {html(app)}")


def test_a_lot_to_watch_opens_its_card_with_one_click():
    app = opened(PAGE, part="alerts", window="expired")
    first = next(box for box in app.selectbox if str(box.key).startswith("card-of-expiry"))
    assert "Kit d'hygiène" in first.options[0]
    app.button(key="open-card-expiry").click().run()
    assert not app.exception
    assert next(box for box in app.selectbox if box.key == "item").value == "hygiene_kit"
    assert "Solde de clôture" in [one.label for one in app.metric]
    app = opened(PAGE)
    app.button(key="open-alerts").click().run()
    assert app.query_params["part"] in ("alerts", ["alerts"])


def test_movements_name_the_other_end_of_each_and_never_its_code():
    app = opened(PAGE, part="card", warehouse="MAG-01", item="tarpaulin")
    assert "Entrepôt Les Cayes" in html(app)
    assert ">MAG-04<" not in html(app)


def test_declared_stock_reads_its_weight_as_a_share_and_its_units_as_units():
    said = html(opened(PAGE, part="declared"))
    assert "63\u202f%" in said
    assert "0,63333" not in said
    assert "Pondéré (unités)" in said


def test_a_warehouse_without_transfers_on_the_way_says_so():
    app = opened(PAGE, part="movements", warehouse="MAG-03")
    assert "Rien n'est en transit" in text(app)
    assert "Numéro du transfert" not in html(app)
