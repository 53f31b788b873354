"""Choices that stand in the address: a link opens what was chosen, whatever the language.

Values in the address are codes; one that is not among the options of this view is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st


def select(label: str, options: Sequence[str], names: Mapping[str, str], *, key: str) -> str:
    """Draw a list to choose from; its first option is what an address without the key means."""
    recall(key, options)
    chosen = str(st.selectbox(label, options, format_func=names.__getitem__, key=key))
    write(key, chosen, default=options[0])
    return chosen


def flag(label: str, *, key: str, usual: bool, note: str | None = None) -> bool:
    """Draw a choice of yes or no; an address without the key means the usual one."""
    # what it begins with is told to the browser on every run: it may draw the choice long after the first one
    asked = st.query_params.get(key)
    first = asked == "1" if asked in ("0", "1") else usual
    begun = bool(st.session_state.setdefault(f"begun-{key}", first))
    chosen = bool(st.toggle(label, value=begun, key=key, help=note))
    write(key, str(int(chosen)), default=str(int(usual)))
    return chosen


def recall(key: str, options: Sequence[str]) -> None:
    """Take a value over from the address, where it holds a new one that exists here."""
    asked, seen = st.query_params.get(key), f"address-{key}"
    if asked in options and (key not in st.session_state or asked != st.session_state.get(seen)):
        st.session_state[key] = st.session_state[seen] = asked
    elif st.session_state.get(key, options[0]) not in options:
        del st.session_state[key]


def write(key: str, value: str, *, default: str) -> None:
    """Put a value into the address; the default leaves it clean."""
    st.session_state[f"address-{key}"] = value
    if value == default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != value:
        st.query_params[key] = value
