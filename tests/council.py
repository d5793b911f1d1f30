"""A council that runs a plan on figures in two files, with the store beside it."""

import pytest

from wes_rules.cli.main import main

PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[sources]]
kind = "csv"
id = "second"
path = "more.csv"
[[notifiers]]
kind = "console"
[calendars.years]
kind = "calendar-year"
lag = "6 months"
[alerts]
fallback = "Office"
contact = "the office"
"""
MEASURE = """
[[measures]]
id = "{id}"
title = "{id} title"
owner = "{owner}"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {{indicator = "{indicator}"}}
rule = {{kind = "threshold", at_least = 90}}
"""
HEAD = "indicator,group,area,period,value,unit,source\n"


class Council:
    """A plan in a folder, and commands run on it; the store is alerts.db in that folder."""

    def __init__(self, folder, capsys):
        self.folder = folder
        self.capsys = capsys
        measures = [("ehcp", "Board", "i"), ("late", "Board", "j")]
        self.write("plan.toml", PLAN + "".join(MEASURE.format(id=i, owner=o, indicator=n) for i, o, n in measures))
        self.figures(i2019=80)
        self.more(j2019=95)

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def figures(self, **values):
        self.write("figures.csv", HEAD + "".join(row(name, value) for name, value in values.items()))

    def more(self, **values):
        self.write("more.csv", HEAD + "".join(row(name, value) for name, value in values.items()))

    def __call__(self, *arguments):
        """Run a command; return its exit code, what it wrote, and what it complained of."""
        code = main([str(one) for one in arguments])
        out, err = self.capsys.readouterr()
        return code, out, err

    def run(self, *more, day="2020-07-01"):
        return self("run", self.folder / "plan.toml", "--as-of", day, *more)


def row(name, value):
    return f"{name[0]},all,937,{name[1:]},{value},percent,made for a test\n"


@pytest.fixture
def council(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Council(tmp_path, capsys)
