"""
The API's contract on loopback, for tests: small data sets in memory, and answers that go wrong on purpose.

::

    with FakeEes(FakeDataSet(places=[WARWICKSHIRE], rows=[FakeRow(place="Warwickshire", values={"Pupils": "12"})])) as fake:
        source = EesSource(EesConfig(url=fake.url, data_set=fake.data_set.id, version="1.0", series=...), context)

Made from the OpenAPI description that DfE publishes; a request that the description does not allow is answered with 400.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import attrs
from plugins.ees.tests.fake_queries import RefusedError, check_query, matches


@attrs.frozen(kw_only=True)
class FakePlace:
    """A place, with the codes that its level has: `code`, and `old_code` for a local authority."""

    label: str
    level: str = "LA"
    code: str = ""
    old_code: str = ""


WARWICKSHIRE = FakePlace(label="Warwickshire", code="E10000031", old_code="937")
ENGLAND = FakePlace(label="England", level="NAT", code="E92000001")


@attrs.frozen(kw_only=True)
class FakeRow:
    """A row: where, when, for which options, and the values by the indicators' labels."""

    values: Mapping[str, str]
    place: str = "Warwickshire"
    period: str = "2018/2019"
    code: str = "AY"
    filters: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class FakeDataSet:
    """
    A data set.

    Args:
        rows: Its rows.
        places: Its places.
        units: The unit of each indicator by label; "" for those left out.
        versions: Its versions, oldest first, each with the moment it was published; all have the same rows.
        withdrawn: Versions that were withdrawn.
        id: Its identifier.
        title: Its title.
    """

    rows: Sequence[FakeRow]
    places: Sequence[FakePlace] = (WARWICKSHIRE, ENGLAND)
    units: Mapping[str, str] = attrs.field(factory=dict)
    versions: Mapping[str, str] = attrs.field(factory=lambda: {"1.0": "2019-10-17T09:30:00+00:00"})
    withdrawn: frozenset[str] = frozenset()
    id: str = "7588c2d6-9e8a-4d84-8f19-6b8d52a01fbd"
    title: str = "Absence rates by geographic level"


@attrs.frozen
class Answer:
    """
    An answer given instead of the true one.

    Args:
        status: Its status.
        body: Its body.
        headers: Its headers.
        cut: Break the connection off after half of the body.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = attrs.field(factory=dict)
    cut: bool = False


@attrs.frozen
class Asked:
    """A request that was made: its method, its path below the data set, the query and the body."""

    method: str
    path: str
    params: Mapping[str, str]
    body: Any


def identifier(*names: str) -> str:
    """Return the short opaque identifier of something by its name."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:5]


class FakeEes:
    """
    A server on loopback; use it in a `with` block.

    Args:
        data_set: The data set it has.

    Attributes:
        asked: The requests that were made, in order.
        instead: Answers to give instead of the true ones, first in, first out; None lets the true one through.
        change: Changes a true answer: called with its path and its content, which it returns.
    """

    def __init__(self, data_set: FakeDataSet) -> None:
        self.data_set = data_set
        self.asked: list[Asked] = []
        self.instead: deque[Answer | None] = deque()
        self.change: Callable[[str, Any], Any] = lambda _path, content: content
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_port}/statistics"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("GET", None)

            def do_POST(self) -> None:
                self._answer("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: object) -> None:
                """Print nothing."""

            def _answer(self, method: str, body: Any) -> None:
                one = fake._answered(method, self.path, body)
                self.send_response(one.status)
                for name, value in {"Content-Type": "application/json", **one.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(one.body)))
                self.end_headers()
                self.wfile.write(one.body[: len(one.body) // 2] if one.cut else one.body)
                self.close_connection = True

        return Handler

    def _answered(self, method: str, target: str, body: Any) -> Answer:
        parts = urlsplit(target)
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = unquote(parts.path)
        prefix = f"/statistics/v1/data-sets/{self.data_set.id}"
        self.asked.append(Asked(method, path.removeprefix(prefix), params, body))
        one = self.instead.popleft() if self.instead else None
        if one is not None:
            return one
        try:
            content = self._content(method, path.partition(prefix)[2] if path.startswith(prefix) else "?", params, body)
        except RefusedError as error:
            return _problem(error)
        return Answer(body=json.dumps(self.change(path.removeprefix(prefix), content)).encode())

    def _content(self, method: str, path: str, params: Mapping[str, str], body: Any) -> Any:
        if method == "GET" and path == "":
            return {"id": self.data_set.id, "title": self.data_set.title, "summary": "", "status": "Published"}
        if method == "GET" and (match := re.fullmatch(r"/versions/([^/]+)", path)):
            return self._version(match[1])
        self._version(params.get("dataSetVersion", "*"))
        if method == "GET" and path == "/meta":
            return self._meta()
        if method == "POST" and path == "/query":
            return self._queried(body)
        raise RefusedError(404)

    def _version(self, wanted: str) -> Any:
        pattern = re.compile(re.escape(wanted).replace(r"\*", ".*"))
        found = [number for number in self.data_set.versions if pattern.fullmatch(number)]
        if not found:
            raise RefusedError(404)
        number = found[-1]
        levels = sorted({place.level for place in self.data_set.places})
        return {
            "version": number,
            "type": "Major" if number.endswith(".0") else "Minor",
            "status": "Withdrawn" if number in self.data_set.withdrawn else "Published",
            "published": self.data_set.versions[number],
            "notes": "",
            "totalResults": len(self.data_set.rows),
            "file": {"id": "e0754872-3206-4918-aad4-029eaaae191f"},
            "release": {"title": "Made up", "slug": "made-up"},
            "timePeriods": {"start": "", "end": ""},
            "geographicLevels": levels,
            "filters": list(self._filters()),
            "indicators": self._indicators(),
        }

    def _indicators(self) -> list[str]:
        return list(dict.fromkeys(label for row in self.data_set.rows for label in row.values))

    def _filters(self) -> dict[str, list[str]]:
        found: dict[str, dict[str, None]] = {}
        for row in self.data_set.rows:
            for label, option in row.filters.items():
                found.setdefault(label, {})[option] = None
        return {label: list(options) for label, options in found.items()}

    def _meta(self) -> Any:
        levels = list(dict.fromkeys(place.level for place in self.data_set.places))
        return {
            "filters": [
                {
                    "id": identifier("filter", label),
                    "column": label.lower().replace(" ", "_"),
                    "label": label,
                    "hint": "",
                    "options": [{"id": identifier("filter", label, one), "label": one} for one in options],
                }
                for label, options in self._filters().items()
            ],
            "indicators": [
                {
                    "id": identifier("indicator", label),
                    "column": label.lower().replace(" ", "_"),
                    "label": label,
                    "unit": self.data_set.units.get(label, ""),
                    "decimalPlaces": 1,
                }
                for label in self._indicators()
            ],
            "geographicLevels": [{"code": level, "label": level} for level in levels],
            "locations": [
                {
                    "level": {"code": level, "label": level},
                    "options": [_option(one) for one in self.data_set.places if one.level == level],
                }
                for level in levels
            ],
            "timePeriods": [
                {"code": code, "period": period, "label": period}
                for period, code in sorted({(row.period, row.code) for row in self.data_set.rows})
            ],
        }

    def _queried(self, body: Any) -> Any:
        check_query(body)
        facts = [(row, _facts(row, self.data_set.places)) for row in self.data_set.rows]
        chosen = [(row, fact) for row, fact in facts if matches(body.get("criteria") or {}, fact)]
        chosen.sort(key=lambda one: (one[0].period, one[1]["level"], one[0].place))
        page, size = body.get("page", 1), body.get("pageSize", 1000)
        shown = chosen[(page - 1) * size : page * size]
        ids = body.get("indicators") or [identifier("indicator", label) for label in self._indicators()]
        unknown = [one for one in ids if one not in {identifier("indicator", label) for label in self._indicators()}]
        if unknown:
            raise RefusedError(400, "One or more indicators could not be found.", "indicators")
        nothing = {"code": "QueryNoResults", "message": "The query returned no results.", "path": ""}
        return {
            "paging": {
                "page": page,
                "pageSize": size,
                "totalResults": len(chosen),
                "totalPages": max(1, -(-len(chosen) // size)),
            },
            "warnings": [] if chosen else [nothing],
            "results": [_result(row, fact, ids) for row, fact in shown],
        }


def _option(place: FakePlace) -> Mapping[str, str]:
    found = {"id": identifier("place", place.level, place.label), "label": place.label}
    found |= {"code": place.code} if place.code else {}
    return found | ({"oldCode": place.old_code} if place.old_code else {})


def _facts(row: FakeRow, places: Sequence[FakePlace]) -> dict[str, Any]:
    """Return what criteria may ask of a row."""
    place = next(one for one in places if one.label == row.place)
    return {
        "level": place.level,
        "location": {"level": place.level, **_option(place)},
        "options": [identifier("filter", label, option) for label, option in row.filters.items()],
        "time": (row.period, row.code),
    }


def _result(row: FakeRow, fact: Mapping[str, Any], ids: Sequence[str]) -> Mapping[str, Any]:
    values = {identifier("indicator", label): value for label, value in row.values.items()}
    return {
        "timePeriod": {"period": row.period, "code": row.code},
        "geographicLevel": fact["level"],
        "locations": {fact["level"]: fact["location"]["id"]},
        "filters": {
            identifier("filter", label): identifier("filter", label, one) for label, one in row.filters.items()
        },
        "values": {one: values[one] for one in ids if one in values},
    }


def _problem(error: RefusedError) -> Answer:
    content: dict[str, Any] = {
        "type": f"https://tools.ietf.org/html/rfc9110#section-15.5.{error.status - 399}",
        "title": {400: "One or more validation errors occurred.", 404: "Not Found"}[error.status],
        "status": error.status,
    }
    if error.message:
        content["errors"] = [{"message": error.message, "path": error.path, "code": "Invalid"}]
    return Answer(error.status, json.dumps(content).encode(), {"Content-Type": "application/problem+json"})
