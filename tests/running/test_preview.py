"""What `wes-rules check` says would be told is what a first run tells, and of the rest it says why not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICIES = {
    "after": st.integers(1, 3),
    "close_after": st.integers(1, 2),
    "severity": st.sampled_from(["off_track", "at_risk"]),
    "evidence": st.booleans(),
    "provisional": st.sampled_from(["tell", "hold"]),
    "overdue": st.booleans(),
    "grace_days": st.sampled_from([0, 30, 400]),
    "announce_from": st.sampled_from(["2018-01-01", "2019-06-01", "2020-12-31"]),
    "working_days": st.booleans(),
    "to": st.just(["Chair", "Board"]),
}
RULE = 'rule = {kind = "threshold", at_least = 90}'
TOLERANT = 'rule = {kind = "threshold", at_least = 90, tolerance = 5}'
HEAD = "indicator,group,area,period,value,standing,unit,source\n"
DAY = "2021-07-10"


def toml(name, value):
    if isinstance(value, bool):
        return str(value).lower()
    return value if name == "announce_from" or not isinstance(value, str) else f'"{value}"'


def written(policy):
    return "".join(f"{name} = {toml(name, value)}\n" for name, value in policy.items())


def plan(council, policy, more=""):
    text = council.first_plan.replace("[alerts]\n", f"[alerts]\n{written(policy)}", 1).replace(RULE, TOLERANT)
    council.write("plan.toml", text + more)


def figures(council, name, indicator, values):
    rows = (f"{indicator},all,937,{year},{value},{standing},percent,made\n" for year, value, standing in values)
    council.write(name, HEAD + "".join(rows))


@pytest.fixture
def council(council, monkeypatch):
    monkeypatch.setenv("COLUMNS", "1000")
    council.first_plan = (council.folder / "plan.toml").read_text(encoding="utf-8")
    return council


def checked(council, day=DAY):
    """Return what `check` says would be told, and what it says would not."""
    code, out, err = council("check", council.folder / "plan.toml", "--as-of", day, "--alerts", "--layout", "list")
    assert (code in (0, 1, 3, 5), err) == (True, "")
    _, to, messages = out.partition("\n\nTo ")
    _, _, untold = out.removesuffix(to + messages).partition("\nA first run would not tell:\n")
    return to.lstrip("\n") + messages, untold.strip("\n"), out


def told(council, day=DAY):
    """Return what a first run tells, as `check` would write it."""
    code, out, _ = council.run("--init", "--dry-run", day=day)
    assert code == 0
    return "".join(line for line in out.splitlines(keepends=True)[:-1]).replace(" via console", "")


KNOWN = st.lists(st.sampled_from([(80, ""), (88, ""), (95, ""), (80, "p"), (95, "p"), None]), min_size=3, max_size=3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(policy=st.fixed_dictionaries({}, optional=POLICIES), first=KNOWN, second=KNOWN, inhibited=st.booleans())
def test_check_shows_the_news_of_a_first_run_and_why_the_rest_is_none(council, policy, first, second, inhibited):
    plan(council, policy, '[[alerts.inhibitions]]\nparent = "ehcp"\nchildren = ["late"]\n' if inhibited else "")
    for name, indicator, some in (("figures.csv", "i", first), ("more.csv", "j", second)):
        known = [(year, *one) for year, one in zip((2018, 2019, 2020), some, strict=True) if one is not None]
        figures(council, name, indicator, [(2017, 95, ""), *known])
    shown, untold, scorecard = checked(council)
    assert shown == told(council)
    # Whatever is off track stands in one of the two, and in the second with a reason.
    for line in untold.splitlines():
        assert line.partition(" title: ")[2]
    for name in ("ehcp", "late"):
        if f"Off track: {name} title\n" in scorecard:
            assert f"{name} title" in shown + untold


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"after": 2}, "it is off track for 1 of the 2 periods in a row that open the alert"),
        ({"evidence": True}, "it is not open: 2019 is off track, but the policy wants evidence"),
        ({"announce_from": "2020-06-01"}, "2019 ended before 1 June 2020, from when on news is told"),
    ],
)
def test_what_a_policy_keeps_back_is_not_among_the_alerts_and_has_its_reason(council, policy, says):
    plan(council, policy)
    shown, untold, _ = checked(council, "2020-07-01")
    assert shown == ""
    assert untold.startswith(f"  ehcp title: {says}")


def test_what_falls_into_a_day_off_is_not_among_the_alerts_and_has_its_reason(council):
    plan(council, {"working_days": True})
    shown, untold, _ = checked(council, "2020-07-04")
    assert shown == ""
    assert untold.startswith("  ehcp title: nothing is sent before 6 July 2020, the next working day")


def test_what_is_held_and_what_has_days_of_grace_is_not_among_the_alerts(council):
    plan(council, {"provisional": "hold", "grace_days": 30})
    figures(council, "figures.csv", "i", [(2018, 95, ""), (2020, 80, "p")])
    council.more(j2019=95)
    shown, untold, _ = checked(council, "2021-07-01")
    assert shown == ""
    assert untold == (
        "  ehcp title: it is not open: 2020 is off track by a provisional figure, and the policy waits for the final one"
        ' (provisional = "hold")\n'
        "  late title: it is not open: its days of grace are not over; it is told from 31 July 2021 on"
    )


def test_what_is_at_risk_is_an_alert_where_its_policy_counts_it(council):
    plan(council, {"severity": "at_risk"})
    council.figures(i2019=88)
    code, out, _ = council("check", council.folder / "plan.toml", "--as-of", "2020-07-01")
    assert code == 5
    assert "\nA first run would tell:\n  Board: 1 at risk\n" in out


def test_what_counts_though_it_is_only_at_risk_and_is_kept_back_has_its_reason(council):
    plan(council, {"severity": "at_risk", "announce_from": "2020-06-01"})
    council.figures(i2019=88)
    shown, untold, _ = checked(council, "2020-07-01")
    assert (shown, untold) == ("", "  ehcp title: 2019 ended before 1 June 2020, from when on news is told")


def test_a_plan_without_notifiers_tells_nobody_and_that_is_said(council):
    council.write("plan.toml", council.first_plan.replace('[[notifiers]]\nkind = "console"\n', ""))
    _, _, out = checked(council, "2020-07-01")
    assert "\nThe plan has no [[notifiers]], so nobody would be told.\n" in out
    assert "nothing was sent" in council.run("--init", day="2020-07-01")[1]


def test_a_recipient_is_shown_once_however_many_notifiers_carry_its_news(council):
    second = '[[notifiers]]\nkind = "jsonl"\npath = "news.jsonl"\n'
    council.write("plan.toml", council.first_plan + second)
    shown, _, _ = checked(council, "2020-07-01")
    assert shown.count("To Board: ") == 1
    assert not (council.folder / "news.jsonl").exists()


def test_what_is_at_risk_is_counted_apart_from_what_is_off_track(council):
    code, out, _ = council("check", EXAMPLES / "nhs-four-hours" / "plan.toml", "--as-of", "2026-04-30")
    assert code == 1
    assert "2 off track" in out
    assert "A first run would tell:\n  NHS England: 2 off track, 1 at risk\n" in out
