"""
Requests to the Explore Education Statistics API, version 1, and what may go wrong with them.

Contract: the OpenAPI description that DfE publishes with the API. Everything asked here only reads, so that any request
may be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import attrs

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.http import BadAnswer, Client, HttpError, NoAnswer, NotSent, Response

T = TypeVar("T")

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_PAGE_SIZE = 5000
_LONGEST_SAID = 300


@attrs.frozen
class Patience:
    """
    How long to keep trying.

    Args:
        attempts: How many times a request is made at most.
        timeout: Seconds one of them may take.
        longest_wait: Seconds to wait between two of them at most; who asks for more is not asked again.
    """

    attempts: int = 4
    timeout: float = 60.0
    longest_wait: float = 60.0


@attrs.frozen
class Version:
    """One version of a data set: its number, such as "2.1", and the day it was published."""

    number: str
    published: date | None


@attrs.frozen
class Option:
    """Something that a query can choose: an indicator or a filter's option, with its label."""

    id: str
    label: str
    column: str = ""
    unit: str = ""


@attrs.frozen
class Filter:
    """A filter and its options."""

    id: str
    label: str
    column: str
    options: tuple[Option, ...]


@attrs.frozen
class Location:
    """A place: its level, such as "LA", its identifier in the data set and the codes people know it by."""

    level: str
    id: str
    label: str
    codes: tuple[str, ...]


@attrs.frozen
class Meta:
    """What a version of a data set has."""

    indicators: tuple[Option, ...]
    filters: tuple[Filter, ...]
    locations: tuple[Location, ...]


@attrs.frozen
class Row:
    """One result: period and its code, level, location identifiers by level, options by filter, values by indicator."""

    period: str
    code: str
    level: str
    locations: Mapping[str, str]
    values: Mapping[str, str]


class _OddError(Exception):
    """An answer that is not as the contract says; the message says where."""


@attrs.define
class Api:
    """
    The API, asked about one data set.

    Args:
        url: Where it is, without "/v1".
        data_set: The data set's identifier.
        client: Makes the requests.
        wait: Called with the seconds to wait before a request is made again.
        patience: How long to keep trying.
    """

    url: str
    data_set: str
    client: Client
    wait: Callable[[float], None]
    patience: Patience = attrs.field(factory=Patience)

    def title(self) -> str:
        """Return the data set's title."""
        return self._asked("GET", "", lambda found: _get(found, "title", str))

    def version(self, wanted: str) -> Version:
        """
        Return the newest version that a pin such as "2.*" allows.

        Raises:
            SourceError: There is none, or it was withdrawn.
        """
        path = f"/versions/{wanted}"
        status, version = self._asked("GET", path, lambda found: (_get(found, "status", str), _version(found)))
        if status == "Withdrawn":
            remedy = "look for the version that replaces it on the data set's page, and pin that"
            raise self._error(f"GET {path}", f"version {version.number} was withdrawn", remedy)
        return version

    def meta(self, version: str) -> Meta:
        """Return what a version has."""
        return self._asked("GET", "/meta", _meta, params={"dataSetVersion": version})

    def rows(self, version: str, query: Mapping[str, object], most: int) -> list[Row]:
        """
        Return all rows that a query finds.

        Args:
            version: The version.
            query: The query without its paging.
            most: The highest number of rows that may come back.

        Raises:
            SourceError: There are more, or not as many as the API says there are.
        """
        found: list[Row] = []
        page, pages, total = 1, 1, None
        while page <= pages:
            body = {**query, "page": page, "pageSize": _PAGE_SIZE}
            params = {"dataSetVersion": version}
            rows, paging, warnings = self._asked("POST", "/query", _page, params=params, body=body)
            request = f"POST /query, page {page}"
            if warnings and not rows:
                raise self._error(
                    request, f"nothing was found: {'; '.join(warnings)}", "check areas, levels and filters"
                )
            if paging.total > most:
                remedy = "name fewer areas or levels, or say a higher max_rows"
                raise self._error(request, f"there are {paging.total} rows, more than {most}", remedy)
            if paging.page != page or total not in (None, paging.total):
                raise self._error(request, "the pages do not belong together", "try again")
            found += rows
            total, pages, page = paging.total, paging.pages, page + 1
        if len(found) != total:
            what = f"{len(found)} rows came back, and there are {total}"
            raise self._error("POST /query", what, "try again; if it stays, tell explore.statistics@education.gov.uk")
        return found

    def _asked(
        self,
        method: str,
        path: str,
        read: Callable[[Any], T],
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> T:
        """Make a request until it is answered, and read the answer."""
        request = f"{method} {path or '/'}"
        answer = self._answered(method, path, request, params or {}, body)
        if not answer.ok:
            raise self._refused(answer, request)
        try:
            return read(answer.json())
        except HttpError as error:
            raise self._error(request, error.problems[0].what, "try again later") from None
        except _OddError as error:
            what = f"the answer is not as the API's description says: {error}"
            raise self._error(request, what, "update wes-rules-ees, or tell its maintainers") from None

    def _answered(
        self, method: str, path: str, request: str, params: Mapping[str, str], body: Mapping[str, object] | None
    ) -> Response:
        """Return the first answer that another try would not change."""
        url = f"{self.url.rstrip('/')}/v1/data-sets/{self.data_set}{path}"
        for attempt in range(1, self.patience.attempts + 1):
            try:
                answer = self.client.request(method, url, params=params, json=body, timeout=self.patience.timeout)
            except (NotSent, NoAnswer, BadAnswer) as error:
                said, asked = error.problems[0].what, None
            except HttpError as error:
                raise SourceError(
                    [attrs.evolve(one, file=self._name, subject=request) for one in error.problems]
                ) from None
            else:
                if answer.status not in _AGAIN:
                    return answer
                said, asked = f"{answer.host} answered {answer.status}", answer.retry_after
            pause = float(2 ** (attempt - 1)) if asked is None else asked
            if pause > self.patience.longest_wait:
                raise self._error(request, f"{said} and asks to wait {pause:.0f} seconds", "try again later")
            if attempt < self.patience.attempts:
                self.wait(pause)
        tries = f"{self.patience.attempts} times" if self.patience.attempts > 1 else "once"
        raise self._error(request, f"{said} (tried {tries})", "try again later")

    def _refused(self, answer: Response, request: str) -> SourceError:
        said = f"{answer.host} answered {answer.status}"
        try:
            told = [_printable(str(one.get("message", ""))) for one in answer.json().get("errors", [])]
        except (HttpError, AttributeError, TypeError):
            told = []
        if told:
            said += f": {'; '.join(told)}"
        if answer.status in (403, 404):
            remedy = "check data_set and version: the identifier stands on the data set's page, with its versions"
            return self._error(request, said, remedy)
        return self._error(request, said, "update wes-rules-ees, or tell its maintainers")

    @property
    def _name(self) -> str:
        return f"EES data set {self.data_set}"

    def _error(self, request: str, what: str, remedy: str) -> SourceError:
        return SourceError(Problem(what, remedy, self._name, subject=request))


@attrs.frozen
class _Paging:
    page: int
    pages: int
    total: int


def _version(found: Any) -> Version:
    published = found.get("published")
    try:
        day = None if published is None else datetime.fromisoformat(published).date()
    except (ValueError, TypeError):
        raise _OddError('"published" is not a moment') from None
    return Version(_get(found, "version", str), day)


def _meta(found: Any) -> Meta:
    return Meta(
        tuple(_option(one) for one in _list(found, "indicators")),
        tuple(
            Filter(
                _get(one, "id", str),
                _get(one, "label", str),
                _get(one, "column", str),
                tuple(_option(option) for option in _list(one, "options")),
            )
            for one in _list(found, "filters")
        ),
        tuple(_locations(_list(found, "locations"))),
    )


def _option(found: Any) -> Option:
    unit = found.get("unit") if isinstance(found, Mapping) else None
    column = found.get("column") if isinstance(found, Mapping) else None
    return Option(_get(found, "id", str), _get(found, "label", str), column or "", unit or "")


def _locations(groups: Sequence[Any]) -> Iterator[Location]:
    for group in groups:
        level = _get(_get(group, "level", dict), "code", str)
        for one in _list(group, "options"):
            # The code that DfE's files and councils go by comes first.
            codes = [one.get(name) for name in ("oldCode", "code", "urn", "laEstab", "ukprn")]
            known = tuple(code for code in codes if isinstance(code, str) and code)
            yield Location(level, _get(one, "id", str), _get(one, "label", str), known)


def _page(found: Any) -> tuple[list[Row], _Paging, list[str]]:
    paging = _get(found, "paging", dict)
    numbers = _Paging(*(_get(paging, name, int) for name in ("page", "totalPages", "totalResults")))
    warnings = [_printable(_get(one, "message", str)) for one in _list(found, "warnings")]
    return [_row(one) for one in _list(found, "results")], numbers, warnings


def _row(found: Any) -> Row:
    period = _get(found, "timePeriod", dict)
    return Row(
        _get(period, "period", str),
        _get(period, "code", str),
        _get(found, "geographicLevel", str),
        _texts(found, "locations"),
        _texts(found, "values"),
    )


def _get(found: Any, name: str, kind: type[T]) -> T:
    value = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _OddError(f'"{name}" is missing, or of another kind')
    return value


def _list(found: Any, name: str) -> list[Any]:
    items = _get(found, name, list)
    if not all(isinstance(one, Mapping) for one in items):
        raise _OddError(f'"{name}" holds something else than objects')
    return items


def _texts(found: Any, name: str) -> Mapping[str, str]:
    texts = _get(found, name, dict)
    if not all(isinstance(one, str) for one in texts.values()):
        raise _OddError(f'"{name}" holds something else than texts')
    return texts


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)[:_LONGEST_SAID]
