"""A plan that comes to a store of other plans: a new one, or an old one under another id."""

import pytest


def rename(council, **changes):
    """Write the plan anew, with other texts in the place of some."""
    text = (council.folder / "plan.toml").read_text(encoding="utf-8")
    for name, value in changes.items():
        text = text.replace(f'{name} = "{council.was[name]}"', f'{name} = "{value}"', 1)
    council.write("plan.toml", text)


@pytest.fixture
def council(council):
    council.was = {"id": "p", "area": "937"}
    council.run("--init")
    return council


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_renamed_plan_is_refused_and_nobody_is_told_anything_anew(council, more):
    rename(council, id="q")
    before = (council.folder / "alerts.db").read_bytes()
    code, out, err = council.run(*more, day="2020-07-02")
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == (
        'the store has 1 open alert of the same measures (ehcp) of plan "p", and "q" is new to it; if the plan was renamed,'
        " set its id back; if it is another plan, give it another store, or confirm with --accept-plan that all of it is"
        " told as new"
    )
    assert (council.folder / "alerts.db").read_bytes() == before
    council.was["id"] = "q"
    rename(council, id="p")
    assert council.run(day="2020-07-02") == (
        0,
        "2 measures judged as known on 2020-07-02; nothing is new, and nothing was sent.\n",
        "",
    )


def test_a_person_may_confirm_that_it_is_another_plan(council):
    rename(council, id="q")
    code, out, err = council.run("--accept-plan", day="2020-07-02")
    assert (code, err) == (0, "")
    assert "To Board: Off track: " in out
    # From then on it is known, and so is the other one.
    assert council.run(day="2020-07-03")[::2] == (0, "")


def test_a_plan_of_other_measures_or_of_another_area_is_noted_and_not_refused(council):
    rename(council, id="q", area="938")
    note = (
        'note: the store has alerts of plan "p" and none of "q"; if the plan was renamed, set its id back: under a new one'
        " all of it is told as new, and nothing more is told of the old alerts\n"
    )
    told = (council.run(day="2020-07-02") for _ in range(2))
    # Its figures are of another area now, and each run says so.
    others = [
        (code, [line for line in err.splitlines(keepends=True) if "matches no measure" not in line])
        for code, _, err in told
    ]
    assert others == [(0, [note]), (0, [])]


def test_where_nothing_of_the_other_plan_is_open_it_is_noted(council):
    council.figures(i2019=95)
    council.run(day="2020-07-02")
    rename(council, id="q")
    code, _, err = council.run(day="2020-07-03")
    assert code == 0
    assert err.startswith('note: the store has alerts of plan "p" and none of "q"')


def test_many_measures_are_counted(council):
    text = (council.folder / "plan.toml").read_text(encoding="utf-8")
    head, _, measure = text.partition("\n[[measures]]")
    measure, *_ = measure.split("\n[[measures]]")
    copies = (f"\n[[measures]]{measure.replace('ehcp', f'm{number}')}" for number in range(6))
    council.write("plan.toml", head + "".join(copies))
    council.run(day="2020-07-02")
    rename(council, id="q")
    err = council.run(day="2020-07-03")[2]
    assert err.startswith("the store has 6 open alerts of the same measures (m0, m1, m2, m3 and 2 more) of plan")
