"""Tables of targets in the shapes in which councils publish them: each row becomes a measure or is named, and nothing is settled wrongly."""

import pytest

from wes_rules import Better, PlanError, Unit
from wes_rules.cli.main import main

from .test_tables_of_targets import from_text


def initiated(tmp_path, capsys, text, *more):
    """Return what `init` and then `validate` say, and the plan."""
    (tmp_path / "targets.csv").write_text(text)
    plan = tmp_path / "plan.toml"
    main(["init", str(plan), "--targets", str(tmp_path / "targets.csv"), *more])
    said = "".join(capsys.readouterr())
    if plan.exists():
        assert main(["validate", str(plan)]) == 0
    return said, plan.read_text() if plan.exists() else ""


# As the report of a quarter has it: names in two rows, and the service above its measures.
QUARTER = """Performance Indicator,Q1 2023/24,,
,Value,Target,Status
Planning,,,
Major applications in time,90.91%,90.00%,
Planning Enforcement,,,
Priority 1 cases in time,100%,98%,
"""


def test_headings_among_measures_are_named_and_no_measures(tmp_path, capsys):
    said, plan = initiated(tmp_path, capsys, QUARTER, "--better", "higher")
    assert 'no measure was made of them: row 3 ("Planning"), row 5 ("Planning Enforcement")' in said
    assert plan.count("[[measures]]") == 2
    assert 'title = "Plan"  # guess: the file\'s name' in plan


def test_a_row_with_a_name_alone_is_a_measure_where_there_is_nothing_else_to_say(tmp_path):
    assert (
        len(from_text(tmp_path, "Measure,Target\nCases,at most 5\nComplaints,\n", better=Better.LOWER)[1].measures) == 2
    )


def test_totals_and_notes_are_named(tmp_path, capsys):
    text = "Ref,Measure,Target,Good is\n1,Cases,5,Low\n,Total,5,\nSource: the council,,,\n"
    said, _ = initiated(tmp_path, capsys, text)
    assert 'row 3 ("Total"), row 4 ("Source: the council")' in said


def test_tables_that_stand_below_each_other_are_each_read_by_its_own_names(tmp_path):
    text = "Measure,Value,Target\nCases,71,at most 75\nTown centre,,\nMeasure,Target,Value\nFootfall,at least 400,300\n"
    found, plan = from_text(tmp_path, text)
    assert [(one.title, str(next(iter(one.text.split(";"))))) for one in plan.measures] == [
        ("Cases", "at most 75"),
        ("Footfall", "at least 400"),
    ]
    assert '"Target"' not in found.text


def test_a_way_that_is_said_of_all_is_marked_beside_a_row_without_a_target_too(tmp_path):
    found, _ = from_text(tmp_path, "Measure,Target\nCases,5\nOffences,\n", better=Better.LOWER)
    assert found.text.count('better = "lower"  # guess: it is said of all measures together') == 2


def test_a_measure_for_information_is_one_and_has_no_better_way(tmp_path):
    text = "Measure,Good is,Target 2022/23\nOpen cases,Measure for information,No target\nRelets,Low,22\n"
    _, plan = from_text(tmp_path, text, better=Better.HIGHER)
    assert [one.better for one in plan.measures] == [Better.NONE, Better.LOWER]


@pytest.mark.parametrize(
    ("better", "start", "target", "asked"),
    [
        (Better.HIGHER, "31.9%", "28.9%", "it leads from 31.9 to 28.9, and higher is said to be better"),
        (Better.LOWER, "28.9%", "31.9%", "it leads from 28.9 to 31.9, and lower is said to be better"),
        (Better.HIGHER, "28.9%", "31.9%", ""),
        (Better.HIGHER, "31.9%", "at least 28.9%", ""),
        (Better.HIGHER, "", "28.9%", ""),
    ],
)
def test_a_way_that_is_said_of_all_and_leads_away_from_the_target_is_asked_about(
    tmp_path, better, start, target, asked
):
    found, _ = from_text(tmp_path, f"Measure,Baseline,Target\nOut of work,{start},{target}\n", better=better)
    assert (asked or "leads from") in found.text if asked else "leads from" not in found.text
    marked = "better = " in found.text and "# guess: it is said of all measures together" in found.text
    assert marked is ("at least" not in target)


def test_targets_of_years_that_fall_are_asked_about_where_higher_is_said_of_all(tmp_path):
    text = "Measure,Target 2023/24,Target 2024/25\nFly tips,20,15\n"
    assert "it leads from 20 to 15" in from_text(tmp_path, text, better=Better.HIGHER)[0].text
    assert "it leads from" not in from_text(tmp_path, text, better=Better.LOWER)[0].text


def test_a_row_says_itself_that_a_floor_may_lie_below_its_start(tmp_path):
    text = "Measure,Baseline,Target,Good is\nRecycled,51%,50%,High\n"
    assert "# open" not in from_text(tmp_path, text)[0].text


@pytest.mark.parametrize(
    ("title", "target", "unit", "decimals", "why"),
    [
        (
            "Number of children with a plan (rate per 10K population)",
            "85",
            Unit.RATIO,
            1,
            '"rate per 10K" is mostly one',
        ),
        ("Number of cases in 2022/23", "40", Unit.COUNT, 0, '"Number of" is mostly one'),
        ("Number of missed collections (per 100000)", "40", Unit.RATIO, 1, '"per 100000" is mostly one'),
        (
            "Average wait",
            "4 minutes",
            Unit.RATIO,
            1,
            "its words say minutes, for which the plan may have a table [units.minutes]",
        ),
        ("Waste to landfill", "34,000 tonnes", Unit.RATIO, 1, "its words say tonnes"),
        (
            "Number of children in need",
            "375.5",
            Unit.SCORE,
            1,
            'its target is no whole number, as one of "Number of" would be',
        ),
    ],
)
def test_what_is_not_counted_whole_is_no_count(tmp_path, title, target, unit, decimals, why):
    """Rounded to a whole number, 84.6 would be 85, and 4.4 minutes 4."""
    found, plan = from_text(tmp_path, f'Measure,Target,Good is\n{title},"{target}",Low\n')
    (measure,) = plan.measures
    assert (measure.unit, measure.decimals) == (unit, decimals)
    assert f"# guess: {why}" in found.text


def test_a_change_in_percent_of_many_is_in_no_percentage(tmp_path):
    text = "Measure,Baseline,Target,Good is\nCrimes,14512,Reduce by 2%,Low\nCases,9,5,Low\n"
    assert 'unit = "count"' in from_text(tmp_path, text)[0].text.split("Crimes")[1].split("rule")[0]


def test_words_with_periods_of_their_own_are_not_due_at_the_end_of_the_columns_year(tmp_path):
    text = (
        "Measure,Good is,Target 2022/23\nStaff under 25,Representative of the borough,3.8% (2023-24) 4.6% (2024-25)\n"
    )
    found, plan = from_text(tmp_path, text)
    assert plan.measures[0].rule.by is None
    assert "the words name periods of their own" in found.text
    assert 'better = "higher"  # guess: its points lead there' in found.text


def test_what_cannot_be_written_is_named_row_by_row_with_the_way_on(tmp_path):
    rows = "".join(f"Measure {n},9{n}%\n" for n in range(6))
    aside = from_text(tmp_path, f"Measure,Target\n{rows}")[0].set_aside
    assert [name for name, _ in aside] == [f"measure-{n}" for n in range(6)]
    assert all('a column called "better", or say for all by --better' in why for _, why in aside)


def test_columns_called_by_years_alone_are_told_how_to_be_named(tmp_path):
    with pytest.raises(PlanError, match='call them "Target 2010/11" and so on'):
        from_text(tmp_path, "Theme,Description,Baseline,2010/11,2011/12\nWealth,Jobs,54.5,55.7,56.7\n")


def test_targets_and_figures_that_do_not_find_each_other_are_both_named(tmp_path, capsys):
    figures = "Year,Indicator,Value\n2019,Relets,30\n2020,Relets,31\n2019,Repairs,5\n2020,Repairs,6\n"
    (tmp_path / "figures.csv").write_text(figures)
    text = "Measure,Indicator,Target,Good is\nRelets,,22,Low\nVoids,,5,Low\nArrears,arrears,4,Low\n"
    said, plan = initiated(tmp_path, capsys, text, "--figures", str(tmp_path / "figures.csv"))
    assert 'number = {indicator = "Relets"}\n' in plan
    why = '# guess: no figures of the file are called so; it has "Relets", "Repairs"'
    assert f'number = {{indicator = "voids"}}  {why}' in plan
    assert f'number = {{indicator = "arrears"}}  {why}' in plan
    assert 'No target is called like these figures of figures.csv: "Repairs".' in said
