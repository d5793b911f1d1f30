"""A header is a row of names: a row of the table that happens to say "target" is none, and nothing above it is lost."""

import pytest

from wes_rules import PlanError

from .test_tables_of_targets import from_text


@pytest.mark.parametrize(
    "text",
    [
        "id,kpi_name,baseline,y1_2026_27\n1,Growth,9.5%,10%\n2,Net Revenue Target Achievement Rate,102%,100%\n3,Cases,5,4\n",
        "Measure,Goal\nCases,Meet the target for 2025\nVisits,At least 5\n",
        "Measure,Goal,Owner\nVisits,At least 5,HR\nCases,As the target of the county,HR\n",
    ],
)
def test_a_row_of_the_table_that_says_target_is_no_header(tmp_path, text):
    with pytest.raises(PlanError, match="no column holds the words of the targets"):
        from_text(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "Corporate plan,2024\nReported by,HR\nMeasure,Target\nCases,at most 5\n",
        "Measure,2023/24,2024/25\nMeasure,Target,Target\nCases,at most 5,at most 4\n",
        "Measure,Q1 2023/24,\n,Value,Target\nCases,7,at most 5\n",
    ],
)
def test_titles_and_names_in_two_rows_stand_above_a_header(tmp_path, text):
    assert [one.title for one in from_text(tmp_path, text)[1].measures] == ["Cases"]


def test_two_columns_of_targets_without_a_period_are_refused(tmp_path):
    """The first was taken, and the other one dropped."""
    with pytest.raises(PlanError, match='several columns are called "Target"; say in each of which period it is'):
        from_text(tmp_path, "Measure,Actual,Target,Actual,Target,Good is\nA,1,2,3,4,High\n")
