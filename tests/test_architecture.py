"""The rules of the house, kept by reading the code: arrows, sizes, one cache, guarded pages, no text of machines."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("geo", "data", "results", "jobs", "components", "pages", "api", "commands")
MAY_IMPORT = {
    "geo": set(),
    "data": {"geo"},
    "results": {"geo", "data"},
    "jobs": {"geo"},
    "components": {"geo", "data", "results", "jobs"},
    "pages": {"components"},
    "api": {"geo", "data", "results", "components"},
    "commands": {"geo", "data", "results", "jobs", "components"},
}
WEB = {"streamlit", "starlette", "folium", "streamlit_folium", "plotly", "uvicorn"}
NO_WEB = ("geo", "data", "results", "jobs")
NOT_IN_GEO = {"os", "pathlib", "socket", "sqlite3", "sqlalchemy", "requests", "urllib", "time", "tomllib", "openpyxl"}


@cache
def sources(folder: str) -> tuple[tuple[Path, ast.Module], ...]:
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted((ROOT / folder).rglob("*.py")))


def imports(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_arrows_point_left(layer: str):
    wrong = []
    for path, tree in sources(layer):
        roots = {name.split(".")[0] for name in imports(tree)}
        wrong += [(path.name, root) for root in roots & set(LAYERS) - MAY_IMPORT[layer] - {layer}]
        if layer in NO_WEB:
            wrong += [(path.name, root) for root in roots & WEB]
    assert not wrong


def test_geo_touches_no_file_clock_network_or_environment():
    wrong = [(p.name, n) for p, tree in sources("geo") for n in imports(tree) if n.split(".")[0] in NOT_IN_GEO]
    calls = [
        (p.name, node.attr)
        for p, tree in sources("geo")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow", "environ", "getenv", "read_csv"}
    ]
    assert not wrong
    assert not calls


def test_figures_are_values_and_never_talk_to_streamlit():
    wrong = [
        p.name for p, tree in sources("components/figures") if "streamlit" in {n.split(".")[0] for n in imports(tree)}
    ]
    assert not wrong


def test_pages_ask_results_through_components_only():
    for path, tree in sources("pages"):
        names = imports(tree)
        assert not {n.split(".")[0] for n in names} & {"pandas", "geopandas", "sqlalchemy", "data", "geo", "results"}, (
            path
        )


def test_pages_lie_in_sections_open_guarded_and_hold_no_def():
    pages = [path for path, _ in sources("pages")]
    assert pages
    assert not [p for p in pages if p.parent == ROOT / "pages"]
    assert len({p.stem for p in pages}) == len(pages)
    for path, tree in sources("pages"):
        assert ast.get_docstring(tree), path
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 80, path
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Lambda)], path
        first = next(n for n in tree.body[1:] if not isinstance(n, ast.Import | ast.ImportFrom))
        told = ast.unparse(first)
        assert told == f"page = session.open_page('{path.stem}.view')", path


def test_only_one_file_keeps_values_between_runs():
    wrong = []
    for layer in ("components", "pages", "api"):
        for path, tree in sources(layer):
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and node.attr.startswith("cache_") and path.name != "remember.py":
                    wrong.append((path.name, node.attr))
                if isinstance(node, ast.Attribute) and node.attr == "fragment" and path.name != "session.py":
                    wrong += [(path.name, "st.fragment")] if ast.unparse(node) == "st.fragment" else []
    assert not wrong
    text = (ROOT / "components" / "remember.py").read_text(encoding="utf-8")
    keepers = [
        n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef) and "cache_resource" in ast.unparse(n)
    ]
    assert [k.name for k in keepers] == ["shelf"]
    assert not [a.arg for k in keepers for a in k.args.args if a.arg.startswith("_")]
    remember = next(n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef) and n.name == "remember")
    assert remember.args.args[0].arg == "view"
    assert "view.view_key" in ast.unparse(remember)


def test_nothing_restricted_goes_to_streamlits_own_media():
    allowed = {("tables.py", "download_button")}  # only without the gate, in the fictional demonstration
    found = {
        (path.name, node.attr)
        for layer in ("components", "pages")
        for path, tree in sources(layer)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"download_button", "image", "pdf", "audio", "video"}
        and ast.unparse(node.value) == "st"
    }  # fmt: skip
    assert found <= allowed


@pytest.mark.parametrize("folder", ["geo", "data", "results", "components", "pages", "api", "commands", "tools"])
def test_files_and_functions_stay_small(folder: str):
    for path, tree in sources(folder):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = ast.get_docstring(node, clean=False)
                size = node.end_lineno - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)
                assert size <= 30, f"{path.name} {node.name}: {size}"


@pytest.mark.parametrize("folder", ["geo", "data", "results"])
def test_public_functions_say_what_they_do(folder: str):
    bare = [
        f"{path.name}: {node.name}"
        for path, tree in sources(folder)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]  # fmt: skip
    assert not bare


def test_no_room_is_named_after_nothing():
    names = {p.stem for folder in LAYERS for p, _ in sources(folder)}
    assert not names & {"utils", "helpers", "manager", "common", "misc"}


def test_shipped_folders_hold_no_python():
    for folder in ("data/bundled", "data/reference", "data/mappings"):
        assert not list((ROOT / folder).rglob("*.py")), folder


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in told.split("\0") if name]


def test_no_path_of_a_machine_and_no_registry_host_in_any_file():
    parts = (("py", "pi.org"), ("python", "hosted"), ("registry.", "npmjs"), ("deb.", "debian"), ("crates", ".io"))
    hosts = "|".join(re.escape(start + end) for start, end in parts)  # in parts: this file names none either
    paths = "|".join(f"/{name}/[A-Za-z.]" for name in ("work", "root", "tmp"))
    for path in tracked():
        if path.suffix in {".png", ".woff2"} or "static/vendor" in str(path) or not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not re.search(hosts, text), path
        assert path == Path(__file__).resolve() or not re.search(rf"(?<![\w.]){paths}", text), path
