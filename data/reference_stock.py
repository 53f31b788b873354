"""Limits of stock in force: the shipped figures of stock-status.toml, with those changed in this store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from data.reference_logistics import items
from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.settings import Said, Setting, parse_settings
from geo.stock_rules import BY_ITEM, StockRules

PREFIX = "stock"
NOBODY: Mapping[str, Said] = {}
# The least and the most that a figure may be, ends included.
BOUNDS = {
    "use_months": (1.0, 36.0), "minimum_months": (0.0, 60.0), "maximum_months": (0.1, 120.0),
    "minimum_units": (0.0, 10_000_000.0), "expiry_window_1": (1.0, 3_650.0), "expiry_window_2": (1.0, 3_650.0),
    "projection_months": (1.0, 24.0),
}  # fmt: skip


def stock_settings(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Every limit that may be changed, as it is in force: ``stock.<name>`` and ``stock.<name>.<item>``.

    One of an item that nobody set is NaN: the one of all items holds.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that does not fit.
    """
    return {name: _edited(name, one, told, said) for name, one in _shipped().items()}


def stock_rules(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> StockRules:
    """Limits in force; errors as `stock_settings`, and ``stock_limits.order`` for a least above its most."""
    held = stock_settings(told, said)
    general = {one.key: one for name, one in held.items() if name.count(".") == 1}
    by_item: dict[str, dict[str, Setting]] = {}
    for name, one in held.items():
        if name.count(".") > 1:
            by_item.setdefault(name.split(".", 2)[2], {})[one.key] = one
    rules = StockRules(general, by_item)
    for item in ("", *by_item):
        limits = rules.limits(item)
        if limits.minimum_months > limits.maximum_months:
            raise ReferenceProblem("stock_limits.order", least=limits.minimum_months, most=limits.maximum_months)
    if rules.of("expiry_window_1") > rules.of("expiry_window_2"):
        windows = {"least": rules.of("expiry_window_1"), "most": rules.of("expiry_window_2")}
        raise ReferenceProblem("stock_limits.order", **windows)
    return rules


def bounds(setting: str) -> tuple[float, float]:
    """The least and the most that a figure may be."""
    return BOUNDS[setting.split(".")[1]]


def subject(setting: str) -> str:
    """Item that a figure is of, or its own name."""
    return setting.split(".", 2)[-1]


@cache
def _shipped() -> dict[str, Setting]:
    general = parse_settings(document(REFERENCE / "stock-status.toml"))
    units = {"minimum_months": "months", "maximum_months": "months", "minimum_units": "units"}
    own = {
        f"{PREFIX}.{name}.{item}": Setting(name, float("nan"), units[name], "none", "nobody set it", "unverified")
        for item in items()["item"] for name in BY_ITEM
    }  # fmt: skip
    return {f"{PREFIX}.{name}": one for name, one in general.items()} | own


def _edited(name: str, one: Setting, told: Mapping[str, str], said: Mapping[str, Said]) -> Setting:
    if name not in told:
        return one
    least, most = bounds(name)
    try:
        value = float(told[name])
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=told[name]) from error
    if not least <= value <= most:
        raise ReferenceProblem("bad_setting", setting=name, value=told[name])
    return one.edited(value, said.get(name), name=one.key)
