"""What is no plan is refused before much is done with it, and one mistake is one short line."""

import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import PlanError
from wes_rules.cli.main import main
from wes_rules.planfiles import text as plantext
from wes_rules.planfiles.planfile import parse_plan, read_plan
from wes_rules.quoting import MOST_QUOTED

PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "console"
[alerts]
fallback = "Office"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "rate"
title = "Rate"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 50}
"""
SECTIONS = (
    "plan",
    "areas",
    "area_sets",
    "sources",
    "notifiers",
    "plugins",
    "calendars",
    "measures",
    "alerts",
    "recipients",
)


def faults(text):
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    return str(caught.value).splitlines()


def test_a_plan_is_an_ordinary_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PlanError, match="pipe: it is no ordinary file; name the plan's own file"):
        read_plan(tmp_path / "pipe")
    with pytest.raises(PlanError, match="it is a folder"):
        read_plan(tmp_path)
    with pytest.raises(PlanError, match="is no path"):
        read_plan("a\0b")


def test_a_folder_names_its_plan_where_one_file_alone_may_be_it(tmp_path):
    (tmp_path / "targets.toml").write_text(PLAN, encoding="utf-8")
    for name, named in (("targets.toml", "targets.toml"), ("more.toml", None), ("plan.toml", "plan.toml")):
        (tmp_path / name).write_text(PLAN, encoding="utf-8")
        with pytest.raises(PlanError) as refused:
            read_plan(tmp_path)
        assert str(refused.value).partition("name the plan's own file")[2] == (f": {tmp_path / named}" if named else "")


def test_a_plan_has_at_most_five_megabytes(tmp_path, monkeypatch):
    assert plantext.MOST_BYTES == 5_000_000
    monkeypatch.setattr(plantext, "MOST_BYTES", len(PLAN))
    (tmp_path / "plan.toml").write_text(PLAN)
    read_plan(tmp_path / "plan.toml")
    (tmp_path / "plan.toml").write_text(PLAN + "\n")
    with pytest.raises(PlanError, match=f"it has more than {len(PLAN)} bytes; check the path"):
        read_plan(tmp_path / "plan.toml")
    with pytest.raises(PlanError, match=f"it has more than {len(PLAN)} characters"):
        parse_plan(PLAN + "\n")


@pytest.mark.parametrize("part", ["a", '"a"', "'a'", '"\\"."'])
@pytest.mark.parametrize("dot", [".", " . ", "\t."])
def test_a_key_has_a_bounded_number_of_parts(part, dot):
    deep = dot.join([part] * 50_000)
    for text in (f"{PLAN}{deep} = 1\n", f"[{deep}]\n{PLAN}", f"x = {{{deep} = 1}}\n{PLAN}"):
        (told,) = faults(text)
        assert re.fullmatch(r"plan.toml:\d+: a key has more than 32 parts; write fewer dots", told)


@given(st.lists(st.sampled_from("abc.-_\"'\\ "), min_size=33, max_size=90).map("".join))
def test_a_text_may_hold_any_number_of_dots(words):
    said = words.strip().replace("\\", "\\\\").replace('"', '\\"')
    parse_plan(PLAN.replace('"A plan"', f'"1. {said}"'))


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("value", ["1", '"x"', "[]", "[1]", "{}", "true", "2020-01-01", "[[]]", "[{}, 1]"])
def test_a_section_of_the_wrong_kind_is_one_fault(section, value):
    """Measures and the others that are lists of tables may be empty lists; a table may be empty, too."""
    rest = re.sub(rf"\[+{section}\b[^\[]*(?:\n|$)", "", PLAN.replace("\n[", "\n\n[")) if section in PLAN else PLAN
    many = section in ("area_sets", "sources", "notifiers", "measures", "recipients")
    found = faults(f"{section} = {value}\n{rest}") if (value != ("[]" if many else "{}")) else []
    wrong = [one for one in found if re.search(rf"{section} is not a (table|list of tables); write", one)]
    assert len(wrong) == (value != ("[]" if many else "{}"))


def test_a_plan_of_wrong_sections_has_a_fault_for_each():
    text = "".join(f"{section} = 1\n" for section in SECTIONS)
    assert [one.partition(": ")[2].partition(" is not")[0] for one in faults(text)] == list(SECTIONS)


@pytest.mark.parametrize("title", ["A plan", "Rate"])
def test_a_title_has_at_most_500_characters(title):
    parse_plan(PLAN.replace(f'"{title}"', f'"{"x" * 500}"'))
    (told,) = faults(PLAN.replace(f'"{title}"', f'"{"x" * 501}"'))
    assert told.endswith("501 characters; write at most 500")


LONG = "x" * 5000


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"years"', f'"{LONG}"'),
        ('"threshold"', f'"{LONG}"'),
        ('"percent"', f'"{LONG}"'),
        ("decimals = 1", f"decimals = 0x{'f' * 5000}"),
        ("decimals = 1", f'decimals = "{LONG}"'),
        ("at_least = 50", f"at_least = 0x{'f' * 5000}"),
        ("at_least = 50", f'at_least = "{LONG}"'),
        ("at_least", LONG),
        ("calendars.years", f"calendars.{LONG}"),
        ("[alerts]", f"[{LONG}]\n[alerts]"),
        ("[alerts]", f'[alerts]\nto = ["{LONG}"]\n[[recipients]]\nname = "B"\n[x]'),
        ('"rate"\ntitle', f'"{LONG}"\nowner = 1\ntitle'),
        ('kind = "calendar-year"', f'kind = "{LONG}"'),
        ('kind = "calendar-year"', f'kind = "calendar-year"\nlag = "{LONG}"'),
        ('kind = "calendar-year"', f'kind = "calendar-year"\nfirst = "{LONG}"'),
        ("at_least = 50", f'at_least = 50, by = "{LONG}"'),
    ],
)
def test_what_others_wrote_is_quoted_with_at_most_80_characters(before, after):
    assert before in PLAN
    for told in faults(PLAN.replace(before, after, 1)):
        assert "x" * (MOST_QUOTED + 1) not in told
        assert "f" * (MOST_QUOTED + 1) not in told
        assert len(told) < 700


def test_one_mistake_in_many_measures_is_told_once():
    measure = PLAN[PLAN.index("[[measures]]") :].replace('"years"', '"yaers"')
    many = PLAN + "".join(measure.replace('"rate"\ntitle', f'"rate{n}"\ntitle') for n in range(42))
    (told,) = faults(many)
    assert told == (
        'plan.toml:29: measure "rate0": unknown calendar "yaers"; did you mean "years"?'
        " (42 times, also on lines 38, 47, 56 and so on)"
    )


def test_many_unknown_keys_of_one_table_are_counted():
    found = faults(PLAN + "".join(f"key{n} = 1\n" for n in range(1000)))
    assert len(found) == 21
    assert found[0].endswith('measure "rate": 980 more unknown keys; leave them out')


@pytest.mark.parametrize("command", ["check", "validate", "run"])
@pytest.mark.parametrize(("section", "kind"), [("sources", "csw"), ("notifiers", "conzole")])
def test_a_plugin_that_is_not_there_is_told_with_its_line(tmp_path, capsys, command, section, kind):
    name = {"csw": "csv", "conzole": "console"}[kind]
    (tmp_path / "plan.toml").write_text(PLAN.replace(f'"{name}"', f'"{kind}"'))
    (tmp_path / "figures.csv").write_text("indicator,group,area,period,value,unit,source\n")
    more = ["--init", "--store", str(tmp_path / "a.db")] if command == "run" else []
    assert main([command, str(tmp_path / "plan.toml"), "--as-of", "2020-01-01", *more]) in (2, 4)
    line = {"csw": 5, "conzole": 8}[kind]
    said = f'no {section[:-1]} is called "{kind}"; did you mean "{name}"?'
    assert re.search(rf"plan\.toml:{line}: .*{re.escape(said)}", capsys.readouterr().err)


def test_every_plugin_that_is_not_there_is_told_at_once(tmp_path, capsys):
    (tmp_path / "plan.toml").write_text(PLAN.replace('"csv"', '"csw"').replace('"console"', '"conzole"'))
    assert main(["validate", str(tmp_path / "plan.toml")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


@pytest.mark.parametrize(
    ("before", "after"), [('kind = "csv"', 'kind = "c\\u202esv"'), ('kind = "csv"', 'kind = "csv"\nid = "\\u202ea"')]
)
def test_a_plugin_of_a_name_that_steers_is_told_with_its_line(before, after):
    with pytest.raises(PlanError, match=r"plan\.toml:[67]: sources 1: (kind|id): it holds the control character"):
        parse_plan(PLAN.replace(before, after))
