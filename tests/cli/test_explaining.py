"""`wes-rules alerts explain` and `show`: the real reason why somebody was told nothing, and the day it goes by."""

import json
import sqlite3
from contextlib import closing

import pytest

OFF_TRACK, OVERDUE = "p/ehcp/937/off_track", "p/ehcp/937/overdue"


def plan(council, policy="", rule=None):
    """Write the plan anew, with something more in its policy, and another rule."""
    text = (council.folder / "plan.toml").read_text(encoding="utf-8")
    text = text.replace("[alerts]\n", f"[alerts]\n{policy}\n", 1)
    council.write("plan.toml", text.replace('rule = {kind = "threshold", at_least = 90}', rule) if rule else text)


def figures(council, *rows):
    head = "indicator,group,area,period,value,standing,unit,source\n"
    council.write(
        "figures.csv",
        head + "".join(map("i,all,{},{},{},{},percent,made for a test\n".format, *zip(*rows, strict=True))),
    )


def explained(council, name, *more):
    code, out, err = council("alerts", "explain", name, *more)
    assert (code, err) == (0, "")
    return out


def why(council, alert):
    """Return why nothing was sent of an alert, and check that `show` and the JSON form agree with that."""
    out = explained(council, alert)
    (found,) = json.loads(explained(council, alert, "--format", "json"))["alerts"]
    (recipient,) = found["recipients"]
    assert all(fact in out for fact in recipient["facts"])
    return recipient["facts"][-1].removeprefix("nothing is sent: ")


@pytest.mark.parametrize(
    ("policy", "value", "says"),
    [
        ("", 95, "it is not open: 2019 is on track"),
        ("after = 2", 80, "it is off track for 1 of the 2 periods in a row that open the alert"),
        (
            "evidence = true",
            80,
            "it is not open: 2019 is off track, but the policy wants evidence, and the movement may be noise",
        ),
    ],
)
def test_the_reason_of_the_policy(council, policy, value, says):
    plan(council, policy)
    council.figures(i2019=value)
    council.run("--init")
    assert why(council, OFF_TRACK) == says
    assert why(council, OVERDUE) == "it is not open: no figure that it needs is overdue"


def test_what_is_at_risk_and_does_not_count(council):
    plan(council, rule='rule = {kind = "threshold", at_least = 90, tolerance = 5}')
    council.figures(i2019=88)
    council.run("--init")
    assert why(council, OFF_TRACK) == "it is not open: 2019 is at risk, and the policy counts only what is off track"


@pytest.mark.parametrize("before", [[], [("937", 2018, 95, "")]])
def test_what_is_held_until_it_is_final(council, before):
    plan(council, 'provisional = "hold"')
    figures(council, *before, ("937", 2019, 80, "p"))
    council.run("--init")
    assert why(council, OFF_TRACK) == (
        "it is not open: 2019 is off track by a provisional figure, and the policy waits for the final one"
        ' (provisional = "hold")'
    )


def test_days_of_grace(council):
    plan(council, "grace_days = 30")
    council.run("--init")
    council.run(day="2021-07-01")
    assert why(council, OVERDUE) == ("it is not open: its days of grace are not over; it is told from 31 July 2021 on")


def test_a_figure_overdue_that_the_plan_tells_nobody_of(council):
    plan(council, "overdue = false")
    council.more(j2019=95, j2020=96)
    council.figures(i2019=95)
    council.run("--init", day="2021-07-01")
    assert why(council, OFF_TRACK) == (
        "it is not open: 2020 cannot be judged: a figure that should have been published is overdue, and the policy"
        " tells nobody of figures overdue (overdue = false)"
    )
    assert OVERDUE not in explained(council, "ehcp")


def test_only_a_forecast(council):
    figures(council, ("937", 2018, 95, ""), ("937", 2019, 80, "f"))
    council.run("--init")
    assert why(council, OFF_TRACK).startswith("it is not open: 2019 cannot be judged: ")


def test_a_benchmark_that_has_not_come(council):
    plan(council, rule='rule = {kind = "benchmark-parity", against = "970"}')
    council.more(j2019=95)
    figures(council, ("937", 2019, 80, ""), ("970", 2018, 85, ""))
    council.run("--init")
    assert why(council, OFF_TRACK) == ("it is not open: 2019 cannot be judged: the figure to compare with is missing")


def test_neighbours_whose_figures_have_not_come(council):
    plan(council, rule='rule = {kind = "rank-improvement", among = "near", from_rank = 3, from_of = 3}')
    text = (council.folder / "plan.toml").read_text(encoding="utf-8")
    near = '[[area_sets]]\nid = "near"\npublished = 2018-01-01\nareas = ["970", "971"]\nsource = "made for a test"\n'
    council.write("plan.toml", text.replace("[[sources]]", f"{near}[[sources]]", 1))
    rows = [("937", 2018, 80), ("970", 2018, 85), ("971", 2018, 75), ("937", 2019, 80), ("970", 2019, 85)]
    figures(council, *((*one, "") for one in rows))
    council.run("--init")
    assert why(council, OFF_TRACK) == (
        "it is not open: 2019 cannot be judged: areas of the comparison set that are on file for earlier periods have no figure yet"
    )


def test_every_alert_of_a_measure_is_shown(council):
    council.run("--init")
    council.run(day="2021-07-01")
    for verb in ("explain", "show"):
        out = council("alerts", verb, "ehcp")[1]
        assert out.count("ehcp title [") == 2
        assert f"ehcp title [{OFF_TRACK}]" in out
        assert f"ehcp title [{OVERDUE}]" in out
        assert out.count("open since 20") == 2
        found = json.loads(council("alerts", verb, "ehcp", "--format", "json")[1])["alerts"]
        assert [one["alert"] for one in found] == [OFF_TRACK, OVERDUE]
        assert [one["state"] for one in found] == ["open", "open"]


def test_an_acknowledgement_of_a_measure_is_one_of_all_its_open_alerts(council):
    council.run("--init")
    council.run(day="2021-07-01")
    code, out, _ = council("alerts", "ack", "ehcp", "--by", "Ann", "--note", "on it")
    assert code == 0
    assert out.splitlines() == [
        "ehcp title is acknowledged by Ann: no reminders until it gets worse.",
        "ehcp title (overdue) is acknowledged by Ann: no reminders until it gets worse.",
    ]
    for alert in (OFF_TRACK, OVERDUE):
        assert "Ann acknowledged" in council("alerts", "log", "--subject", alert)[1]
    found = json.loads(council("alerts", "ack", OVERDUE, "--by", "Ben", "--format", "json")[1])
    assert [(one["alert"], one["by"]) for one in found] == [(OVERDUE, "Ben")]


def test_whoever_asks_hears_that_what_was_told_cannot_be_read(council):
    council.run("--init")
    with closing(sqlite3.connect(council.folder / "alerts.db")) as connection:
        connection.execute("UPDATE told SET told = 'x' WHERE alert = ?", (OFF_TRACK,))
        connection.commit()
    code, out, _ = council("alerts", "explain", "ehcp")
    assert code == 4
    assert "nobody is told" not in out
    said = "what was told cannot be read, so nothing is sent: restore a backup, or drop what cannot be read with"
    assert said in out
    assert said in council("alerts", "show", "ehcp")[1]


def test_a_recipient_of_one_alert_only(council):
    council.run("--init")
    council.more(j2019="many")
    council.write("plan.toml", (council.folder / "plan.toml").read_text().replace('id = "second"', 'id = "late"'))
    council.run(day="2020-07-02")
    out = explained(council, "late", "--recipient", "Office")
    assert out.count("late [") == 1
    assert "late title" not in out
    code, _, err = council("alerts", "explain", "late", "--recipient", "Ofice")
    assert code == 2
    assert 'did you mean "Office"?' in err


def test_what_is_said_goes_by_the_last_run_and_not_by_the_last_change(council):
    council.run("--init")
    council.run(day="2020-09-01")
    assert f"ehcp title [{OFF_TRACK}]: open since 2019, as of 2020-09-01\n" in explained(council, "ehcp")
    assert "  condition: open since 2019, as of 2020-09-01\n" in council("alerts", "show", "ehcp")[1]
    assert "2020-07-01" not in explained(council, OFF_TRACK)


def test_the_period_is_the_one_that_the_message_was_about(council):
    council.figures(i2018=95, i2019=80)
    council.run("--init")
    # The figure of 2019 is gone for good: the latest verdict is that of 2018, and the news is of 2019.
    council.figures(i2018=95)
    _, out, _ = council.run("--accept-gone", day="2020-07-02")
    assert "Withdrawn (1)\n  - ehcp title\n" in out
    assert "was told: withdrawn (2019), in message " in explained(council, OFF_TRACK)


def test_a_measure_that_was_left_as_it_was_says_since_when_and_why(council):
    council.run("--init")
    council.more(j2019="many")
    for day in ("2020-08-01", "2020-08-02"):
        council.run(day=day)
    left = "the last run, as of 2020-08-02, left it as it was: a source failed that it rests on"
    out = explained(council, "late")
    assert "late title [p/late/937/off_track]: quiet, as of 2020-07-01\n" in out
    assert f"    nothing was sent since: {left}\n" in out
    assert f"  condition: quiet, as of 2020-07-01\n  {left}\n" in council("alerts", "show", "late")[1]
    # What does not rest on that source was judged.
    assert "as of 2020-08-02" in explained(council, "ehcp")
    assert "left it" not in explained(council, "ehcp")
    assert "left it" not in explained(council, "second")
    council.more(j2019=95)
    council.run(day="2020-08-03")
    assert "late title [p/late/937/off_track]: quiet, as of 2020-08-03\n" in explained(council, "late")
    assert "left it" not in explained(council, "late")


def test_a_measure_that_was_left_as_it_was_on_the_day_of_the_last_good_run(council):
    council.run("--init")
    council.more(j2019="many")
    council.run()
    left = "the last run, as of 2020-07-01, left it as it was: a source failed that it rests on"
    assert left in explained(council, "late")


def test_a_measure_whose_source_has_never_been_read(council):
    (council.folder / "more.csv").unlink()
    council.run("--init")
    council.run(day="2020-07-02")
    code, _, err = council("alerts", "explain", "late")
    assert code == 2
    assert 'there is no alert "late"; it was never judged: its source has failed in every run so far' in err


def test_an_advisory_promise_has_no_alert_and_that_is_said(council):
    plan(council, rule='rule = {kind = "advisory", rule = {kind = "threshold", at_least = 90}}')
    council.run("--init")
    code, _, err = council("alerts", "explain", "ehcp")
    assert code == 2
    assert err.startswith('there is no alert "ehcp"; ')
    assert "A promise that is advisory is never alerted and has none" in err


def test_what_the_plan_no_longer_watches(council):
    council.run("--init")
    text = (council.folder / "plan.toml").read_text(encoding="utf-8")
    council.write("plan.toml", text.replace('id = "late"', 'id = "later"'))
    council.run(day="2020-07-02")
    assert "it is not open: the plan no longer watches it" in explained(council, "late")
