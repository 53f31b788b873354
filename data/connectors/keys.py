"""Keys and addresses of this machine: from the environment, or from a secrets.toml that only its owner can read."""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import dataclass, field

from data.home import home
from geo.errors import SourceUnavailable

FILE = "secrets.toml"


@dataclass(frozen=True)
class Secret:
    """A key under its name; its value is in no text that this object makes of itself."""

    name: str
    value: str = field(repr=False)


def find(name: str) -> Secret | None:
    """Look for a key: the environment first, then secrets.toml in the folder of the state.

    Parameters
    ----------
    name
        Name of the variable, for example ``KOBO_TOKEN``; the same name stands in the file.

    Returns
    -------
    secret
        None where nobody gave one.

    Raises
    ------
    SourceUnavailable
        ``feed.secrets_open`` where others may read the file, ``feed.secrets_unreadable`` where it is no TOML,
        ``feed.key_malformed`` where the value cannot be a header.
    """
    value = os.environ.get(name) or _from_file(name)
    if value is None or not str(value).strip():
        return None
    told = str(value).strip()
    if not isinstance(value, str) or not told.isascii() or not told.isprintable():
        raise SourceUnavailable("feed.key_malformed", variable=name)
    return Secret(name, told)


def given(name: str) -> bool:
    """Whether a usable key is there; a file that cannot be used holds none."""
    try:
        return find(name) is not None
    except SourceUnavailable:
        return False


def _from_file(name: str) -> object:
    path = home() / FILE
    try:
        with path.open("rb") as file:
            # asked of the open file, so that it cannot be another one by the time it is read
            mode = os.fstat(file.fileno())
            if mode.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or mode.st_uid != os.geteuid():
                raise SourceUnavailable("feed.secrets_open", file=FILE)
            return tomllib.load(file).get(name)
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, PermissionError, IsADirectoryError):
        raise SourceUnavailable("feed.secrets_unreadable", file=FILE) from None
