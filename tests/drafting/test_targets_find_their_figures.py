"""A target and its figures find each other by name or by reference, and one plan reads the years of both alike."""

import pytest

from wes_rules import Better, PeriodKind
from wes_rules.cli.main import main
from wes_rules.drafting.figures import look_at
from wes_rules.drafting.plan import Head, draft_plan
from wes_rules.drafting.promises import Known
from wes_rules.drafting.targets import read_targets
from wes_rules.planfiles.planfile import parse_plan


def both(tmp_path, targets, figures=None, **known):
    """Draft a plan from a table of targets and a file of figures; one file may be both."""
    (tmp_path / "targets.csv").write_text(targets)
    (tmp_path / "figures.csv").write_text(figures or targets)
    looked = look_at(tmp_path / "figures.csv", split_years=PeriodKind.FINANCIAL_YEAR)
    head = Head(id="plan", figures="figures.csv", area="Hart", settings=looked.settings)
    rows = read_targets(tmp_path / "targets.csv").rows
    found = draft_plan(head, Known(**known), rows, looked.series, lambda *_: None)
    (tmp_path / "plan.toml").write_text(found.text)
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0
    return found, parse_plan(found.text)


BY_CODE = "KPI,Q4 2013/14,Q1 2014/15\nCS01,95.3,95.9\nHR11,8.1,2.6\n"
CODED = "KPI,Description,Target,Good is\nCS01,Calls handled well,90%,High\nHR11,Days lost,1.5,Low\n"


def test_figures_are_found_by_the_reference_of_a_target(tmp_path):
    found, plan = both(tmp_path, CODED, BY_CODE)
    assert [one.number.indicator for one in plan.measures] == ["CS01", "HR11"]
    assert {one.calendar.kind for one in plan.measures} == {PeriodKind.FINANCIAL_QUARTER}
    assert found.text.count("# guess: the target's reference is called so") == 2


def test_a_reference_that_is_an_indicators_name_in_another_file_yields_to_the_title(tmp_path):
    figures = "Indicator,Year,Value\n1,2020,5\n1,2021,6\nDays lost,2020,7\nDays lost,2021,8\n"
    _, plan = both(tmp_path, "Ref,Measure,Target,Good is\n1,Days lost,5,Low\n", figures)
    assert plan.measures[0].number.indicator == "Days lost"


SPLIT = "Indicator,Year,Value\nAbsence,2020/21,4\nAbsence,2021/22,5\n"


def test_one_plan_takes_the_same_label_for_one_kind_of_year(tmp_path):
    found, plan = both(tmp_path, "Measure,Target 2021/22,Good is\nAbsence,4%,Low\nVisits,100,High\n", SPLIT)
    assert {one.calendar.kind for one in plan.measures} == {PeriodKind.FINANCIAL_YEAR}
    assert found.text.count("may be an academic year as well") == 2


def test_years_that_a_file_calls_academic_are_so_for_its_targets_too(tmp_path):
    header = "time_period,time_identifier,geographic_level,country_code,region_code,old_la_code,new_la_code,la_name,rate_percent\n"
    rows = "".join(
        f"{one},Academic year,Local authority,E92000001,,937,E10000031,Hart,4.5\n" for one in ("202021", "202122")
    )
    _, plan = both(tmp_path, "Measure,Target 2021/22,Good is\nrate_percent,4%,Low\nVisits,100,High\n", header + rows)
    assert {one.calendar.kind for one in plan.measures} == {PeriodKind.ACADEMIC_YEAR}


def test_a_target_that_no_figure_can_miss_is_set_aside(tmp_path):
    """It would be on track whatever is published, or nothing."""
    found, plan = both(tmp_path, "Measure,Target,Good is\nDays ahead or behind,0,High\nDays lost,5,Low\n", BY_CODE)
    assert [one.title for one in plan.measures] == ["Days lost"]
    assert "no figure in days can miss at least 0" in dict(found.set_aside)["days-ahead-or-behind"]


@pytest.mark.parametrize("title", ["Days lost to sickness", "Average response time", "Complaints", "Missed bins"])
def test_a_title_of_what_is_mostly_unwanted_asks_where_higher_is_said_of_all(tmp_path, title):
    targets = f"Measure,Target\n{title},5\n"
    assert "less of it is mostly better" in both(tmp_path, targets, BY_CODE, better=Better.HIGHER)[0].text
    assert "less of it" not in both(tmp_path, targets, BY_CODE, better=Better.LOWER)[0].text
    assert "less of it" not in both(tmp_path, "Measure,Target\nVisits,5\n", BY_CODE, better=Better.HIGHER)[0].text


def test_a_target_with_more_decimal_places_than_its_figures_keeps_them(tmp_path):
    figures = "KPI,Q4 2013/14,Q1 2014/15\nIA01,87%,14%\nHR11,8.1,2.6\n"
    targets = "KPI,Description,Target,Good is\nIA01,Audit plan completed,23.8%,High\nHR11,Days lost,1.58,Low\n"
    found, plan = both(tmp_path, targets, figures)
    assert [one.decimals for one in plan.measures] == [1, 2]
    assert found.text.count("# guess: its target or its start has so many") == 2


def test_percentages_below_nothing_are_set_aside_with_the_unit_that_they_need(tmp_path):
    figures = "KPI,Q4 2013/14,Q1 2014/15\nSNH02,2%,-16%\nHR11,8.1,2.6\n"
    targets = "KPI,Description,Target,Good is\nSNH02,% reduction in violence,5%,High\nHR11,Days lost,5,Low\n"
    found, plan = both(tmp_path, targets, figures)
    assert [one.id for one in plan.measures] == ["hr11"]
    assert found.set_aside == (
        (
            "snh02",
            'its figures go from -16% to 2%, and a percentage from 0 to 100: give it a unit of the plan\'s own, a table [units.NAME] with symbol = "%"',
        ),
    )


QUARTERS = "KPI,Q4 2013/14,Q1 2014/15\nA,95.3%,95.9%\nB,8%,2%\n"


def test_a_target_of_all_for_one_period_is_decided_as_published(tmp_path):
    found, plan = both(tmp_path, "Measure,Target Q1 2014/15,Good is\nA,100%,High\n", QUARTERS)
    assert plan.measures[0].rule.at_least == 100
    assert "whether it is decided on counts" in found.text


def test_what_is_open_of_all_years_is_asked_once(tmp_path):
    text = "Measure,Target 2014/15,Target 2015/16,Target 2016/17,Good is\nA,95%,96%,97%,{}\nB,at least 5%,6%,7%,High\n"
    found, _ = both(tmp_path, text.format("?"), QUARTERS)
    (why,) = [why for name, why in found.set_aside if name == "a"]
    assert "which side of the value" in why
    assert "no target like the others" not in why
    assert found.text.split("# set aside")[-1].count("of all together") <= 1


@pytest.mark.parametrize(
    ("said", "better"), [("Grow", Better.HIGHER), ("Rising", Better.HIGHER), ("Falling", Better.LOWER)]
)
def test_verbs_of_growth_say_which_way_is_better(tmp_path, said, better):
    assert both(tmp_path, f"Measure,Target,Direction\nA,95%,{said}\n", QUARTERS)[1].measures[0].better is better


def test_a_mark_of_thousands_does_not_part_a_target_from_its_figures(tmp_path):
    figures = 'Indicator,2014,2015\n"Crimes (per 100,000 people)",700,710\n'
    _, plan = both(tmp_path, "Measure,Target,Good is\nCrimes (per 100000 people),700,Low\n", figures)
    assert plan.measures[0].number.indicator == "Crimes (per 100,000 people)"


def test_a_target_of_figures_that_add_up_is_set_aside_until_somebody_says_of_what_it_is(tmp_path):
    """Held against the target of the year, the figure of each earlier quarter would miss it."""
    found, plan = both(tmp_path, "Measure,Target,Good is\nHomes built (cumulative),100,High\nB,5%,Low\n", QUARTERS)
    assert [one.id for one in plan.measures] == ["b"]
    ((_, why),) = found.set_aside
    assert "give the measure a calendar with step = 4 and the year's last period as anchor" in why
    assert "year-to-date" not in why


def test_a_measure_numbered_as_another_is_has_its_title_as_its_name(tmp_path):
    text = "Ref,Measure,Target,Good is\n1.1,A,5%,High\n1.1,B,5%,High\n1.1.2,Visits,5,High\n"
    assert [one.id for one in both(tmp_path, text, QUARTERS)[1].measures] == ["1-1", "b", "1-1-2"]


@pytest.mark.parametrize("name", ["ProportionPaidOnTime", "proportion_paid_on_time", "Proportion-paid-on-time"])
def test_a_name_written_as_one_word_is_that_of_its_words(tmp_path, name):
    figures = f"FinancialYear,{name},Interest\n2022/23,94.1,0\n2023/24,95.2,0\n"
    _, plan = both(tmp_path, "Measure,Target,Good is\nProportion paid on time,95%,High\n", figures)
    assert plan.measures[0].number.indicator == name


def test_areas_by_their_names_are_alike_whatever_their_length(tmp_path):
    rows = "".join(f"{year},{one},5\n" for year in (2019, 2020) for one in ("Angus", "Argyll and Bute", "Fife"))
    _, plan = both(tmp_path, "Measure,Target,Good is\nRate,4,Low\n", f"Year,Council,Rate\n{rows}")
    assert sorted(plan.area_sets[0].areas) == ["Angus", "Argyll and Bute", "Fife"]


def test_a_target_of_the_year_of_what_is_counted_is_not_held_against_one_quarter(tmp_path):
    figures = "Measure,Q1 2021/22,Q2 2021/22\nHomes built,40,45\nRecycled,48.1%,47%\n"
    targets = "Measure,Target 2021/22,Good is\nHomes built,160,High\nRecycled,48%,High\n"
    found, plan = both(tmp_path, targets, figures)
    assert [one.id for one in plan.measures] == ["recycled"]
    ((name, why),) = found.set_aside
    assert (name, 'number = {kind = "year-to-date"}' in why) == ("homes-built", True)
