"""The last good answer of each feed on disk, and what the last try gave: `feeds/<name>/` in the folder of the state.

`good.json` names the file that is good now, so that the file and what is said of it change in one rename; `tried.json`
tells the last try. Both hold the host, never an address or a key. Only their owner may read them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.connectors.feed_list import Feed, limits
from data.connectors.shapes import Got
from data.home import home, now, write_whole
from geo.errors import SourceUnavailable

GOOD, TRIED, LOCK = "good.json", "tried.json", "lock"


@dataclass(frozen=True)
class Good:
    """What is said of the last good answer.

    Parameters
    ----------
    file
        Name of the file, in the feed's folder.
    fetched_at
        When the source last gave it, or said that it still holds (ISO with offset).
    host, etag, subject
        Who gave it; the source's mark; which earthquake, storm, form or data set it is about.
    sha256, size_bytes
        Of the file.
    dropped
        Fields of persons that were left out.
    """

    file: str
    fetched_at: str
    host: str
    etag: str
    subject: str
    sha256: str
    size_bytes: int
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tried:
    """What the last try gave: `outcome` is ``new``, ``unchanged``, ``nothing`` or ``failed`` (with code and params)."""

    tried_at: str
    outcome: str
    code: str = ""
    params: tuple[tuple[str, Any], ...] = ()


def folder(name: str) -> Path:
    """Folder of a feed, made for its owner alone."""
    path = home() / "feeds" / name
    for one in (path.parent, path):
        one.mkdir(mode=0o700, exist_ok=True)
    return path


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one fetch of a feed at a time write its folder.

    Raises
    ------
    SourceUnavailable
        ``feed.busy`` where another is under way, ``feed.not_kept`` where the folder cannot be written.
    """
    try:
        held = os.open(folder(name) / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise _not_kept(name, error) from None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise SourceUnavailable("feed.busy", connector=name) from None
    try:
        yield
    finally:
        os.close(held)


def good(name: str) -> Good | None:
    """What is said of the last good answer; None where there is none, or its file is gone."""
    told = _read(home() / "feeds" / name / GOOD)
    try:
        one = Good(**{**told, "dropped": tuple(told["dropped"])})
        datetime.fromisoformat(one.fetched_at)
        there = path_of(name, one).is_file()
    except (KeyError, TypeError, ValueError):
        return None
    return one if there else None


def path_of(name: str, one: Good) -> Path:
    """File of a good answer."""
    return home() / "feeds" / name / Path(one.file).name


def whole(name: str, one: Good) -> bool:
    """Whether the file still is what was written."""
    try:
        with path_of(name, one).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == one.sha256
    except OSError:
        return False


def last_try(name: str) -> Tried | None:
    """What the last try gave; None where nobody tried."""
    told = _read(home() / "feeds" / name / TRIED)
    try:
        params = tuple((str(key), value) for key, value in told["params"])
        return Tried(str(told["tried_at"]), str(told["outcome"]), str(told["code"]), params)
    except (KeyError, TypeError, ValueError):
        return None


def keep(feed: Feed, got: Got, before: Good | None) -> tuple[Good, bool]:
    """Put a checked answer in place of the last good one.

    Parameters
    ----------
    feed, got
        The feed and its answer; one without body says that what is kept still holds.
    before
        The last good answer.

    Returns
    -------
    good, changed
        What is now good, and whether its bytes are other than before.

    Raises
    ------
    SourceUnavailable
        ``feed.not_kept`` where the disk refuses; the last good answer stays.
    """
    at = now()
    if got.body is None:
        if before is None:
            raise SourceUnavailable("feed.empty", host=got.host)
        told, changed = Good(**{**asdict(before), "fetched_at": at, "etag": got.etag}), False
    else:
        sha256 = hashlib.sha256(got.body).hexdigest()
        changed = before is None or before.sha256 != sha256
        stamp = datetime.fromisoformat(at).astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        file = f"{feed.name}-{stamp}-{sha256[:8]}{got.ending}" if changed or before is None else before.file
        told = Good(file, at, got.host, got.etag, got.subject, sha256, len(got.body), got.dropped)
    try:
        if changed and got.body is not None:
            write_whole(folder(feed.name) / told.file, got.body)
        write_whole(folder(feed.name) / GOOD, _json(asdict(told)))
        _clear(feed, told)
    except OSError as error:
        raise _not_kept(feed.name, error) from None
    return told, changed


def note(name: str, outcome: str, error: SourceUnavailable | None = None) -> None:
    """Tell what a try gave.

    Raises
    ------
    SourceUnavailable
        ``feed.not_kept`` where the disk refuses.
    """
    code = error.code if error else ""
    params = [(key, value) for key, value in (error.params if error else {}).items()]
    told = {"tried_at": now(), "outcome": outcome, "code": code, "params": params}
    try:
        write_whole(folder(name) / TRIED, _json(told))
    except OSError as refused:
        raise _not_kept(name, refused) from None


def _clear(feed: Feed, good_now: Good) -> None:
    """Remove older answers (of forms about persons all of them) and what a killed fetch left behind."""
    most = 1 if feed.never_kept else int(limits()["answers_kept"])
    there = list(folder(feed.name).iterdir())
    older = [one for one in there if one.name.startswith(f"{feed.name}-") and one.name != good_now.file]
    left_behind = [one for one in there if one.name.startswith(".")]
    for one in sorted(older, key=lambda one: one.name, reverse=True)[most - 1 :] + left_behind:
        one.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8")


def _not_kept(name: str, error: OSError) -> SourceUnavailable:
    return SourceUnavailable("feed.not_kept", connector=name, number=error.errno or 0)
