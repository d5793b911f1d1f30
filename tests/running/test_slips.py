"""A row whose names differ from the plan's by capitals, blanks or an area's name for its code is told where it is missed."""

import csv
import io
from collections import Counter
from datetime import date
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.test_costs import lines_run

from wes_rules import Observation, Origin, Period, Quantity
from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import parse_plan, read_plan
from wes_rules.plugins import Figures
from wes_rules.running.reading.slips import misspelt
from wes_rules.running.reading.unmatched import unmatched
from wes_rules.running.reading_and_judging import read_figures

from .test_unmatched import HEAD, PLAN

PUBLISHED = Path(__file__).parents[1] / "tables" / "published"
AS_OF = ("--as-of", "2024-06-01")
COMPARED = '{kind = "benchmark-parity", against = "970"}'
SETS = '{kind = "benchmark-parity", against = {mean_of = "near"}}'
SET = '[[area_sets]]\nid = "near"\npublished = 2020-01-01\nareas = ["384", "385"]\nsource = "s"\n'


def row(year, indicator="rate", group="all", area="383"):
    return f"{indicator},{group},{area},{year},60,percent,s"


OURS = [row(2021), row(2022)]


@pytest.fixture
def notes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def notes(*figures, plan=PLAN, command=("check", "plan.toml"), more=()):
        (tmp_path / "plan.toml").write_text(plan)
        (tmp_path / "figures.csv").write_text("\n".join([HEAD, *figures]) + "\n")
        main([*command, *AS_OF, *more])
        found = capsys.readouterr()
        return [one for one in (found.err + found.out).splitlines() if "matches no" in one or "match no" in one]

    return notes


@pytest.mark.parametrize(
    ("slip", "named", "plans"),
    [
        ({"area": "leeds"}, 'area "leeds"', 'area is "383"'),
        ({"area": "38 3"}, 'area "38 3"', 'area is "383"'),
        ({"group": "All"}, 'group "All"', 'group is "all"'),
        ({"indicator": "Rate"}, 'indicator "Rate"', 'indicator is "rate"'),
        ({"indicator": "ra te"}, 'indicator "ra te"', 'indicator is "rate"'),
        ({"area": "Leeds", "group": "ALL"}, 'area "Leeds" and group "ALL"', 'area is "383" and group is "all"'),
    ],
)
@pytest.mark.parametrize(
    ("command", "more"),
    [
        (("check", "plan.toml"), ()),
        (("validate", "plan.toml"), ()),
        (("explain", "plan.toml", "m"), ()),
        (("run", "plan.toml"), ("--init", "--dry-run")),
    ],
)
def test_the_newest_row_in_another_spelling_is_told_with_its_row(notes, slip, named, plans, command, more):
    said = f"note: figures.csv: 1 figure of {named} (row 4) matches no measure; the plan's {plans}; m is judged as if nobody had published it"
    if slip.keys() == {"area"}:
        said += f'; say areas = {{{named.removeprefix("area ")} = "383"}} in the settings of the source'
    assert notes(*OURS, row(2023, **slip), command=command, more=more) == [said]


@pytest.mark.parametrize(
    "slip",
    [
        {"area": "384"},  # another code
        {"area": "Bradford"},
        {"group": "boys"},
        {"indicator": "late"},
        {"indicator": "rare-ones"},
        {"indicator": "Rate", "area": "384"},
        {"indicator": "Rate", "group": "boys"},
        {"indicator": "Rate", "area": "38\x1f3"},  # no blank
    ],
)
def test_what_nobody_can_have_meant_is_passed_over_without_a_word(notes, slip):
    assert notes(*OURS, row(2023, **slip)) == []


@pytest.mark.parametrize("command", [("check", "plan.toml"), ("validate", "plan.toml"), ("run", "plan.toml")])
@pytest.mark.parametrize(
    ("slip", "name"),
    [
        ("recyling", "recycling"),
        ("recyclings", "recycling"),
        ("recyclinh", "recycling"),
        ("recyclign", "recycling"),
        ("recycling-rt", "recycling-rate"),
        ("rates", "rate"),
    ],
)
def test_one_row_of_a_misspelt_indicator_that_has_figures_is_told(notes, slip, name, command):
    ours = [row(year, indicator=name) for year in (2021, 2022)]
    more = ("--init", "--dry-run") if command[0] == "run" else ()
    plan = PLAN.replace('"rate"', f'"{name}"')
    said = f'note: figures.csv: 1 figure of indicator "{slip}" matches no measure; the plan\'s indicator is "{name}"; m would be judged without it'
    assert notes(*ours, row(2023, indicator=slip), plan=plan, command=command, more=more) == [said]
    assert notes(*ours, row(2023, indicator="composting"), plan=plan, command=command, more=more) == []


def test_no_name_in_a_published_file_is_taken_for_a_misspelling_of_another():
    checked = 0
    for file in sorted(PUBLISHED.glob("*.?sv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            table = list(csv.reader(lines, delimiter="\t" if file.suffix == ".tsv" else ","))
        for column in zip(*(row for row in table if len(row) == len(table[0])), strict=True):
            rows = Counter(one for one in column[1:] if one)
            for name, few in rows.items():
                checked += 1
                assert not misspelt([name], [one for one, many in rows.items() if 2 * few <= many])
    assert checked > 500


def test_an_indicator_with_as_many_rows_as_the_one_it_is_like_is_no_slip_of_it(notes):
    theirs = [row(year, indicator="rates") for year in (2021, 2022)]
    assert notes(*OURS, *theirs) == []


@pytest.mark.parametrize("slip", [{"area": "Leeds"}, {"group": "All"}, {"indicator": "Rate"}])
def test_a_figure_that_nobody_misses_is_no_slip(notes, slip):
    assert notes(*OURS, row(2022, **slip)) == []
    ended = PLAN.replace("[[measures]]", 'last = "2022"\n[[measures]]')
    assert notes(*OURS, row(2023, **slip), plan=ended) == []


@pytest.mark.parametrize("rule", [COMPARED, SETS])
def test_a_slip_in_what_is_compared_with_is_told(notes, rule):
    plan = PLAN.replace('{kind = "threshold", at_least = 50}', rule) + SET
    plan = plan.replace('383 = "Leeds"', '383 = "Leeds"\n970 = "England"\n384 = "Wakefield"')
    mine = [row(year, area=area) for year in (2021, 2022, 2023) for area in ("383", "385")]
    one, code = ("England", "970") if rule is COMPARED else ("wakefield", "384")
    (said,) = notes(*mine, row(2023, area=one), plan=plan)
    assert f'1 figure of area "{one}" (row 8) matches no measure; the plan\'s area is "{code}"' in said


def test_a_row_is_told_however_many_others_stand_before_it(notes):
    others = [row(year, area=str(area)) for year in (2020, 2021) for area in range(500, 570)]
    (said,) = notes(*others, *OURS, row(2023, area="Leeds"))
    assert '1 figure of area "Leeds" (row 144)' in said


def test_a_case_in_another_spelling_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    plan = PLAN.replace('kind = "csv"', 'kind = "csv"\nlayout = "cases"')
    plan = plan.replace('{indicator = "rate"}', '{kind = "share-within", indicator = "rate", days = 10}')
    (tmp_path / "plan.toml").write_text(plan)
    cases = "rate,383,1,2023-05-01,2023-05-09,s\nrate,leeds,2,2023-05-01,,s\n"
    (tmp_path / "figures.csv").write_text(f"indicator,area,id,opened,closed,source\n{cases}")
    main(["check", "plan.toml", *AS_OF])
    said = 'figures.csv: 1 case of area "leeds" (row 3) matches no measure; the plan\'s area is "383"; m is judged without it'
    assert said in capsys.readouterr().err


SOME = [
    *OURS,
    *(row(2023, **one) for one in ({"area": "Leeds"}, {"group": "All"}, {"indicator": "RATE"}, {"area": "9"})),
]


@given(st.permutations(SOME))
def test_the_order_of_rows_changes_which_rows_are_named_and_nothing_else(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("plan")
    (folder / "plan.toml").write_text(PLAN)
    (folder / "figures.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    plan, day = read_plan(folder / "plan.toml"), date(2024, 6, 1)
    found = read_figures(plan, as_of=day, output=io.StringIO(), every_area=False).unmatched.notes
    places = {one: number for number, one in enumerate(rows, 2)}
    assert [one.partition(" matches")[0] for one in found] == [
        f"figures.csv: 1 figure of {names} (row {places[one]})"
        for names, one in (('area "Leeds"', SOME[2]), ('group "All"', SOME[3]), ('indicator "RATE"', SOME[4]))
    ]


@pytest.mark.parametrize(
    ("data_set", "says"), [("", "in the settings of the source"), ("d1", "if the source has that setting")]
)
def test_a_setting_is_named_as_one_that_a_source_may_have_unless_a_file_was_read(data_set, says):
    """A source of a data set has the settings that its plugin gives it."""
    plan = parse_plan(PLAN)
    figure = Observation(
        indicator="rate",
        area="Leeds",
        period=Period.parse("2023"),
        quantity=Quantity.exact(60),
        origin=Origin(publication="s", file="figures.csv", row=2, data_set=data_set),
    )
    (note,) = unmatched(plan, {plan.sources[0].id: Figures(observations=(figure,))}).notes
    assert says in note


def many_names(number, missed):
    """A plan whose measures ask for a tenth of so many indicators, which are all on file except those that are missed."""
    letters = ("".join(some) for some in product("aeiou", "bdfgklm", "aeiou", "nprst", "aeiou"))
    names = [f"rate-{one}" for one in islice(letters, number)]
    measures = "".join(
        f'[[measures]]\nid = "m{n}"\ntitle = "M"\nunit = "percent"\ndecimals = 1\nbetter = "higher"\ncalendar = "y"\n'
        f'number = {{indicator = "{one}"}}\nrule = {{kind = "threshold", at_least = 50}}\n'
        for n, one in enumerate(names[: number // 10])
    )
    plan = parse_plan(PLAN.partition("[[measures]]")[0] + measures)
    origin, year = Origin(publication="s", file="figures.csv", row=2), Period.parse("2023")
    rows = [
        Observation(
            indicator=f"x{one}" if missed else one, area="383", period=year, quantity=Quantity.exact(60), origin=origin
        )
        for one in names
        for _ in range(1 if one in names[number // 10 :] else 2)
    ]
    return lambda: unmatched(plan, {plan.sources[0].id: Figures(observations=tuple(rows))})


@pytest.mark.parametrize("missed", [False, True])
def test_ten_times_the_names_are_about_ten_times_the_work(missed):
    few, many = (lines_run(many_names(number, missed)) for number in (80, 800))
    assert many < 15 * few


def test_a_missed_indicator_is_found_among_many_by_its_letters():
    plan = parse_plan(PLAN)
    origin, year = Origin(publication="s", file="figures.csv", row=2), Period.parse("2023")
    for name, near in (("ratte", True), ("RATE", True), ("rota", False)):
        rows = [
            Observation(indicator=one, area="383", period=year, quantity=Quantity.exact(60), origin=origin)
            for one in (name, *(f"other-{n}" for n in range(300)))
        ]
        (note,) = unmatched(plan, {plan.sources[0].id: Figures(observations=tuple(rows))}).notes
        assert (f'of indicator "{name}"' in note) is near
