"""One table, written as a CSV file, as workbooks of two kinds and into a database, and read from each."""

import csv
import io
import sqlite3
from datetime import date

import pytest

from wes_rules import Calendar, PeriodKind, PluginConfig, SourceError, Unit
from wes_rules.plugins import Context, Request, load_plugins
from wes_rules.plugins.asking import Wanted
from wes_rules.running.plugins_used import configured

KINDS = ("csv", "xlsx", "ods", "sql")


class FakePlan:
    file = "plan.toml"


def wanted(unit=Unit.PERCENT, kind=PeriodKind.CALENDAR_YEAR, *more, window=1, series=None, decimals=1):
    series = None if series is None else frozenset(series)
    return Wanted(unit, decimals, tuple(Calendar(kind=one, window=window) for one in (kind, *more)), series=series)


@pytest.fixture
def folder(tmp_path):
    """Reads tables that it has written; by default a CSV file whose text is given."""
    return Folder(tmp_path)


class Folder:
    def __init__(self, path):
        self.path = path

    def read(self, text, request=None, *, skip=False, every_area=True, name="figures.csv", **settings):
        """Read a CSV file."""
        raw = text if isinstance(text, bytes) else text.encode()
        (self.path / name).write_bytes(raw)
        return self._read("csv", {"path": name, **settings}, request, skip=skip, every_area=every_area)

    def faults(self, *args, **settings):
        """Return what is wrong with a CSV file."""
        with pytest.raises(SourceError) as caught:
            self.read(*args, **settings)
        return [str(one) for one in caught.value.problems]

    def read_as(self, kind, rows, request, **settings):
        """Write rows of cells as one kind of source, and read them."""
        return getattr(self, f"_{kind}")(rows, request, settings)

    def _csv(self, rows, request, settings):
        with (self.path / "t.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in rows])
        return self._read("csv", {"path": "t.csv", **settings}, request)

    def _xlsx(self, rows, request, settings):
        fake = pytest.importorskip("wes_rules_excel.fake")
        fake.write_workbook(self.path / "t.xlsx", {"Figures": rows})
        return self._read("excel", {"path": "t.xlsx", **settings}, request)

    def _ods(self, rows, request, settings):
        fake = pytest.importorskip("wes_rules_excel.fake")
        fake.write_open(self.path / "t.ods", {"Figures": rows})
        return self._read("excel", {"path": "t.ods", **settings}, request)

    def _sql(self, rows, request, settings):
        pytest.importorskip("wes_rules_sql")
        (self.path / "t.db").unlink(missing_ok=True)
        with sqlite3.connect(self.path / "t.db") as base:
            names = ", ".join(f'"{one}"' for one in rows[0])
            base.execute(f"create table t ({names})")
            base.executemany(f"insert into t values ({', '.join('?' * len(rows[0]))})", rows[1:])
        base.close()
        query = {"url_env": "FIGURES_URL", "query": "select * from t order by rowid"}
        return self._read("sql", {**query, **settings}, request)

    def _read(self, kind, settings, request, *, skip=False, every_area=True):
        found = load_plugins([kind]).source(kind)
        config = configured(found.config, PluginConfig(kind, settings, 7), FakePlan())
        environ = {"FIGURES_URL": f"sqlite:///{self.path / 't.db'}"}
        context = Context(
            as_of=date(2026, 1, 1), base=self.path, output=io.StringIO(), environ=environ, skip_bad_rows=skip
        )
        return found.open(config, context).read(Request(request or {"rate": wanted()}, every_area))
