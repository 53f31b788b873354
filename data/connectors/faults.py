"""What can go wrong on the way, as one error with a code; and whether trying again makes sense."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import requests
import urllib3
from urllib3.util.retry import Retry

from geo.errors import DashboardError, SourceUnavailable

_READER = Retry(retry_after_max=366 * 24 * 3600)


class Faltered(Exception):
    """A try that failed and may be made again.

    Parameters
    ----------
    error
        What to say if no further try succeeds.
    wait_seconds
        What the source asked for (0: nothing).
    """

    def __init__(self, error: SourceUnavailable, wait_seconds: float = 0.0) -> None:
        self.error = error
        self.wait_seconds = wait_seconds
        super().__init__(error.code)


@contextmanager
def named(host: str, *, seconds: float) -> Iterator[None]:
    """Turn the errors of the network into ours.

    Their own texts are left behind: they may hold an address with its query, or a header.

    Raises
    ------
    SourceUnavailable
        ``feed.certificate`` (never tried again), ``feed.address``.
    Faltered
        ``feed.timeout``, ``feed.truncated``, ``feed.unreachable``.
    """
    try:
        yield
    except (DashboardError, Faltered):
        raise
    except (requests.exceptions.SSLError, urllib3.exceptions.SSLError):
        raise SourceUnavailable("feed.certificate", host=host) from None
    except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError):
        raise Faltered(SourceUnavailable("feed.timeout", host=host, seconds=seconds)) from None
    except (urllib3.exceptions.ProtocolError, urllib3.exceptions.DecodeError, requests.exceptions.ChunkedEncodingError):
        raise Faltered(SourceUnavailable("feed.truncated", host=host)) from None
    except ValueError:  # requests' InvalidURL, InvalidSchema and InvalidHeader are such, and names that are no host
        raise SourceUnavailable("feed.address", host=host) from None
    except (OSError, urllib3.exceptions.HTTPError):  # requests' own errors are OSErrors
        raise Faltered(SourceUnavailable("feed.unreachable", host=host)) from None


def check_status(response: requests.Response, *, host: str, key: str, longest_wait: float) -> None:
    """Refuse an answer by its status; 200 passes.

    Raises
    ------
    SourceUnavailable
        ``feed.key_refused``, ``feed.forbidden``, ``feed.not_found``, ``feed.refused``, and ``feed.too_many_requests``
        or ``feed.server_error`` where the source asks for a longer pause than `longest_wait` (seconds).
    Faltered
        ``feed.too_many_requests``, ``feed.server_error`` otherwise.
    """
    status = response.status_code
    if status == 200:
        return
    if status in (401, 403):
        code = "feed.key_refused" if key else "feed.forbidden"
        raise SourceUnavailable(code, host=host, status=status, variable=key)
    if status in (404, 410):
        raise SourceUnavailable("feed.not_found", host=host)
    if status not in (408, 429) and status < 500:
        raise SourceUnavailable("feed.refused", host=host, status=status)
    wait = _asked_wait(response)
    code = "feed.too_many_requests" if status == 429 else "feed.server_error"
    error = SourceUnavailable(code, host=host, status=status, seconds=wait)
    if wait > longest_wait:
        raise error
    raise Faltered(error, wait)


def _asked_wait(response: requests.Response) -> float:
    """Seconds that Retry-After asks for, in either of its forms; 0 where it says nothing readable."""
    try:
        return max(0.0, float(_READER.parse_retry_after(response.headers.get("Retry-After", "0"))))
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return 0.0
