"""Addresses that may be asked: checked, and compared by host."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from wes_rules.errors import DefinitionError, Problem
from wes_rules.plugins.http.answers import BadAnswer, HttpError

#: What is added to the query of an address: names with values, or pairs of them.
Params = Mapping[str, str] | Sequence[tuple[str, str]]


def checked_url(url: str) -> SplitResult:
    """Return an address in its parts; refuse what is not http or https, has no host, or holds a user name, blanks or controls."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise HttpError(Problem("an address cannot be read", "write it like https://example.org/path")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise HttpError(Problem("an address does not start with http:// or https:// and a host", "correct it"))
    if parts.username is not None or parts.password is not None:
        raise HttpError(Problem("an address holds a user name or password", "put it into an environment variable"))
    if re.search(r"[\x00-\x20\x7f\\]", url) or not url.isascii():
        raise HttpError(Problem("an address holds a blank or a character outside ASCII", "write it percent-encoded"))
    return parts._replace(fragment="")


def http_url(url: str) -> str:
    """
    Return an address; the converter of a field of settings.

    Raises:
        DefinitionError: `checked_url` refuses it.
    """
    try:
        checked_url(url)
    except HttpError as error:
        raise DefinitionError(error.problems) from None
    return url


def asking(where: SplitResult, params: Params) -> SplitResult:
    """Return an address with more parameters in its query."""
    return where._replace(query="&".join(part for part in (where.query, urlencode(params)) if part))


def same_host(where: SplitResult, target: str, status: int) -> SplitResult:
    """Return where a redirect leads."""
    there = checked_url(urljoin(where.geturl(), target))
    if origin(there) != origin(where):
        what = f"{where.hostname} redirects to another host"
        raise BadAnswer(Problem(what, "give the final address, if you trust it"), status=status)
    return there


def origin(where: SplitResult) -> tuple[str, str, int]:
    """Return the scheme, the host and the port of an address."""
    return where.scheme, where.hostname or "", where.port or (443 if where.scheme == "https" else 80)
