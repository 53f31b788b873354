"""A page of the product run without a browser, at an address, and what it says."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

WAIT = 60


def _script(page: str) -> None:
    import runpy
    from pathlib import Path

    import components

    runpy.run_path(str(Path(components.__file__).parents[1] / "pages" / page))


def opened(page: str, /, **address: str) -> AppTest:
    """Run a page (its path below pages/) with these values in the address; no exception may escape."""
    app = AppTest.from_function(_script, default_timeout=WAIT, kwargs={"page": page})
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception[0].stack_trace
    return app


def text(app: AppTest) -> str:
    """Return what a page says in its texts and notices."""
    return " ".join(
        str(one.value) for kind in ("markdown", "caption", "info", "warning", "subheader") for one in getattr(app, kind)
    )
