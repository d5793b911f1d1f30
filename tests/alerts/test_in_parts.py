"""A receiver that takes little at once gets a long digest in parts: whole alerts, each once, whatever fails on the way."""

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.world import World, measure, plan_of
from tests.faults.test_many_at_once import PLAN, news

from wes_rules.alerts.digest import _NUMBERED, Brevity, _Writer, digest
from wes_rules.alerts.last_told import Route
from wes_rules.alerts.records import Delivery

NAMES = tuple(f"measure-{letter}" for letter in "abcdefgh")
LANE = Route("Board", "post")
LITTLE = 700


def small_world(longest=LITTLE):
    world = World(plan_of(*map(measure, NAMES)), drops_repeats=False)
    world.receivers["post"].longest = longest
    for name in NAMES:
        world.publish(2015, 80, of=name)
    return world


@pytest.fixture
def world():
    world = small_world()
    yield world
    world.close()


def heard(world):
    return sorted(one.measure for message, one in world.news() if one.kind.value == "off_track")


@given(st.lists(st.integers(0, 400), unique=True, min_size=1, max_size=12), st.integers(100, 3000))
def test_each_part_fits_and_each_alert_is_in_one_of_them(numbers, longest):
    parts = digest(PLAN, LANE, map(news, numbers), longest=longest)
    assert all(len(one.text) <= longest for one in parts)
    assert sorted(one.alert for part in parts for one in part.news) == sorted(news(number).alert for number in numbers)
    assert [(one.part, one.parts) for one in parts] == [(n, len(parts)) for n in range(1, len(parts) + 1)]
    assert len({one.key for one in parts}) == len(parts)


@given(st.lists(st.integers(0, 400), unique=True, min_size=1, max_size=12), st.integers(160, 3000))
def test_no_part_ends_in_the_middle_of_a_figure(numbers, longest):
    for part in digest(PLAN, LANE, map(news, numbers), longest=longest):
        for one in part.news:
            assert one.line in part.text


def test_parts_are_numbered_in_their_subject_and_text():
    first, second = digest(PLAN, LANE, map(news, range(4)), longest=450)[:2]
    assert re.search(r" \(1 of \d\)$", first.subject)
    assert first.text.splitlines()[0] == f"{PLAN.title} (1 of {first.parts})"
    assert "(2 of " in second.text


def test_what_fits_is_one_message_without_a_number():
    (whole,) = digest(PLAN, LANE, map(news, range(4)))
    (same,) = digest(PLAN, LANE, map(news, range(4)), longest=len(whole.text) + 20)
    assert whole == same
    assert " of 1" not in whole.text


def test_very_little_is_one_line_an_alert():
    for part in digest(PLAN, LANE, map(news, range(4)), longest=110):
        assert part.text.splitlines()[1].startswith(
            ("Off track: Measure", "Off track, and worse: M", "Off track, corrected: M", "Still off track", "Back")
        )


def test_a_long_digest_arrives_in_parts_and_every_alert_once(world):
    world.run()
    assert heard(world) == sorted(NAMES)
    assert len(world.receivers["post"].arrived) > 1
    assert all(len(one.text) <= LITTLE for one in world.receivers["post"].arrived)


@pytest.mark.parametrize(
    "outcomes", [("delivered", "transient"), ("transient", "delivered"), ("delivered", "permanent")]
)
def test_a_part_that_fails_is_sent_again_alone(world, outcomes):
    world.run(*outcomes)
    assert 0 < len(heard(world)) < len(NAMES)
    world.drain()
    world.retry()
    world.drain()
    assert heard(world) == sorted(NAMES)


@pytest.mark.parametrize("moment", ["decided", "claimed", "sent", "recorded"])
@pytest.mark.parametrize("place", [1, 2])
def test_a_run_that_dies_between_two_parts_loses_none(world, moment, place):
    world.run(killed_at=(moment, place))
    world.wait(hours=7)
    world.drain()
    assert sorted(set(heard(world))) == sorted(NAMES)
    again = len(heard(world)) - len(NAMES)
    marked = sum(len(one.news) for one in world.receivers["post"].arrived if one.possible_repeat)
    assert again <= marked, "a repeat is marked as one where its receiver does not drop it"


def test_a_run_that_is_repeated_puts_no_part_in_the_queue_twice(world):
    world.run(*["transient"] * 9)
    before = [row.key for row in world.rows(Delivery.QUEUED)]
    assert before
    world.run(*["transient"] * 9)
    assert [row.key for row in world.rows(Delivery.QUEUED)] == before


def test_what_is_only_repeated_beside_news_makes_no_part(world):
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 70, of=NAMES[0])
    before = len(world.receivers["post"].arrived)
    world.run()
    told = world.receivers["post"].arrived[before:]
    assert told
    assert all(not one.repeated for message in told for one in message.news)


@pytest.mark.parametrize("longest", [100, 103, 104, 105])
def test_one_alert_that_is_too_long_alone_ends_at_a_blank_and_says_that_it_was_cut(longest):
    words = " ".join(["words"] * 40)
    (part,) = digest(PLAN, LANE, [attrs.evolve(news(0), line=words)], longest=longest)
    begins, _, rest = part.text.partition("words")
    assert (begins, part.text[-5:]) == ("Off track: Measure 00000: ", " ...\n")
    assert set(f"words{rest}".removesuffix(" ...\n").split()) == {"words"}, "no word is cut in two"
    assert longest - len("words ") < len(part.text) <= longest


def test_a_title_is_cut_only_where_its_line_would_not_fit_with_the_number_of_the_part_and_its_end():
    one = attrs.evolve(news(0), title="The title of a measure in some more words")
    whole = _Writer(PLAN, LANE, 3000, Brevity.FIGURES_ONLY)._line(one)
    for longest in range(len(whole), len(whole) + _NUMBERED + 4):
        line = _Writer(PLAN, LANE, longest, Brevity.FIGURES_ONLY)._line(one)
        assert (line == whole) is (len(whole) + _NUMBERED + 1 <= longest)
        assert line.endswith(f"...: {one.line}") is not (line == whole)
