"""Figures as shipped, with those that somebody changed in this store: one way for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from geo.errors import ReferenceProblem
from geo.settings import Said, Setting

Bounds = Callable[[str], tuple[float, float]]
NOTHING: Mapping[str, str] = {}
NOBODY: Mapping[str, Said] = {}


def in_force(
    shipped: Mapping[str, Setting], told: Mapping[str, str], said: Mapping[str, Said], bounds: Bounds
) -> dict[str, Setting]:
    """Return the figures by the name of their setting, each as it is in force.

    Parameters
    ----------
    shipped
        As they are before anybody changes one.
    told
        Settings of the store by name; those of other figures are passed over.
    said
        Who changed which, when and why.
    bounds
        The least and the most that a figure may be, ends included.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that is no number, or outside its bounds.
    """
    return {
        name: one.edited(_number(name, told[name], bounds(name)), said.get(name), name=one.key) if name in told else one
        for name, one in shipped.items()
    }


def _number(name: str, text: str, bounds: tuple[float, float]) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting=name, value=text) from error
    if not bounds[0] <= value <= bounds[1]:
        raise ReferenceProblem("bad_setting", setting=name, value=text)
    return value
