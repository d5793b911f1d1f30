"""The SQL source does what every source has to do, with PostgreSQL where it is installed, and with SQLite."""

from datetime import date

import pytest
from sqlalchemy import create_engine, text
from wes_rules_sql import SqlConfig, wes_rules_sources

from wes_rules.testing.sources import Broken, Known, SourceContract, wanted

FIGURES = """create table figures (indicator text, "group" text, area text, period text, value text, unit text, source text,
    published date)"""
ROWS = [
    ("gld", "937", "71.7", "2019-10-17"),
    ("gld", "937", "71.8", "2019-11-28"),
    ("gld", "970", "c", "2019-10-17"),
    ("other", "970", "1", "2019-10-17"),
    ("gld", "937", "77.25", "2019-10-17", "girls"),
    ("p8", "0A1", "-0.4", "2019-10-17"),
]

QUERY = 'select * from figures order by indicator, "group", area, published'


def fill(url):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(FIGURES))
        for indicator, area, value, published, *group in ROWS:
            key = f"'{indicator}', '{[*group, 'all'][0]}', '{area}', '2018/19'"
            unit = "score" if indicator == "p8" else "percent"
            values = f"{key}, '{value}', '{unit}', 'made for a test', '{published}'"
            connection.execute(text(f"insert into figures values ({values})"))
    engine.dispose()


class TheSqlSource(SourceContract):
    does_not = {"versions": "a database has no editions; its rows are told by the query's variable and their number"}

    @pytest.fixture
    def source_type(self):
        (kind,) = wes_rules_sources()
        return kind

    @pytest.fixture
    def config(self, planted):
        fill(planted)
        return SqlConfig(url_env="FIGURES_URL", query=QUERY)

    @pytest.fixture
    def indicators(self):
        return {"gld": wanted("percent", "academic-year"), "p8": wanted("score", "academic-year", 2)}

    @pytest.fixture
    def known(self):
        return [
            Known("gld", "937", "2018/19", "71.7", row=1, published=date(2019, 10, 17)),
            Known("gld", "937", "2018/19", "77.25", group="girls"),
            Known("gld", "970", "2018/19", None),
            Known("p8", "0A1", "2018/19", "-0.4"),
        ]

    @pytest.fixture
    def broken(self, config):
        wrong = QUERY.replace("*", "indicator, \"group\", area, '2018/20' as period, value, unit, source, published")
        return Broken(
            SqlConfig(url_env="FIGURES_URL", query=wrong),
            places=[("database FIGURES_URL", 1), ("database FIGURES_URL", 2)],
        )

    @pytest.fixture
    def changed(self, planted):
        def changed():
            engine = create_engine(planted)
            with engine.begin() as connection:
                connection.execute(text("update figures set value = '78' where \"group\" = 'girls'"))
            engine.dispose()
            return Known("gld", "937", "2018/19", "78", group="girls")

        return changed

    @pytest.fixture
    def bad_settings(self):
        return {"url_env": "FIGURES_URL", "query": "select * from nothing_of_that_name"}

    @pytest.fixture
    def failing(self):
        queries = ("select * from nothing", "select value from figures", "select 1 as indicator, 2 as indicator")
        return [SqlConfig(url_env="FIGURES_URL", query=query) for query in queries]


class TestTheSqlSourceOnSqlite(TheSqlSource):
    @pytest.fixture
    def planted(self, tmp_path):
        return f"sqlite:///{tmp_path / 'figures.db'}"


class TestTheSqlSourceOnPostgresql(TheSqlSource):
    @pytest.fixture
    def planted(self, postgres):
        return postgres.new_database().url("postgresql+psycopg").replace("wes@", "wes:pa55-w0rd@")
