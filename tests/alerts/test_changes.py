"""What was told against what is true, class by class: for every pair of what was told and what is true, the change that is told."""

from datetime import date
from decimal import Decimal

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.changes import change_of, worse_than
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.alerts.news import news_of
from wes_rules.rules.policy import Policy

DAY = date(2021, 7, 1)


def current(state=State.OPEN, **more):
    given = {
        "opened": "2019" if state.is_open else "",
        "breaches": ("2019", "2020") if state.is_open else (),
        "past": frozenset({"2019", "2020"}),
        "period": "2020",
        "order": 2020,
        "severity": "off_track" if state.is_open else "",
        "rule": "r",
        "terms": (("after", "1"),),
    }
    return CurrentAlert(alert="a", kind=AlertKind.OFF_TRACK, state=state, title="A", **{**given, **more})


QUIET = {"state": State.QUIET}
OPEN = LastTold.of(current(), Change.NEW, None, DAY)
CLOSED = LastTold.of(current(**QUIET, why=Ending.RECOVERED, period="2021", order=2021), Change.RECOVERED, OPEN, DAY)
WITHDRAWN = LastTold.of(current(**QUIET, past=frozenset()), Change.WITHDRAWN, OPEN, DAY)
SWINGING = LastTold.of(current(unstable="2020"), Change.UNSTABLE, OPEN, DAY)
SWINGING_CLOSED = LastTold.of(current(**QUIET, unstable="2020", why=Ending.RECOVERED), Change.UNSTABLE, OPEN, DAY)
HANDED_OVER = LastTold.of(current(), Change.HANDED_OVER, OPEN, DAY)
TOLD = {
    "never": None,
    "closed": CLOSED,
    "withdrawn": WITHDRAWN,
    "open": OPEN,
    "at risk": attrs.evolve(OPEN, severity="at_risk"),
    "settled": attrs.evolve(OPEN, settled=True),
    "unjudged": attrs.evolve(OPEN, unjudged=True),
    "unstable": SWINGING,
    "unstable and closed": SWINGING_CLOSED,
    "handed over": HANDED_OVER,
    "another rule": attrs.evolve(OPEN, rule="s"),
    "other terms": attrs.evolve(OPEN, terms={"after": "2"}),
}
NEWER = {"period": "2021", "order": 2021, "breaches": ("2019", "2020", "2021")}
TRUE = {
    "quiet": current(**QUIET, past=frozenset()),
    "recovered": current(**QUIET, why=Ending.RECOVERED, period="2021", order=2021),
    "not comparable": current(**QUIET, why=Ending.NOT_COMPARABLE, period="2021", order=2021),
    "not applicable": current(**QUIET, why=Ending.NOT_APPLICABLE, period="2021", order=2021),
    "ended": current(**QUIET, ended=True, past=frozenset(), rule=""),
    "open": current(),
    "newer": current(**NEWER),
    "at risk": current(severity="at_risk"),
    "settled": current(settled=True),
    "unjudged": current(unjudged="No verdict for 2021."),
    "unstable": current(unstable="2020"),
    "unstable and quiet": current(**QUIET, unstable="2020", why=Ending.RECOVERED),
    "earlier opening": current(opened="2018", breaches=("2018", "2019", "2020")),
    "another time": current(
        opened="2022", breaches=("2022",), period="2022", order=2022, past=frozenset({"2019", "2022"})
    ),
}
# A row for each current: what somebody is told who was told never, closed, withdrawn, open, at risk, settled, unjudged,
# unstable while open, unstable while closed, handed over, of another rule, under other terms.
TABLE = """
quiet               -    -        -        withdrawn withdrawn withdrawn withdrawn withdrawn withdrawn - rule_changed rule_changed
recovered           -    -        -        recovered recovered recovered recovered recovered recovered - recovered recovered
not comparable      -    -        -        not_comparable not_comparable not_comparable not_comparable not_comparable not_comparable - not_comparable not_comparable
not applicable      -    -        -        not_applicable not_applicable not_applicable not_applicable not_applicable not_applicable - not_applicable not_applicable
ended               -    -        -        ended     ended    ended    ended      ended      ended     -        ended     ended
open                new  reopened reopened -         worse    corrected  still_open still_open reopened  new      corrected -
newer               new  reopened reopened still_open worse corrected still_open still_open reopened  new      corrected still_open
at risk             new  reopened reopened eased     -        corrected eased      eased      reopened  new      corrected eased
settled             new  reopened reopened settled   worse    -        settled    settled    reopened  new      settled   settled
unjudged            new  reopened reopened unjudged  worse    corrected -          unjudged   reopened  new      corrected unjudged
unstable            new      unstable unstable unstable unstable unstable unstable -         -         unstable unstable  unstable
unstable and quiet  -    -        -        unstable  unstable unstable unstable   -          -         -        unstable  unstable
earlier opening     new  reopened reopened corrected worse    corrected corrected corrected  reopened  new      corrected corrected
another time        new  new      new      new       new      new      new        new        new       new      new       new
"""


def cells():
    for row in TABLE.strip().splitlines():
        name = next(one for one in sorted(TRUE, key=len, reverse=True) if row.startswith(f"{one}  "))
        for told, expected in zip(TOLD, row.removeprefix(name).split(), strict=True):
            yield told, name, None if expected == "-" else Change(expected)


CELLS = list(cells())


def test_the_table_has_every_pair_once():
    assert sorted((told, true) for told, true, _ in CELLS) == sorted((told, true) for told in TOLD for true in TRUE)


def test_every_pair_of_told_and_true_has_its_change():
    assert [(told, true, change_of(TOLD[told], TRUE[true], Policy())) for told, true, _ in CELLS] == CELLS


def test_once_told_there_is_nothing_more_to_tell():
    for told, true, expected in CELLS:
        if expected is not None:
            then = LastTold.of(TRUE[true], expected, TOLD[told], DAY)
            assert change_of(then, TRUE[true], Policy()) is None, (told, true)


def test_without_reminders_only_what_was_told_wrongly_is_told():
    for told, true, expected in CELLS:
        quiet = change_of(TOLD[told], TRUE[true], Policy(remind="never"))
        is_quiet = expected is Change.STILL_OPEN and told not in ("unjudged", "unstable")
        assert quiet is (None if is_quiet else expected), (told, true)


def test_only_a_recovery_says_so():
    for told, true, expected in (cell for cell in CELLS if cell[2] not in (None, Change.RECOVERED)):
        news = news_of(TRUE[true], expected, TOLD[told])
        said = " ".join((news.change.heading, news.headline, *news.details)).lower()
        assert not any(claim in said for claim in ("recovered", "improved", "better", "well again")), (told, true)


def test_what_is_only_at_risk_since_is_less_serious_though_another_part_is_missed_now():
    """Each of two limits, too much and too little: too much by far one year, and a little too little the next."""
    told = LastTold.of(current(margins=(("0", Decimal("-8.0")),)), Change.NEW, None, DAY)
    now = current(**NEWER, severity="at_risk", margins=(("1", Decimal("-1.0")),))
    assert change_of(told, now, Policy()) is Change.EASED
    assert not worse_than(told, now, Policy())
    assert change_of(told, attrs.evolve(now, severity="off_track"), Policy()) is Change.WORSE
