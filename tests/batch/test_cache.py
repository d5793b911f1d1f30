"""A cache changes no verdict: it says only which of them are judged again."""

from __future__ import annotations

from datetime import date

import attrs
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.batch.remembered import CHANGES, KINDS, walked

import wes_rules as w
from wes_rules.batch import Cache, judge, kept
from wes_rules.errors import DefinitionError, SourceError

DAY = date(2024, 6, 1)
AREAS = [f"E{n}" for n in range(6)]
CALENDAR = w.Calendar(kind="calendar-year", lag_months=3)


def measure(key, rule, number=None, **more):
    number = number or w.Observed(indicator="rate")
    given = {"unit": "percent", "decimals": 1, "better": "higher", "calendar": CALENDAR, "area": "E0", **more}
    return w.Measure(id=key, title=key, rule=rule, number=number, **given)


LIMIT = measure("limit", w.Threshold(at_least=60, versions=[w.Version(starting=w.Period.parse("2022"), agreed=date(2024, 9, 1), changes={"at_least": 62})]))  # fmt: skip
EVERY = measure("every", w.AnnualIncrease())
PARITY = measure("parity", w.BenchmarkParity(against=w.AreaFigure(area="E5")))
MEAN = measure("mean", w.BenchmarkParity(against=w.MeanOf(mean_of="near")))
ALONE = measure("alone", w.Threshold(at_least=60), w.Rolling(indicator="rate", periods=2, take="mean"))
NEAR = w.AreaSet(id="near", areas=("E1", "E2"), published=date(2020, 1, 1))
PLAN = w.Plan(id="p", title="P", area="E0", area_sets=(NEAR,), measures=(LIMIT, EVERY, PARITY, MEAN, ALONE))
ROWS = {(area, year): str(60 + place + year - 2020) for place, area in enumerate(AREAS) for year in range(2020, 2024)}


def table(changed=None, published=None):
    rows = [("rate", area, str(year), value, (published or {}).get((area, year))) for (area, year), value in (ROWS | (changed or {})).items()]  # fmt: skip
    return pl.DataFrame(rows, schema={**dict.fromkeys(("indicator", "area", "period", "value"), pl.String), "published": pl.Date}, orient="row")  # fmt: skip


@pytest.fixture
def cache(tmp_path):
    one = Cache(tmp_path / "cache")
    judge(PLAN, table(), as_of=DAY, cache=one)
    return one


def again(cache, plan=PLAN, frame=None, day=DAY):
    """How many verdicts are judged again; each of them is as it is without the cache."""
    frame = table() if frame is None else frame
    assert_frame_equal(judge(plan, frame, as_of=day, cache=cache), judge(plan, frame, as_of=day))
    assert cache.judged + cache.kept == len(plan.measures) * frame["area"].n_unique()
    return cache.judged


def test_what_has_not_changed_is_not_judged_again(cache):
    assert (cache.judged, cache.kept) == (30, 0)
    assert again(cache) == 0
    assert again(cache, frame=table().sample(fraction=1, shuffle=True, seed=1)) == 0
    assert again(cache, frame=table().lazy().collect()) == 0


READ = {
    "the latest of an area": (("E3", 2023), 5),
    "the one before, which only steps and means read": (("E3", 2022), 2),
    "an old one, which only steps read": (("E3", 2020), 1),
    "the latest of the area that all are compared with": (("E5", 2023), 4 + 6),
    "an old one of that area": (("E5", 2020), 1),
    "the latest of an area of the set": (("E1", 2023), 4 + 6),
}


@pytest.mark.parametrize(("place", "count"), READ.values(), ids=READ)
def test_a_figure_is_judged_again_by_those_who_read_it(cache, place, count):
    changed = table({place: "12.5"})
    assert again(cache, frame=changed) == count
    assert again(cache, frame=changed) == 0


def test_a_figure_that_is_new_or_gone_is_looked_at_whatever_was_read(cache):
    assert again(cache, frame=table({("E3", 2019): "40"})) == 5
    assert again(cache) == 5
    assert again(cache, frame=table().filter(pl.col("area") != "E4")) == 0


TURNS = {
    "a day on which nothing happens": (date(2024, 6, 2), 0),
    "the last day of the year": (date(2024, 12, 31), 6),
    "a day before what was agreed": (date(2024, 8, 31), 0),
    "the day on which the promise was changed": (date(2024, 9, 1), 6),
    "the next year, which has begun": (date(2025, 1, 1), 30),
    "an earlier day, on which less was due": (date(2024, 3, 31), 30),
}


@pytest.mark.parametrize(("day", "count"), TURNS.values(), ids=TURNS)
def test_the_day_counts_by_what_it_makes_due(cache, day, count):
    assert again(cache, day=day) == count


@pytest.mark.parametrize("last", [date(2025, 4, 1), date(2025, 3, 31)])
def test_a_day_and_a_deadline_that_pass_are_judged(tmp_path, last):
    by, deadline = (
        measure("by", w.Threshold(at_least=60, by=last)),
        measure("deadline", w.Threshold(at_least=60), deadline=last),
    )
    plan, cache = w.Plan(id="p", title="P", area="E0", measures=(by, deadline)), Cache(tmp_path / "cache")
    assert again(cache, plan, day=last) == 12
    assert again(cache, plan, day=date.fromordinal(last.toordinal() + 1)) == 12


def test_a_figure_that_is_published_later_is_judged_on_its_day(tmp_path):
    cache, frame = Cache(tmp_path / "cache"), table(published={("E3", 2023): date(2024, 7, 1)})
    assert again(cache, frame=frame) == 30
    assert again(cache, frame=frame, day=date(2024, 6, 30)) == 0
    assert again(cache, frame=frame, day=date(2024, 7, 1)) == 5


def test_an_edit_of_the_plan_is_judged_by_those_it_is_about(cache):
    harder = attrs.evolve(LIMIT, rule=w.Threshold(at_least=64))
    assert again(cache, attrs.evolve(PLAN, measures=(harder, *PLAN.measures[1:]))) == 6
    assert again(cache) == 6
    assert again(cache, attrs.evolve(PLAN, area_sets=(attrs.evolve(NEAR, areas=("E1", "E4")),))) == 6
    ended = w.EndedArea(code="E2", until=date(2022, 12, 31))
    assert again(cache, attrs.evolve(PLAN, area_sets=(NEAR,), ended_areas=(ended,))) == 30


def test_a_new_measure_is_judged_and_one_that_is_gone_is_forgotten(cache):
    assert again(cache, attrs.evolve(PLAN, measures=(EVERY,))) == 0
    assert again(cache) == 24


def test_another_version_of_the_library_judges_everything(cache, monkeypatch):
    monkeypatch.setattr(kept, "version", lambda name: "0.0")
    assert again(cache) == 30
    assert "of another version of wes-rules" in cache.note


def test_a_kind_from_a_plugin_is_judged_each_time(cache, monkeypatch):
    monkeypatch.setattr(kept, "KINDS", {name: kind for name, kind in kept.KINDS.items() if name != "threshold"})
    assert again(cache) == 0
    assert again(cache) == 12


UNREAD = [(pl.String, "about ten"), (pl.String, "250"), (pl.String, "9" * 20), (pl.Float64, 250), (pl.Float64, 1e20)]


@pytest.mark.parametrize(("kind", "value"), UNREAD)
def test_a_figure_that_is_wrong_is_refused_though_nobody_reads_it(tmp_path, kind, value):
    plan, cache, good = attrs.evolve(PLAN, measures=(LIMIT,)), Cache(tmp_path / "cache"), table().cast({"value": kind})
    assert again(cache, plan, good) == 6
    old = (pl.col("area") == "E3") & (pl.col("period") == "2020")
    with pytest.raises(SourceError):
        judge(plan, good.with_columns(value=pl.when(old).then(pl.lit(value)).otherwise("value")), as_of=DAY, cache=cache)  # fmt: skip
    assert again(cache, plan, good) == 0


def test_a_figure_that_stands_twice_is_refused_though_nobody_reads_it(tmp_path):
    plan, cache = attrs.evolve(PLAN, measures=(LIMIT,)), Cache(tmp_path / "cache")
    old = table().filter(pl.col("area") == "E3", pl.col("period") == "2020")
    assert again(cache, plan, pl.concat([table(), old])) == 6
    with pytest.raises(SourceError, match="stand twice"):
        judge(plan, pl.concat([table(), old.with_columns(value=pl.lit("44"))]), as_of=DAY, cache=cache)


def test_percentages_that_may_be_fractions_are_refused_though_nobody_reads_them(tmp_path):
    plan, cache = attrs.evolve(PLAN, measures=(LIMIT,)), Cache(tmp_path / "cache")
    low = dict.fromkeys(ROWS, "0.5")
    assert again(cache, plan, table({**low, ("E3", 2020): "40"})) == 6
    with pytest.raises(SourceError, match="fraction"):
        judge(plan, table({**low, ("E3", 2020): "0.7"}), as_of=DAY, cache=cache)


def damaged(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize("part", ["form", "sum", "middle", "end", "short", "half"])
def test_a_damaged_file_is_as_none_and_is_told(cache, part):
    content = cache.path.read_bytes()
    place = {"form": 16, "sum": 30, "middle": len(content) // 2, "end": len(content) - 1}
    cache.path.write_bytes(damaged(content, place[part]) if part in place else content[: {"short": 5, "half": len(content) // 2}[part]])  # fmt: skip
    assert again(cache) == 30
    assert "is damaged, or of another version of wes-rules" in cache.note
    assert again(cache) == 0
    assert cache.note == ""


def test_a_file_that_is_no_cache_is_left_as_it_is(tmp_path):
    cache = Cache(tmp_path / "figures.csv")
    cache.path.write_text("indicator,area\n")
    assert again(cache) == 30
    assert "is no cache of wes-rules, so it was left as it is" in cache.note
    assert cache.path.read_text() == "indicator,area\n"


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    cache = Cache(tmp_path / "nowhere" / "cache")
    assert again(cache) == 30
    assert "cannot be written" in cache.note
    assert again(Cache(tmp_path)) == 30


def test_what_a_file_holds_does_not_grow_from_run_to_run(cache):
    sizes = []
    for number in range(4):
        assert again(cache, frame=table({("E3", 2023): str(40 + number)})) == 5
        sizes.append(cache.path.stat().st_size)
    assert sizes[1] == sizes[3]


def test_frames_in_parts_keep_their_verdicts_too(tmp_path, monkeypatch):
    from wes_rules.batch import engines

    cache = Cache(tmp_path / "cache")
    for count in (30, 0):
        found = engines.judged_frame(PLAN, table().lazy(), as_of=DAY, rows_at_once=9, cache=cache)
        assert_frame_equal(found, judge(PLAN, table(), as_of=DAY))
        assert cache.judged == count


def test_spark_keeps_none(tmp_path, monkeypatch):
    from wes_rules.batch import engines

    monkeypatch.setattr(engines, "_is_spark", lambda table: True)
    with pytest.raises(DefinitionError, match="keeps no cache"):
        judge(PLAN, table().lazy(), as_of=DAY, cache=Cache(tmp_path / "cache"))


@settings(max_examples=2)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(CHANGES), min_size=4, max_size=4))
def test_whatever_changes_each_verdict_is_that_without_a_cache(seed, changes):
    wrong, _, _ = walked(seed, KINDS, tuple(changes))
    assert not wrong
