"""Figures from databases: SQLite always, PostgreSQL where it is installed."""

import io
import logging
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from wes_rules_sql import SqlConfig, SqlSource, database, wes_rules_sources
from wes_rules_sql.statement import faults as statement_faults

from wes_rules import Calendar, PeriodKind, Unit
from wes_rules.errors import DefinitionError, SourceError
from wes_rules.plugins import Context, Request, Wanted

YEARS = Calendar(kind=PeriodKind.ACADEMIC_YEAR)
REQUEST = Request({"gld": Wanted(Unit.PERCENT, 1, (YEARS,)), "spend": Wanted(Unit.POUNDS, 2, (YEARS,))})
TABLE = """create table figures (indicator text, "group" text, area text, period text, value {}, unit text, source text,
    published date)"""
ALL = "select * from figures order by period, value"
FIGURE = "insert into figures values ('gld', 'all', '937', '2018/19', 71.8, 'percent', 'made for a test', '2019-10-17')"
SECRET = "pa55-w0rd"


class Here:
    """A database that the tests may write to, and the source that reads it."""

    def __init__(self, url, folder, number):
        self.url, self.folder = url, folder
        self.engine = create_engine(url)
        self.write(TABLE.format(number), FIGURE)

    def write(self, *statements):
        with self.engine.begin() as connection:
            for one in statements:
                connection.execute(text(one))
        self.engine.dispose()

    def source(self, query=ALL, *, skip=False, url=None, **config):
        environ = {"FIGURES_URL": self.url if url is None else url}
        context = Context(
            as_of=date(2020, 1, 1), base=self.folder, output=io.StringIO(), environ=environ, skip_bad_rows=skip
        )
        return SqlSource(SqlConfig(url_env="FIGURES_URL", query=query, **config), context)

    def read(self, *arguments, **named):
        return self.source(*arguments, **named).read(REQUEST)

    def faults(self, *arguments, **named):
        with pytest.raises(SourceError) as caught:
            self.read(*arguments, **named)
        return [str(one) for one in caught.value.problems]


@pytest.fixture
def sqlite(tmp_path):
    return Here(f"sqlite:///{tmp_path / 'figures.db'}", tmp_path, "numeric")


@pytest.fixture
def postgresql(tmp_path, postgres):
    return Here(postgres.new_database().url("postgresql+psycopg"), tmp_path, "numeric(30, 12)")


@pytest.fixture(params=["sqlite", "postgresql"])
def here(request):
    return request.getfixturevalue(request.param)


def test_the_rows_of_a_query_are_figures(here):
    (one,) = here.read().observations
    assert (one.indicator, one.area, one.quantity.low) == ("gld", "937", Decimal("71.8"))
    assert one.published == date(2019, 10, 17)
    assert (one.origin.file, one.origin.row) == ("database FIGURES_URL", 1)


def test_parameters_are_values_and_never_part_of_the_statement(here):
    query = ALL.replace("order", "where area = :area order")
    assert here.read(query, parameters={"area": "937"}).observations
    assert not here.read(query, parameters={"area": "937' or '1'='1"}).observations
    assert not here.read(query, parameters={"area": "'; drop table figures; --"}).observations
    assert here.read().observations


def test_a_null_is_an_empty_cell(here):
    here.write("update figures set value = null")
    (one,) = here.read().observations
    assert one.quantity.is_missing


def test_a_symbol_in_a_column_of_text_is_read(here):
    query = ALL.replace("*", "indicator, \"group\", area, period, 'c' as value, unit, source")
    (one,) = here.read(query).observations
    assert one.quantity.marker.value == "c"


def test_every_digit_of_a_decimal_comes_through(postgresql):
    postgresql.write("update figures set value = 71.800000000001")
    (one,) = postgresql.read().observations
    assert one.quantity.low == Decimal("71.800000000001")
    postgresql.write("update figures set value = 123456789012345678.000000000001, indicator = 'spend', unit = 'pounds'")
    (one,) = postgresql.read().observations
    assert one.quantity.low == Decimal("123456789012345678.000000000001")


def test_what_sqlite_keeps_as_a_float_is_the_number_it_means(sqlite):
    sqlite.write("update figures set value = 72.599999999999994")
    (one,) = sqlite.read().observations
    assert one.quantity.low == Decimal("72.6")


def test_every_bad_row_is_told_with_its_number_and_column(here):
    here.write(FIGURE.replace("2018/19", "2018/20"), FIGURE.replace("71.8", "171.8").replace("2018/19", "2019/20"))
    told = here.faults("select * from figures order by period desc")
    assert 'FIGURES_URL:1: column "value": 171.8' in told[0]
    assert "outside what percent allows" in told[0]
    assert told[1].startswith('database FIGURES_URL:2: column "period": "2018/20" cannot exist')
    assert len(here.read(skip=True).skipped) == 2


def test_a_missing_column_is_told_without_a_line(here):
    told = here.faults("select indicator, area, period, value, unit, source from figures")
    assert told == [
        'database FIGURES_URL: column "group" is missing; add it, or say what all rows share: fixed = {group = "..."}'
    ]


def test_a_value_that_is_no_figure_is_told(sqlite):
    query = ALL.replace("*", "indicator, \"group\", area, period, x'00ff' as value, unit, source")
    assert sqlite.faults(query) == [
        'database FIGURES_URL:1: column "value": a value of type bytes is no figure; cast it to text in the query'
    ]


def test_too_many_rows_are_refused_and_none_is_used(here):
    here.write(FIGURE.replace("2018/19", "2017/18"))
    assert len(here.read(max_rows=2).observations) == 2
    assert "more than 1 rows" in here.faults(max_rows=1)[0]


def test_a_fault_of_the_query_is_told_in_one_line(here):
    (told,) = here.faults("select area from nowhere")
    assert told.startswith("database FIGURES_URL: the database says: ")
    assert "nowhere" in told
    assert "\n" not in told


def test_sqlite_is_opened_for_reading_only(sqlite):
    with database(sqlite.url, "here", sqlite.folder, 5).connect() as connection:
        assert connection.execute(text("pragma query_only")).scalar() == 1
        connection.execute(text("pragma query_only = off"))
        with pytest.raises(OperationalError, match="readonly"):
            connection.execute(text("delete from figures"))
    assert sqlite.read().observations


def test_postgresql_runs_a_function_that_writes_in_vain(postgresql):
    postgresql.write(
        "create function emptied() returns text language sql as $$ delete from figures; select 'done'::text $$",
        "create sequence counted",
    )
    (told,) = postgresql.faults("select emptied() as indicator")
    assert "cannot execute DELETE in a read-only transaction" in told
    (told,) = postgresql.faults("select nextval('counted') as indicator")
    assert "read-only transaction" in told
    (told,) = postgresql.faults("select set_config('transaction_read_only', 'off', false) as indicator")
    assert "transaction read-write mode must be set before any query" in told
    assert postgresql.read().observations


ENDLESS = {
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as indicator from n",
    "postgresql": "select pg_sleep(600) as indicator",
}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_query_that_never_ends_is_stopped(kind, request):
    (told,) = request.getfixturevalue(kind).faults(ENDLESS[kind], timeout=1)
    assert told.startswith("database FIGURES_URL: the query took more than 1 seconds; make the query quicker")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "delete from figures",
        "insert into figures values (1)",
        "update figures set value = 1",
        "drop table figures",
        "pragma writable_schema = on",
        "attach 'other.db' as other",
        "select 1; select 2",
        "select 1; drop table figures",
        "with gone as (delete from figures returning *) select * from gone",
        "select * into copied from figures",
        "select * from figures for update",
        "explain analyze select 1",
        "copy figures to '/tmp/out'",
        "select 1 -- and so on",
        "select 1 /* hidden */",
        "select 1 /*! into outfile '/tmp/x' */",
        r"select '\'; drop table figures; select '",
        "select $$'$$; drop table figures; select $$'$$",
        "select 'open",
        'select "open',
        "values (1)",
    ],
)
def test_anything_but_one_select_is_refused_before_the_database_is_asked(query):
    with pytest.raises(DefinitionError, match="the query "):
        SqlConfig(url_env="FIGURES_URL", query=query)


@pytest.mark.parametrize(
    "query",
    [
        "select 1",
        "SELECT 1;",
        "with a as (select 1) select * from a",
        "select 'update; drop -- not a comment' as \"delete\"",
        "select 'it''s' as a",
        "select value::text from figures where area = :area",
        "select created, updated_at, replace(a, 'b', 'c') from insertions",
    ],
)
def test_a_select_may_hold_any_text_in_quotes(query):
    assert not list(statement_faults(query))


@given(st.text(alphabet="'\"`; ab-", max_size=12))
def test_no_second_statement_hides_behind_quotes(middle):
    # SQLite itself says whether it is one statement; what we let pass must be.
    query = f"select 1 as a, 'x{middle}' as b"
    if not list(statement_faults(query)):
        assert "one statement" not in _said_by_sqlite(query)


def _said_by_sqlite(query):
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(query)
    except sqlite3.Error as error:
        return str(error)
    finally:
        connection.close()
    return ""


def test_a_backslash_is_refused_wherever_it_stands():
    (told,) = statement_faults("select 'a\\b' as a")
    assert "the query holds a backslash; pass the text as a parameter" in str(told)


def test_parameters_that_are_missing_or_unused_are_all_told(here):
    told = here.faults("select :one, :two", parameters={"two": "2", "three": "3"})
    assert told == [
        'database FIGURES_URL: the query names :one, which parameters does not give; add one = "..." to parameters',
        'database FIGURES_URL: parameters gives "three", which the query does not name; write :three, or remove it',
    ]


def test_an_unset_variable_is_told_by_its_name(sqlite):
    assert sqlite.faults(url="") == [
        "database FIGURES_URL: the environment variable FIGURES_URL is not set; set it to the database's URL"
    ]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"not a url {SECRET}", "its value is not a database URL"),
        (f"nothing://reader:{SECRET}@host/figures", "SQLAlchemy knows no such kind of database"),
        (f"mysql+oursql://reader:{SECRET}@host/figures", "SQLAlchemy knows no such kind of database"),
        (f"oracle+cx_oracle://reader:{SECRET}@host/figures", "its driver cx_Oracle is not installed"),
        ("sqlite://", "its URL names no SQLite file"),
        ("sqlite:///:memory:", "its URL names no SQLite file"),
        ("sqlite:///file:figures.db?mode=rwc&uri=true", "its URL names no SQLite file"),
        ("sqlite:///none.db", "there is no SQLite file none.db"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_and_nothing_is_made(sqlite, url, said):
    (told,) = sqlite.faults(url=url)
    assert told.startswith(f"database FIGURES_URL: {said}")
    assert SECRET not in told
    assert [one.name for one in sqlite.folder.iterdir()] == ["figures.db"]


def test_a_file_that_is_no_database_is_told(sqlite):
    (sqlite.folder / "other.db").write_text("indicator,group,area\n" * 100)
    (told,) = sqlite.faults(url="sqlite:///other.db")
    assert "file is not a database" in told


def test_a_relative_path_starts_at_the_plans_folder(sqlite):
    assert sqlite.read(url="sqlite:///figures.db").observations


def test_the_password_is_in_no_message_repr_or_log(postgresql, caplog):
    caplog.set_level(logging.DEBUG)
    url = postgresql.url.replace("wes@", f"nobody:{SECRET}@")
    (told,) = postgresql.faults(url=url)
    assert 'role "nobody" does not exist' in told
    one = postgresql.source(url=url)
    assert (
        SECRET
        not in told + repr(one) + repr(one.context) + repr(database(url, "x", postgresql.folder, 5)) + caplog.text
    )


def test_a_password_that_the_database_repeats_is_blotted_out(postgresql):
    postgresql.write(
        "create function said() returns text language plpgsql as $$ begin raise '%', current_setting('my.own'); end $$"
    )
    joint = "&" if "?" in postgresql.url else "?"
    url = postgresql.url.replace("wes@", f"wes:{SECRET}@") + f"{joint}options=-cmy.own%3D{SECRET}"
    (told,) = postgresql.faults("select said() as indicator", url=url)
    assert "the database says: ***" in told


def test_settings_that_make_no_sense_are_all_refused_without_repeating_a_url():
    with pytest.raises(DefinitionError) as caught:
        SqlConfig(url_env=f"postgresql://reader:{SECRET}@host/figures", query="drop table x", timeout=0, max_rows=0)
    told = str(caught.value)
    assert len(caught.value.problems) == 5
    assert "url_env is not the name of an environment variable" in told
    assert SECRET not in told


def test_the_plugin_says_what_it_is_and_where_its_secret_is():
    (kind,) = wes_rules_sources()
    assert (kind.name, kind.config, kind.open, kind.secrets) == ("sql", SqlConfig, SqlSource, ("url_env",))


def test_the_plan_of_the_readme_is_judged(tmp_path, monkeypatch, capsys):
    from wes_rules.cli.main import main

    with sqlite3.connect(tmp_path / "figures.db") as connection:
        connection.execute("create table early_years (la_code text, school_year text, share numeric)")
        connection.execute("insert into early_years values ('937', '2018/19', 71.8)")
    connection.close()
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    (tmp_path / "plan.toml").write_text(readme.split("```toml plan.toml\n")[1].split("```")[0])
    monkeypatch.setenv("FIGURES_URL", "sqlite:///figures.db")
    assert main(["check", str(tmp_path / "plan.toml"), "--as-of", "2020-01-01"]) == 0
    assert "71.8%" in capsys.readouterr().out
