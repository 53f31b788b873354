"""An engine in which one line was changed: the module's source is edited, and what is built on it is made anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import geo
from tests.geo.worked_sheet import Engine

# Modules that a verdict goes through, from the first to the last.
CHAIN = ("measuring", "site_services", "verdicts", "coverage", "rollup_sums", "rollup")


def engine() -> Engine:
    """The engine of the modules in force."""
    return Engine(*(import_module(f"geo.{name}") for name in ("verdicts", "coverage", "rollup", "places")))


@contextmanager
def tampered(module: str, old: str, new: str) -> Iterator[Engine]:
    """An engine whose module `geo.<module>` says `new` where it said `old`; afterwards all is as before.

    Raises
    ------
    AssertionError
        Where the text does not stand there exactly once: the change must follow the engine.
    """
    assert module in CHAIN, module
    origin = find_spec(f"geo.{module}").origin
    source = Path(origin).read_text(encoding="utf-8")
    assert source.count(old) == 1, f"geo/{module}.py says {source.count(old)} times, not once: {old}"
    kept = {name: import_module(f"geo.{name}") for name in CHAIN}
    try:
        for name in CHAIN:
            del sys.modules[f"geo.{name}"]
        made = ModuleType(f"geo.{module}")
        made.__file__ = origin
        sys.modules[made.__name__] = made
        exec(compile(source.replace(old, new), origin, "exec"), made.__dict__)
        yield engine()
    finally:
        for name, original in kept.items():
            sys.modules[f"geo.{name}"] = original
            setattr(geo, name, original)
