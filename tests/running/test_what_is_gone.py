"""A source that goes back to older rows, or loses some, is a source that fails: nobody is told of what it takes back."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from wes_rules.cli import clock

PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[[area_sets]]
id = "neighbours"
published = 2019-01-01
areas = ["a", "b", "937"]
{sources}
[[notifiers]]
kind = "console"
[calendars.years]
kind = "calendar-year"
lag = "6 months"
[alerts]
fallback = "Office"
{alerts}
[[measures]]
id = "ehcp"
title = "ehcp title"
owner = "Board"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {number}
rule = {rule}
"""
SOURCE = '[[sources]]\nkind = "csv"\nid = "{id}"\npath = "{id}.csv"\nlayout = "{layout}"\n'
OBSERVED = '{indicator = "i"}'
THRESHOLD = '{kind = "threshold", at_least = 90}'
HEADS = {
    "tidy": "indicator,group,area,period,value,unit,standing,published,source",
    "cases": "indicator,area,id,opened,closed,excluded,source",
    "inspections": "indicator,area,unit,day,grade,source",
}
GONE = "check whether it is whole; or confirm with --accept-gone that it is meant\n"


class Files:
    """A plan on CSV files, its store, and what was told of it."""

    def __init__(self, council):
        self.council = council
        self.layouts = {}

    def plan(self, *, number=OBSERVED, rule=THRESHOLD, alerts="", **layouts):
        self.layouts = layouts or {"first": "tidy"}
        sources = "".join(SOURCE.format(id=name, layout=layout) for name, layout in self.layouts.items())
        self.council.write("plan.toml", PLAN.format(sources=sources, number=number, rule=rule, alerts=alerts))

    def file(self, name, *rows):
        self.council.write(f"{name}.csv", "\n".join((HEADS[self.layouts[name]], *rows)) + "\n")

    def run(self, *more, day="2021-01-01"):
        return self.council.run(*more, day=day)

    def is_faulty(self, says, **options):
        """A run finds a fault of the first source, and tells the board nothing; so does the next."""
        for _ in range(2):
            code, out, err = self.run(**options)
            assert (code, "To Board" in out) == (4, False), out + err
            assert f'source "first": it no longer has {says}; {GONE}' in err
            assert "left as they were, as a source failed (1): ehcp\n" in err

    def is_fine(self, *more, told="", **options):
        code, out, err = self.run(*more, **options)
        assert (code, err) == (0, "")
        assert (f"To Board: {told}" in out) if told else ("To Board" not in out), out


@pytest.fixture
def files(council):
    files = Files(council)
    files.plan()
    return files


def row(period, value, published="", *, area="937", standing=""):
    return f"i,all,{area},{period},{value},percent,{standing},{published},made for a test"


# Sources that leave the plan


def renamed(files, *rows):
    files.file("first", row(2018, 95, "2019-07-01"), row(2019, 80, "2020-07-01"))
    files.run("--init")
    files.plan(second="tidy")
    files.file("second", *rows)


def test_a_source_under_another_name_is_the_same_where_it_has_all_it_had(files):
    renamed(files, row(2018, 95, "2019-07-01"), row(2019, 80, "2020-07-01"))
    files.is_fine()
    files.file("second", row(2018, 95, "2019-07-01"))
    code, _, err = files.run()
    assert (code, 'source "second": it no longer has 1 figure' in err) == (4, True)


def test_what_a_source_had_that_left_the_plan_is_missed_until_it_is_confirmed(files):
    renamed(files, row(2018, 95, "2019-07-01"))
    for _ in range(2):
        code, out, err = files.run()
        assert (code, "To Board" in out) == (4, False), out + err
        assert 'source "first", which has left the plan: it no longer has 1 figure that it had before' in err
    files.is_fine("--accept-gone", told="Withdrawn: ")
    files.is_fine()


def test_a_source_that_left_with_all_it_had_is_missed_until_it_is_confirmed_by_its_name(files):
    files.file("first", row(2019, 80, "2020-07-01"))
    files.run("--init")
    files.plan(second="tidy")
    files.file("second", row(2019, 80, "2020-07-01").replace("i,", "j,", 1))
    code, _, err = files.run()
    remedy = "put it back; or confirm with --accept-gone that it is meant"
    assert (
        code,
        f'source "first", which has left the plan: it no longer has "i", which it had before; {remedy}' in err,
    ) == (
        4,
        True,
    )
    assert 'did you mean "first"?' in files.run("--accept-gone-of", "frist")[2]
    code, out, err = files.run("--accept-gone-of", "first")
    assert (code, "To Board: Withdrawn: " in out, 'figures of "j", which no measure names' in err) == (0, True, True)
    code, out, _ = files.run()
    assert (code, "To Board" in out) == (0, False)


# Editions of a figure


OLD, NEW = row(2019, 80, "2020-07-01"), row(2019, 95, "2020-10-01")


def test_an_older_file_put_back_does_not_make_the_older_edition_hold_again(files):
    files.file("first", OLD, NEW)
    files.run("--init")
    files.file("first", OLD)
    files.is_faulty("1 edition that it had before: i (937, 2019, 95 published on 2020-10-01)")
    files.file("first", OLD, NEW)
    files.is_fine()


def test_a_revision_that_closed_an_alert_is_not_taken_back_by_an_older_file(files):
    files.file("first", OLD)
    files.run("--init")
    files.file("first", OLD, NEW)
    files.is_fine(told="Withdrawn")
    files.file("first", OLD)
    files.is_faulty("1 edition that it had before: i (937, 2019, 95 published on 2020-10-01)")


def test_an_edition_that_is_not_out_yet_any_more_is_missed(files):
    files.file("first", OLD, NEW)
    files.run("--init")
    files.file("first", OLD, row(2019, 95, "2021-06-01"))
    files.is_faulty("1 edition that it had before: i (937, 2019, 95 published on 2020-10-01)")
    files.is_fine(day="2021-06-01")


def test_the_only_edition_of_a_figure_that_is_not_out_yet_any_more_is_missed(files):
    files.file("first", NEW)
    files.run("--init")
    files.file("first", row(2019, 95, "2021-06-01"))
    files.is_faulty("1 edition that it had before: i (937, 2019, 95 published on 2020-10-01)")


def test_an_edition_that_is_gone_for_good_is_confirmed_and_told_once(files):
    files.file("first", OLD, NEW)
    files.run("--init")
    files.file("first", OLD)
    files.is_fine("--accept-gone", told="Off track: ")
    files.is_fine()


UNDATED = row(2019, 80)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ([OLD], [OLD, NEW], "Withdrawn"),
        ([OLD], [NEW], "Withdrawn"),
        ([OLD, NEW], [row(2019, 85, "2020-12-01")], "Off track: "),
        ([NEW], [row(2019, 85, "2020-10-01")], "Off track: "),
        ([NEW], [row(2019, 96, "2020-10-01")], ""),
        ([UNDATED], [OLD], ""),
        ([UNDATED], [row(2019, 80, "2020-03-01")], ""),
        ([UNDATED], [row(2019, "80.0", "2020-03-01")], ""),
        ([UNDATED], [row(2019, 95)], "Withdrawn"),
        ([UNDATED], [UNDATED, NEW], "Withdrawn"),
        ([OLD], [UNDATED], ""),
        ([NEW], [row(2019, 95)], ""),
        ([NEW], [row(2019, 95, "2020-09-30")], ""),
        ([row(2019, 80, "2020-10-01", standing="p")], [row(2019, 80, "2020-10-01")], ""),
        ([row(2019, 80, standing="p")], [UNDATED], ""),
        ([row(2019, 80, standing="p")], [row(2019, 80, "2020-07-02")], ""),
        ([OLD], [row(2019, 80, "2020-07-01", standing="p")], ""),
        ([OLD], [row(2019, 95, "2020-10-01", standing="p")], "Withdrawn"),
        ([OLD], [row(2019, "x", "2020-10-01")], "Withdrawn"),
        ([row(2019, 70, "2020-03-01", standing="f"), OLD], [OLD], ""),
        ([row(2019, 70, "2020-08-01", standing="f"), OLD], [OLD], ""),
        ([OLD, row(2018, 92, "2019-08-01", standing="f")], [OLD, row(2018, 92, "2019-07-01")], ""),
    ],
)
def test_what_is_published_anew_or_put_right_in_its_row_is_not_missed(files, before, now, told):
    files.file("first", *before)
    files.run("--init")
    files.file("first", *now)
    files.is_fine(told=told)
    files.is_fine()


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (
            [row(2019, 95), row(2019, 80, "2020-03-01")],
            [row(2019, 80, "2020-03-01")],
            "95 without a day of publication",
        ),
        ([row(2019, 80), NEW], [row(2019, 80)], "95 published on 2020-10-01"),
        ([NEW], [row(2019, 95, "2020-10-01", standing="f")], "95 published on 2020-10-01"),
        ([OLD, row(2019, "x", "2020-10-01")], [OLD], "x published on 2020-10-01"),
    ],
)
def test_editions_of_all_sorts_are_missed(files, before, now, says):
    files.file("first", *before)
    files.run("--init")
    files.file("first", *now)
    files.is_faulty(f"1 edition that it had before: i (937, 2019, {says})")


def test_a_final_figure_is_missed_though_a_later_provisional_one_is_held_back(files):
    files.plan(alerts='provisional = "hold"')
    provisional = row(2019, 96, "2020-12-01", standing="p")
    files.file("first", OLD, provisional)
    files.run("--init")
    files.file("first", provisional)
    files.is_faulty("1 edition that it had before: i (937, 2019, 80 published on 2020-07-01)")


def test_a_figure_that_is_final_at_last_is_not_missed_where_provisional_ones_are_held_back(files):
    files.plan(alerts='provisional = "hold"')
    files.file("first", row(2019, 80, "2020-07-01", standing="p"))
    files.run("--init")
    files.file("first", OLD)
    files.is_fine(told="Off track: ")
    files.file("first", row(2019, 80, "2020-07-01", standing="p"))
    assert files.run()[0] == 0


def test_an_edition_that_another_source_has_now_is_not_missed(files):
    files.plan(first="tidy", second="tidy")
    files.file("first", OLD, NEW)
    files.file("second", row(2018, 95))
    files.run("--init")
    files.file("first", OLD)
    files.file("second", row(2018, 95), NEW)
    files.is_fine()


def test_what_a_clock_that_was_ahead_has_seen_is_not_missed_once_it_is_put_right(files, monkeypatch):
    files.file("first", OLD, NEW)
    monkeypatch.setattr(clock, "now", lambda: datetime(2021, 1, 1, tzinfo=UTC))
    files.council("run", "plan.toml", "--init")
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 9, 1, tzinfo=UTC))
    assert files.council("run", "plan.toml", "--accept-clock")[0] == 0


# Figures of others


PARITY = '{kind = "benchmark-parity", against = {area = "a"}}'
MEAN = '{kind = "benchmark-parity", against = {mean_of = "neighbours"}}'
RANK = '{kind = "rank-improvement", among = "neighbours", from_rank = 3, from_of = 3}'
BAND = '{kind = "quantile-band", among = "neighbours", of = 2, best = 1}'
OWN = row(2019, 80, "2020-07-01")
OTHERS = [row(2019, 75, "2020-07-01", area="a"), row(2019, 70, "2020-07-01", area="b")]


@pytest.mark.parametrize("rule", [PARITY, MEAN, RANK, BAND])
@pytest.mark.parametrize("value", [99, "z"])
def test_an_edition_of_a_benchmark_or_a_neighbour_is_missed(files, rule, value):
    files.plan(rule=rule)
    revised = row(2019, value, "2020-10-01", area="a")
    files.file("first", OWN, *OTHERS, revised)
    files.run("--init")
    files.file("first", OWN, *OTHERS)
    files.is_faulty(f"1 edition that it had before: i (a, 2019, {value} published on 2020-10-01)")
    files.file("first", OWN, *OTHERS, revised)
    files.is_fine()


@pytest.mark.parametrize("rule", [PARITY, MEAN, RANK, BAND])
def test_a_figure_of_a_benchmark_or_a_neighbour_is_missed(files, rule):
    files.plan(rule=rule)
    files.file("first", OWN, *OTHERS)
    files.run("--init")
    files.file("first", OWN, OTHERS[1])
    files.is_faulty("1 figure that it had before: i (a, 2019)")


# Cases and inspections


SHARE = '{kind = "share-within", indicator = "i", days = 10}'
OPENED, CLOSED = "i,937,{},2019-03-0{},,false,made for a test", "i,937,{},2019-03-0{},{},false,made for a test"
KEPT = [CLOSED.format(name, 1, "2019-03-05") for name in "abcdefghij"]


@pytest.fixture
def cases(files):
    files.plan(number=SHARE, first="cases")
    files.file("first", *KEPT)
    files.run("--init")
    return files


def test_cases_that_are_gone_are_missed_counted_and_named(cases):
    cases.file("first", *KEPT[:4])
    cases.is_faulty("6 cases that it had before: i (937, e), i (937, f), i (937, g), i (937, h) and 2 more")
    cases.file("first", *KEPT)
    cases.is_fine()


def test_an_older_case_file_with_a_case_still_open_is_missed(cases):
    cases.file("first", *KEPT[1:], OPENED.format("a", 1))
    cases.is_faulty("1 closing that it had before: i (937, a, closed on 2019-03-05)")


def test_cases_that_are_gone_for_good_are_confirmed(cases):
    cases.file("first", KEPT[0], CLOSED.format("late", 1, "2019-06-01"))
    cases.is_fine("--accept-gone", told="Off track: ")
    cases.is_fine()


def test_a_case_that_is_not_opened_yet_any_more_is_missed(cases):
    cases.file("first", *KEPT[1:], "i,937,a,2021-03-01,2021-03-05,false,made for a test")
    cases.is_faulty("1 case that it had before: i (937, a)")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([OPENED.format("z", 1)], [CLOSED.format("z", 1, "2019-03-09")]),
        ([OPENED.format("z", 1)], [OPENED.format("z", 2)]),
        ([CLOSED.format("z", 1, "2019-03-08")], [CLOSED.format("z", 1, "2019-03-09")]),
        ([OPENED.format("z", 1)], [OPENED.format("z", 1).replace("false", "true")]),
        ([OPENED.format("z", 1).replace("false", "true")], []),
        ([OPENED.format("z", 1).replace("937", "other")], []),
        ([], [OPENED.format("z", 1)]),
        (["i,937,z,2021-03-01,,false,made for a test"], []),
    ],
)
def test_what_becomes_of_cases_is_not_missed(files, before, now):
    files.plan(number=SHARE, first="cases", rule='{kind = "threshold", at_least = 50}')
    files.file("first", *KEPT, *before)
    files.run("--init")
    files.file("first", *KEPT, *now)
    files.is_fine()


def test_a_case_that_was_still_to_come_is_not_missed(cases):
    cases.file("first", *KEPT, "i,937,z,2021-03-01,,false,made for a test")
    cases.run()
    cases.file("first", *KEPT)
    cases.is_fine(day="2021-06-01")


def test_cases_that_a_clock_that_was_ahead_has_seen_are_not_missed_once_it_is_put_right(files, monkeypatch):
    files.plan(number=SHARE, first="cases")
    later = ["i,937,y,2020-11-01,,false,made for a test", "i,937,z,2019-03-01,2020-12-01,false,made for a test"]
    files.file("first", *KEPT, *later)
    monkeypatch.setattr(clock, "now", lambda: datetime(2021, 1, 1, tzinfo=UTC))
    files.council("run", "plan.toml", "--init")
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 9, 1, tzinfo=UTC))
    assert files.council("run", "plan.toml", "--accept-clock")[0] == 0


def test_a_closing_that_was_still_to_come_is_not_missed(cases):
    cases.file("first", *KEPT[1:], CLOSED.format("a", 1, "2021-03-01"))
    cases.run("--accept-gone")
    cases.file("first", *KEPT[1:], OPENED.format("a", 1))
    cases.is_fine(day="2021-06-01")


IMPROVED = '{kind = "share-improved", indicator = "i"}'
GRADED = "i,937,{},{},{},made for a test"
INSPECTIONS = [GRADED.format("s", "2018-01-10", 3), GRADED.format("s", "2019-01-10", 2)]


@pytest.mark.parametrize("gone", [0, 1])
def test_inspections_that_are_gone_are_missed(files, gone):
    more = [GRADED.format("t", "2018-01-10", 3), GRADED.format("t", "2019-01-10", 3)]
    files.plan(number=IMPROVED, first="inspections")
    files.file("first", *INSPECTIONS, *more)
    files.run("--init")
    files.file("first", *INSPECTIONS, more[1 - gone])
    day = ("2018-01-10", "2019-01-10")[gone]
    files.is_faulty(f"1 inspection that it had before: i (937, t, {day})")


@pytest.mark.parametrize(
    "row", [GRADED.format("t", "2021-03-01", 2), GRADED.format("t", "2019-01-10", 2).replace("937", "other")]
)
def test_inspections_that_no_verdict_rests_on_are_not_missed(files, row):
    files.plan(number=IMPROVED, first="inspections")
    files.file("first", *INSPECTIONS, row)
    files.run("--init")
    files.file("first", *INSPECTIONS)
    files.is_fine(day="2021-06-01")


def test_inspections_that_a_clock_that_was_ahead_has_seen_are_not_missed_once_it_is_put_right(files, monkeypatch):
    files.plan(number=IMPROVED, first="inspections")
    files.file("first", *INSPECTIONS, GRADED.format("t", "2020-11-01", 3))
    monkeypatch.setattr(clock, "now", lambda: datetime(2021, 1, 1, tzinfo=UTC))
    files.council("run", "plan.toml", "--init")
    files.file("first", *INSPECTIONS)
    monkeypatch.setattr(clock, "now", lambda: datetime(2020, 9, 1, tzinfo=UTC))
    assert files.council("run", "plan.toml", "--accept-clock")[0] == 0


def test_a_grade_that_is_put_right_is_not_missed(files):
    files.plan(number=IMPROVED, first="inspections")
    files.file("first", *INSPECTIONS)
    files.run("--init")
    files.file("first", INSPECTIONS[0], GRADED.format("s", "2019-01-10", 3))
    files.is_fine(told="Off track: ")


# What is kept


def kept(value=None):
    with closing(sqlite3.connect("alerts.db")) as store, store:
        if value is not None:
            store.execute("UPDATE marks SET value = ? WHERE name = 'supplied/p/first'", (json.dumps(value),))
        ((found,),) = store.execute("SELECT value FROM marks WHERE name = 'supplied/p/first'")
        return json.loads(found)


FIVE = {"indicators": ["i"], "figures": [["i", "937", "all", "calendar-year", "2019"]]}


@pytest.mark.parametrize("old", [["i"], FIVE])
@pytest.mark.parametrize("day", ["2020-03-01", "2020-10-01", ""])
def test_what_earlier_versions_kept_is_read_and_kept_anew(files, old, day):
    files.file("first", row(2019, 80, day))
    files.run("--init")
    new = kept()
    kept(old)
    files.is_fine()
    assert kept() == new


def test_a_period_that_an_earlier_version_kept_is_missed(files):
    files.file("first", OLD, row(2018, 95))
    files.run("--init")
    kept(FIVE)
    files.file("first", row(2018, 95))
    files.is_faulty("1 figure that it had before: i (937, 2019)")


# Whose loss it is


def two(files):
    """Two sources, each with a measure of its own; both go back to older editions."""
    files.plan(first="tidy", second="tidy")
    plan = (files.council.folder / "plan.toml").read_text()
    measure = plan[plan.index("[[measures]]") :].replace("ehcp", "late").replace('"i"', '"j"')
    files.council.write("plan.toml", plan + measure)
    files.file("first", OLD, NEW)
    files.file("second", *(one.replace("i,", "j,") for one in (OLD, NEW)))
    files.run("--init")
    files.file("first", OLD)
    files.file("second", OLD.replace("i,", "j,"))


@pytest.mark.parametrize(
    "names",
    [
        ["--accept-gone"],
        ["--accept-gone-of", "first", "--accept-gone-of", "second"],
        ["--accept-gone-of", "first", "--accept-gone"],
    ],
)
def test_what_is_gone_of_all_sources_is_confirmed(files, names):
    two(files)
    files.is_fine(*names, told="Off track: ehcp title (80.0%, target at least 90.0%), and 1 more")


def test_what_is_gone_of_one_source_is_confirmed(files):
    two(files)
    code, out, err = files.run("--accept-gone-of", "first")
    assert (code, "Newly off track (1)\n  - ehcp title" in out) == (4, True), out
    assert 'source "second": it no longer has 1 edition that it had before: j (937, 2019, 95' in err
    assert "left as they were, as a source failed (1): late\n" in err
    files.is_fine("--accept-gone-of", "second", told="Off track: ")


def test_a_source_that_nobody_knows_is_refused_and_nothing_is_done(files):
    two(files)
    code, out, err = files.run("--accept-gone-of", "frist")
    assert (code, out) == (2, "")
    assert err == 'no source is called "frist"; did you mean "first"?\n1 problem; nobody was told anything.\n'
    assert files.run("--accept-gone-of", "frist", "--init", "--store", "new.db")[0] == 2
    assert not (files.council.folder / "new.db").exists()


def test_what_a_measure_that_is_left_as_it_was_rests_on_is_still_missed_after_a_confirmation(files):
    files.plan(
        first="tidy",
        second="tidy",
        number='{indicator = "i"}',
        rule='{kind = "benchmark-parity", against = {indicator = "j"}}',
    )
    files.file("first", OLD, NEW)
    benchmark = row(2019, 90, "2020-07-01").replace("i,", "j,")
    files.file("second", benchmark)
    files.run("--init")
    (files.council.folder / "second.csv").unlink()
    assert files.run("--accept-gone")[0] == 4
    files.file("second", benchmark)
    files.file("first", OLD)
    files.is_faulty("1 edition that it had before: i (937, 2019, 95 published on 2020-10-01)")
    (files.council.folder / "second.csv").unlink()
    assert "no longer has" not in files.run("--accept-gone")[2]
    files.file("second", benchmark)
    files.is_fine(told="Off track: ")


def test_what_a_verdict_rests_on_no_more_is_not_missed(files):
    files.plan(rule=PARITY)
    files.file("first", OWN, *OTHERS)
    files.run("--init")
    files.plan(rule='{kind = "threshold", at_least = 60}')
    files.is_fine()
    files.file("first", OWN)
    files.is_fine()


def test_of_a_figure_of_which_a_newer_edition_is_judged_that_one_is_kept(files):
    two(files)
    plan = (files.council.folder / "plan.toml").read_text()
    both = '{kind = "benchmark-parity", against = {indicator = "i"}}'
    files.council.write("plan.toml", both.join(plan.rsplit(THRESHOLD, 1)))
    files.file("first", OLD)
    files.run("--accept-gone")
    (files.council.folder / "second.csv").unlink()
    files.file("first", OLD, NEW)
    code, _, err = files.run()
    assert (code, "left as they were, as a source failed (1): late" in err) == (4, True)
    assert [one[5] for one in kept()["figures"]] == ["2020-10-01"]


# Sources that contradict each other


def test_of_two_sources_that_contradict_each_other_both_are_named_with_what_they_say(files):
    files.plan(first="tidy", second="tidy")
    files.file("first", OLD)
    files.file("second", row(2018, 95), row(2019, 85, "2020-07-01"))
    code, _, err = files.run("--init")
    assert code == 4
    assert (
        'second.csv:3: source "second" against source "first": i (all) of area 937 for 2019 stands 2 times:'
        " 80 in first.csv row 2, 85 in second.csv row 3; keep one, or give a revision its own publication date\n" in err
    )


def test_a_check_names_both_sources_that_contradict_each_other(files):
    files.plan(first="tidy", second="tidy")
    files.file("first", OLD)
    files.file("second", row(2019, 85, "2020-07-01"))
    code, _, err = files.council("check", "plan.toml")
    assert code == 2
    assert "80 in first.csv row 2, 85 in second.csv row 2" in err
