"""
Requests to the Explore Education Statistics API, version 1, and what may go wrong with them.

Contract: the OpenAPI description that DfE publishes with the API. Everything asked here only reads, so that any request
may be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import attrs

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.http import BadAnswer, Client, HttpError, NoAnswer, NotSent, Response
from wes_rules_ees.answers import Meta, OddError, Row, Version, get, printable, read_meta, read_page, read_version

T = TypeVar("T")

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_PAGE_SIZE = 5000


@attrs.frozen
class Patience:
    """How many times a request is made at most, and how many seconds one, and the wait between two, may take."""

    attempts: int = 4
    timeout: float = 60.0
    longest_wait: float = 60.0


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
        return self._asked("GET", "", lambda found: get(found, "title", str))

    def version(self, wanted: str) -> Version:
        """Return the newest version that a pin such as "2.*" allows; refuse one that is not there, or was withdrawn."""
        path = f"/versions/{wanted}"
        version, status = self._asked("GET", path, read_version)
        if status == "Withdrawn":
            remedy = "look for the version that replaces it on the data set's page, and pin that"
            raise self._error(f"GET {path}", f"version {version.number} was withdrawn", remedy)
        return version

    def meta(self, version: str) -> Meta:
        """Return what a version has."""
        return self._asked("GET", "/meta", read_meta, params={"dataSetVersion": version})

    def rows(self, version: str, query: Mapping[str, object], most: int) -> list[Row]:
        """Return all rows that a query without paging finds; refuse more than `most`, or not as many as the API says there are."""
        found: list[Row] = []
        page, pages, total = 1, 1, None
        while page <= pages:
            body = {**query, "page": page, "pageSize": _PAGE_SIZE}
            params = {"dataSetVersion": version}
            rows, paging, warnings = self._asked("POST", "/query", read_page, params=params, body=body)
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
        except OddError as error:
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
            told = [printable(str(one.get("message", ""))) for one in answer.json().get("errors", [])]
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
