"""
Any history at all: figures, revisions, runs that fail, crash or overlap, people, clocks and plans that change.

`python3 dev.py prove` plays thousands of them; by default there are few, the same ones each time.
"""

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.alerts.invariants import Watcher
from tests.alerts.world import OUTCOMES, D, World, at_least, measure, plan_of

from wes_rules import EndedArea, Marker, Quantity, Unit
from wes_rules.alerts.last_told import Route
from wes_rules.planfiles.named import labels_of
from wes_rules.rules.policy import Inhibition, Policy, PolicyFor
from wes_rules.rules.reading import Reader

SUPPRESSED = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
VALUES = st.sampled_from([95, 95, 88, 80, 80, 70, SUPPRESSED])
NAMES = st.sampled_from(["rate", "slow", "other"])
MOMENTS = ("deciding", "decided", "claiming", "claimed", "sent", "recording", "recorded")
BETWEEN = ("reading", "decided", "claimed", "sent", "recorded")
WAITS = 15
PLACES = st.integers(1, 3)


def plan(
    target=90,
    after=1,
    *,
    other=True,
    owner="Board",
    decimals=1,
    hides=False,
    turned=False,
    worse_by=1,
    working=True,
    jumps=12,
    only_worse=False,
    ends=None,
):
    rate = measure("rate", rule=at_least(target, tolerance=D(3)), owner=owner, decimals=decimals)
    measures = [rate, inheriting("slow")]
    measures += [measure("other", owner="Panel")] if other else []
    policies = (
        PolicyFor(labels=("slow",), after=2, close_after=2, minimum_denominator=20, only_worse=only_worse),
        PolicyFor(measures=("rate",), after=after, question_jumps_over=jumps and D(jumps), question_days=WAITS),
    )
    notifiers = ("post", "mail")
    ended = (EndedArea(code="937", until=date(ends, 12, 31), successors=("a", "b")),) if ends else ()
    made = plan_of(
        *(measures[::-1] if turned else measures),
        notifiers=notifiers[::-1] if turned else notifiers,
        policy=Policy(grace_days=20, worse_by=D(worse_by), subscribers=("Reader",)),
        policies=policies,
        inhibitions=(Inhibition(parent="rate", children=("slow",)),) if hides else (),
        working_days=working,
        holidays=(date(2016, 7, 4),) if working else (),
    )
    return attrs.evolve(made, ended_areas=ended)


def inheriting(name):
    """Return a measure whose label is that of its objective, as a plan file gives it."""
    held = labels_of(Reader(fault=pytest.fail), {"Pace": {"labels": ["slow"]}}, {"Pace"})
    return measure(name, objective="Pace", labels=held["Pace"])


class Histories(RuleBasedStateMachine):
    """Boards, receivers that drop repeats, and everything that may happen to them."""

    drops_repeats = True

    @initialize()
    def begin(self):
        self.world = World(plan(), drops_repeats=self.drops_repeats)
        # So little that news of two alerts is two messages.
        self.world.receivers["mail"].longest = 400
        self.watcher = Watcher(self.world)
        self.backup = None
        self.changed = {}

    def teardown(self):
        """However a history ends, all becomes known once everything works again."""
        if hasattr(self, "world"):
            try:
                self.settle()
            finally:
                self.world.close()

    @rule(of=NAMES, back=st.integers(0, 3), value=VALUES, people=st.sampled_from((None, 10, 30)))
    def publish(self, of, back, value, people):
        self.world.publish(self.world.today.year - 1 - back, value, of=of, denominator=people)

    @rule(days=st.sampled_from([1, 8, 40, 200, 366]))
    def time_passes(self, days):
        self.world.wait(days=days)

    @rule(days=st.integers(1, 30))
    def the_clock_goes_back(self, days):
        self.world.wait(days=-days)

    @rule(outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=4), by=st.sampled_from(["post", "mail"]))
    def run(self, outcomes, by):
        before = set(self.watcher.rows)
        self.watcher.ran(before, self.world.run(*outcomes, by=by))

    @rule(outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=2), name=st.sampled_from(MOMENTS), place=PLACES)
    def a_run_is_killed(self, outcomes, name, place):
        before = set(self.watcher.rows)
        self.watcher.ran(before, self.world.run(*outcomes, killed_at=(name, place)))

    @rule(outcomes=st.lists(st.sampled_from(OUTCOMES), max_size=2), name=st.sampled_from(BETWEEN), place=PLACES)
    def two_runs_overlap(self, outcomes, name, place):
        before = set(self.watcher.rows)
        self.watcher.ran(before, self.world.run(*outcomes, meanwhile=(name, place)))

    @rule()
    def a_run_is_repeated(self):
        """I2: nothing new, no time passed: no new row."""
        self._run_until_quiet()
        before = {row.seq for row in self.world.rows()}
        report = self.world.run()
        assert report.messages == (), "I2"
        assert {row.seq for row in self.world.rows()} == before, "I2"
        self.watcher.look()

    def _run_until_quiet(self):
        """What is delivered in one run may be news of the running for the next one, and for no third."""
        self.world.run()
        self.world.run()

    @rule(by=st.sampled_from(["post", "mail"]))
    def a_refresh_fails(self, by):
        before = set(self.watcher.rows)
        self.world.receivers[by].refuses_refresh = True
        self.watcher.ran(before, self.world.run())
        self.world.receivers[by].refuses_refresh = False

    @rule()
    def the_sources_fail(self):
        before = set(self.watcher.rows)
        self.world.source_fails = True
        self.watcher.ran(before, self.world.run())
        self.world.source_fails = False

    @rule()
    def the_receivers_start_again(self):
        """What they hold is in their memory only."""
        for one in self.world.receivers.values():
            one.holds.clear()

    @rule(of=NAMES, days=st.sampled_from([5, 100, 400]))
    def silence(self, of, days):
        self.world.silence(days=days, measure=of)

    @rule()
    def end_silences(self):
        self.world.unsilence()

    @rule(of=NAMES, days=st.none() | st.integers(1, 400))
    def acknowledge(self, of, days):
        until = None if days is None else self.world.wall + timedelta(days=days)
        self.world.acknowledge(f"p/{of}/937/off_track", until)

    @rule(
        asked=st.sampled_from([80, 90]),
        after=st.integers(1, 2),
        other=st.booleans(),
        owner=st.sampled_from(["Board", "Panel"]),
        decimals=st.integers(1, 2),
        hides=st.booleans(),
        worse_by=st.sampled_from([1, 9]),
        working=st.booleans(),
        jumps=st.sampled_from([None, 12, 20]),
        only_worse=st.booleans(),
        ends=st.sampled_from([None, None, 2015, 2016]),
    )
    def edit_the_plan(self, asked, after, **more):
        self.changed = {"target": asked, "after": after, **more}
        self.world.plan = plan(**self.changed)

    @rule()
    def turn_the_plan_around(self):
        """I13: the order of measures and notifiers in the plan decides nothing."""
        self._run_until_quiet()
        before = {row.seq for row in self.world.rows()}
        self.world.plan = plan(**self.changed, turned=True)
        self.world.run()
        self.world.plan = plan(**self.changed)
        self.world.run()
        assert {row.seq for row in self.world.rows()} == before, "I13"
        self.watcher.look()

    @rule()
    def back_up(self):
        self.backup = self.world.copy()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self):
        self.world.restore(self.backup)
        self.the_receivers_start_again()
        self.watcher.begin()

    @rule()
    def retry_by_hand(self):
        self.world.retry()

    @rule()
    def settle(self):
        """I3, and what it takes: silences ended, dead messages retried, the clock right, time for every retry and answer."""
        self.world.wall = self.world.latest + timedelta(days=1)
        self.world.wait(days=1)
        self.world.unsilence()
        self.world.drain()
        self.world.retry()
        self.world.drain()
        # Where nobody answers a question, what follows from the figure is told all the same.
        self.world.wait(days=WAITS)
        self.world.drain()
        self.watcher.settled()

    @invariant()
    def all_holds(self):
        if hasattr(self, "watcher"):
            self.watcher.look()


class NaiveHistories(Histories):
    """The same, told through receivers that take a repeat as it comes."""

    drops_repeats = False


# Named by what it asks for: Hypothesis 6.120 cannot say which profile is loaded.
PROVING = settings.default.stateful_step_count == settings.get_profile("prove").stateful_step_count
SETTINGS = settings(
    max_examples=settings.default.max_examples if PROVING else 8,
    stateful_step_count=settings.default.stateful_step_count if PROVING else 15,
    suppress_health_check=list(HealthCheck),
)
TestHistories = Histories.TestCase
TestHistories.settings = SETTINGS
TestNaiveHistories = NaiveHistories.TestCase
TestNaiveHistories.settings = SETTINGS


def test_what_a_dead_message_held_up_is_told_though_another_run_told_meanwhile():
    """Found by proving: the news behind it waited for the next run, and nothing said why it was not told."""
    world = World(plan(), drops_repeats=False)
    watcher = Watcher(world)
    world.publish(2015, 80)
    watcher.ran(set(), world.run("unknown, lost", meanwhile=("reading", 2)))
    world.publish(2015, 95)
    world.wait(days=200)
    before = set(watcher.rows)
    watcher.ran(before, world.run("permanent", "unknown, lost", meanwhile=("claimed", 3)))
    assert ("p/slow/937/overdue", Route("Board", "post")) in world.told()
    world.close()
