"""One conversation with a source: bounded in time and size, tried again with growing waits, certificates checked.

This is the only place of the product that speaks to the network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import requests

from data.connectors import addresses, faults
from data.connectors.feed_list import Feed, accepted_types, limits, user_agent
from data.connectors.keys import Secret
from geo.errors import SourceUnavailable

_PIECE = 65_536
_ODD = re.compile(r"[^a-z0-9/+.-]")
_PAGES = ("text/html", "application/xhtml+xml")
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Options:
    """How a feed is asked, where it is not as usual.

    Parameters
    ----------
    subject
        Earthquake, storm, form or data set, instead of the feed's own choice.
    origin
        Scheme, host and port that stand in for every host: a mirror, or a server on the loopback.
    limits
        Other limits than those of data/reference/feeds.toml, by name.
    sleep
        What waits, given seconds.
    """

    subject: str = ""
    origin: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)
    sleep: Callable[[float], None] = sleep


@dataclass(frozen=True)
class Answer:
    """What a source answered: `body` (unpacked bytes), `etag`, `host`; `unchanged` after a 304."""

    host: str
    body: bytes = field(default=b"", repr=False)
    etag: str = ""
    unchanged: bool = False


class _Session(requests.Session):
    """A session that leaves redirects alone: requests would read their bodies whole, however long."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that there is none."""
        del resp


class Wire:
    """A conversation about one feed.

    Parameters
    ----------
    feed
        Whose answers these are: its name goes into errors.
    options
        Waits, limits and the address that stands in.
    secret
        Key of the source; sent to the origin of the first question only.
    etag
        Mark of the answer that is kept, for questions that may be answered "unchanged".
    """

    def __init__(self, feed: Feed, options: Options, *, secret: Secret | None = None, etag: str = "") -> None:
        self.feed, self.options, self.etag = feed, options, etag
        self.limits = {**limits(), **options.limits}
        self._secret = secret
        self._home = ""
        self._ends = monotonic() + self.limits["fetch_seconds"]
        self._left = int(self.limits["answer_bytes"])
        self._session = _Session()
        # a key of ~/.netrc would replace the feed's own
        self._session.auth = _as_it_is
        self._session.headers["User-Agent"] = user_agent()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._session.close()

    @property
    def page_rows(self) -> int:
        """Rows to ask for in one page."""
        return int(self.limits.get("page_rows", self.feed.page_rows))

    def get(self, url: str, *, form: str, parameters: Mapping[str, str] | None = None, etag: str = "") -> Answer:
        """Ask for one answer.

        Parameters
        ----------
        url, parameters
            Address and query. The query never holds a key: queries stand in logs of proxies.
        form
            What kind of answer is expected: `json`, `xml`, `text` or `file`.
        etag
            Mark of an answer that is known already.

        Raises
        ------
        SourceUnavailable
            With the codes of `data.connectors.faults`, ``feed.wrong_type``, ``feed.too_large``, ``feed.redirects``.
        """
        asked = addresses.moved(url, self.options.origin) if self.options.origin else url
        if not self._home:
            self._home = addresses.checked(asked, asked_from=asked)
        addresses.checked(asked, asked_from=self._home)
        if parameters:
            asked = f"{asked}{'&' if '?' in asked else '?'}{urlencode(parameters)}"
        done = 0
        while True:
            try:
                return self._follow(asked, form, etag)
            except faults.Faltered as faltered:
                done += 1
                self._pause(done, faltered)

    def _pause(self, done: int, faltered: faults.Faltered) -> None:
        wait = min(self.limits["first_wait_seconds"] * 2 ** (done - 1), self.limits["longest_wait_seconds"])
        wait = max(wait, faltered.wait_seconds)
        if done >= self.limits["tries"] or monotonic() + wait > self._ends:
            raise faltered.error from None
        self.options.sleep(wait)

    def _follow(self, url: str, form: str, etag: str) -> Answer:
        for _ in range(int(self.limits["redirects"]) + 1):
            answer = self._once(url, form, etag)
            if isinstance(answer, Answer):
                return answer
            url = addresses.checked(addresses.onward(url, answer), asked_from=url)
        raise SourceUnavailable("feed.redirects", host=addresses.host_of(url))

    def _once(self, url: str, form: str, etag: str) -> Answer | str:
        """One question: an answer, or the address where it now lies."""
        host, until = addresses.host_of(url), monotonic() + self.limits["answer_seconds"]
        self._session.trust_env = not addresses.on_loopback(url)  # no proxy between this machine and itself
        with (
            faults.named(host, seconds=self.limits["read_seconds"]),
            self._session.get(
                url, headers=self._headers(url, etag), stream=True, allow_redirects=False,
                timeout=(self.limits["connect_seconds"], self.limits["read_seconds"]),
            ) as response,
        ):  # fmt: skip
            if response.status_code in _MOVED and "Location" in response.headers:
                return response.headers["Location"]
            mark = response.headers.get("ETag", "")
            if response.status_code == 304 and etag:
                return Answer(host, etag=mark or etag, unchanged=True)
            key = self._secret.name if self._secret else ""
            faults.check_status(response, host=host, key=key, longest_wait=self.limits["longest_wait_seconds"])
            self._check_type(response, form, host)
            return Answer(host, self._read(response, host, min(until, self._ends)), mark)

    def _headers(self, url: str, etag: str) -> dict[str, str]:
        headers = {"If-None-Match": etag} if etag else {}
        if self._secret and addresses.origin_of(url) == addresses.origin_of(self._home):
            headers[self.feed.key_header] = f"{self.feed.key_prefix}{self._secret.value}"
        return headers

    def _check_type(self, response: requests.Response, form: str, host: str) -> None:
        found = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
        accepted = accepted_types(form)
        if found and (found not in accepted if accepted else found in _PAGES):
            told = _ODD.sub("", found)[:60]  # it comes from outside and goes into a sentence
            raise SourceUnavailable("feed.wrong_type", host=host, found=told)

    def _read(self, response: requests.Response, host: str, until: float) -> bytes:
        """Read the body: no more than what is left of the feed's size, and not beyond its time."""
        pieces, size = [], 0
        while piece := response.raw.read1(_PIECE, decode_content=True):
            size += len(piece)
            if size > self._left:
                raise SourceUnavailable("feed.too_large", host=host, megabytes=self.limits["answer_bytes"] / 1e6)
            if monotonic() > until:
                error = SourceUnavailable("feed.timeout", host=host, seconds=self.limits["answer_seconds"])
                raise faults.Faltered(error)
            pieces.append(piece)
        self._left -= size
        return b"".join(pieces)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
