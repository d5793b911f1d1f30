"""Plan files: one mistake is one fault, on its line; and the scanner that finds the lines."""

import re
import string
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import AnnualIncrease, Each, Measure, Plan, PlanError
from wes_rules.planfiles.planfile import parse_plan, read_plan
from wes_rules.planfiles.toml_lines import key_lines, line_of
from wes_rules.rules.reading import Reader
from wes_rules.rules.writing import write

EXAMPLE = Path(__file__).parents[2] / "examples" / "warwickshire" / "plan.toml"

PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
starts = 2019-09-01
deadline = 2023-12-31

[areas]
970 = "England"

[[area_sets]]
id = "neighbours"
published = 2021-04-01
areas = ["896", "885"]

[[sources]]
kind = "csv"
path = "figures.csv"

[calendars.years]
kind = "academic-year"
lag = "3 months"

[calendars.calendar-years]
kind = "calendar-year"

[[measures]]
id = "gld"
title = "Good level of development"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "gld"}
baseline = {value = 71.8, period = "2018/19"}
rule = {kind = "all", of = [
  {kind = "benchmark-parity", against = {mean_of = "neighbours"}},
  {kind = "annual-increase"},
]}

[[measures]]
id = "taxis"
title = "Taxis"
unit = "count"
decimals = 0
better = "lower"
calendar = "years"
number = {indicator = "taxis"}

[measures.rule]
kind = "threshold"
at_most = 5
tolerance = 1
"""


def faults(text):
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    return caught.value.problems


def only_fault(text):
    (fault,) = faults(text)
    return str(fault)


def changed(*changes, plan=PLAN):
    for old, new in changes:
        assert old in plan
        plan = plan.replace(old, new, 1)
    return plan


def line_with(text, words):
    (line,) = (number for number, line in enumerate(text.splitlines(), 1) if words in line)
    return line


def told_on(text, *words):
    """Assert that there is one fault on each line with such words, and no other; return them."""
    found = faults(text)
    assert [fault.line for fault in found] == [line_with(text, one) for one in words]
    return found


# --- one mistake, one fault, on its line ---

REMEDY = "give a value from 0 to 100, or another unit"


def test_ten_different_mistakes_are_ten_faults_by_line():
    text = changed(
        ("deadline = 2023-12-31", "deadline = 2018-12-31"),
        ('970 = "England"', "970 = true"),
        ("published = 2021-04-01", 'published = "April"'),
        ('kind = "csv"\n', ""),
        ('lag = "3 months"', 'lag = "a term"'),
        ("value = 71.8", "value = 171.8"),
        ('mean_of = "neighbours"', 'mean_of = "neighbors"'),
        ('{kind = "annual-increase"}', '{kind = "anual-increase"}'),
        ('id = "taxis"', 'id = "gld"'),
        ("tolerance = 1", "tolerence = 1"),
    )
    assert [str(fault) for fault in faults(text)] == [
        "plan.toml:6: [plan]: deadline 2018-12-31 is before the plan starts (2019-09-01)",
        "plan.toml:9: [areas]: 970: true is not a text; put it in quotes",
        'plan.toml:13: area_sets 1: published: "April" is not a date; write 2023-12-31, without quotes',
        'plan.toml:16: sources 1: it has no kind; name a plugin, such as kind = "csv"',
        'plan.toml:21: calendar "years": "a term" is not a lag; write it like "3 months", "6 weeks" or "45 days"',
        'plan.toml:34: measure "gld": a baseline of 171.8 is outside what percent allows; ' + REMEDY,
        'plan.toml:36: measure "gld": unknown area set "neighbors"; did you mean "neighbours"?',
        'plan.toml:37: measure "gld": unknown rule kind "anual-increase"; did you mean "annual-increase"?',
        'plan.toml:41: measure "gld": two measures have the id "gld"; rename one of them; the first is on line 26',
        'plan.toml:52: measure "gld": unknown key "tolerence"; did you mean "tolerance"?',
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("decimals = 1", "decimals = 12", "decimals = 12", "decimals: 12 is too high; give -9 to 9"),
        ('better = "higher"', 'better = "lower" #', 'better = "lower" #', "annual-increase on a measure whose better"),
        ('"2018/19"', '"2018/20"', "2018/20", "cannot exist"),
        ('"2018/19"', '"2019"', '"2019"', "does not say which of two"),
        ('period = "2018/19"', "period = 2018", "period = 2018", "put it in quotes"),
        ("at_most = 5\n", "at_most = 0\ntolerance_in = 'percent-of-target'\n", "tolerance = 1", "zero target"),
        ("at_most = 5\n", "at_most = 5\nat_least = 3\n", "at_least = 3", "exactly one of"),
        ("at_most = 5", 'at_most = "5%"', "at_most", '"5%" is not a number'),
        ("at_most = 5", "at_most = nan", "at_most", "is not a finite number"),
        ("at_most = 5", "at_most = 1e999999", "at_most", "at most 18 digits"),
        ('mean_of = "neighbours"', 'meanof = "neighbours"', "meanof", 'did you mean "mean_of"?'),
        ('{mean_of = "neighbours"}', "{}", "benchmark-parity", "with what to compare"),
        ('{mean_of = "neighbours"}', "7", "benchmark-parity", "is not an area code or a table"),
        ('indicator = "taxis"', 'kind = "gapp"', "gapp", 'did you mean "gap"?'),
        ('path = "figures.csv"', 'path = "figures.csv"\n[sourcess]', "[sourcess]", 'did you mean "sources"?'),
        ('kind = "calendar-year"', 'kind = "calendar-year"\nstep = 2', "step = 2", "needs an anchor"),
        ("starts = 2019-09-01", "starts = 2019-09-01T00:00:00", "starts", "is not a date"),
        ('title = "A plan"', 'title = "A plan"\nowner = "me"', "owner", 'unknown key "owner"'),
        ('unit = "percent"', 'unit = "%"', 'unit = "%"', 'unknown value "%"; did you mean "percent"?'),
        (
            'kind = "annual-increase"',
            'kind = "round-about"',
            "round-about",
            "or install the plugin that adds it, or say --plugins-dir",
        ),
        ("deadline = 2023-12-31", "deadline = 2023-06-31", "deadline", "2023-06-31 is not a day of the calendar"),
    ],
)
def test_a_mistake_is_told_on_its_line(old, new, line, says):
    (fault,) = told_on(changed((old, new)), line)
    assert says in str(fault)


def test_a_share_where_percent_is_meant_is_told_on_the_line_of_the_rule():
    rule = 'rule = {kind = "threshold", at_least = 0.75}'
    plan = changed((PLAN[PLAN.index('rule = {kind = "all"') :], rule + "\n"))
    (fault,) = told_on(plan, rule)
    assert "write 75 if 75% is meant" in str(fault)


def test_a_lag_may_be_in_weeks():
    assert parse_plan(changed(('"3 months"', '"3 weeks"'))).measures[0].calendar.lag_days == 21


def test_a_calendar_with_a_fault_is_not_told_again_by_its_measures():
    told_on(changed(('lag = "3 months"', "lag = 3")), "lag = 3")
    told_on(changed(('"academic-year"', '"academic-yaer"')), "yaer")


def test_a_misspelt_section_is_read_as_the_one_that_was_meant():
    text = changed(("[calendars.years]", "[calendar.years]"), ("[calendars.calendar-years]", "[calendar.others]"))
    told_on(text, "[calendar.years]")
    _, lag = told_on(text.replace('"3 months"', '"soon"'), "[calendar.years]", '"soon"')
    assert lag.subject == 'calendar "years"'


def test_a_misspelt_key_is_not_missing_too():
    told_on(changed(('title = "Good', 'titel = "Good')), "titel")


def test_dates_that_contradict_each_other_are_told_once():
    told_on(changed(("2023-12-31", "2019-01-01")), "2019-01-01")


def test_a_fault_in_the_plan_section_hides_none_in_the_measures():
    told_on(changed(('id = "p"', "id = 1"), ("= 71.8", "= true")), "id = 1", "= true")


def test_a_plan_section_without_keys_says_which_are_missing():
    assert [fault.what for fault in faults("[plan]\n" + PLAN[PLAN.index("[areas]") :])] == [
        '"id" is missing',
        '"title" is missing',
        '"area" is missing',
    ]


def test_a_third_measure_of_one_id_is_told_as_well():
    again = PLAN[PLAN.index('[[measures]]\nid = "taxis"') :]
    before, each = PLAN.count("\n"), again.count("\n")
    assert [fault.line for fault in faults(PLAN + again + again)] == [before + 2, before + each + 2]


def test_two_area_sets_of_one_id_are_refused():
    again = PLAN[PLAN.index("[[area_sets]]") : PLAN.index("[[sources]]")]
    assert "two area sets have the id" in only_fault(PLAN + again)


def test_an_unknown_area_set_is_found_beside_other_faults():
    text = changed(('"percent"', '"per cent"'), ('mean_of = "neighbours"', 'mean_of = "nobody"'))
    told_on(text, "per cent", "nobody")


def test_a_measure_without_a_usable_name_is_numbered():
    assert "measure 2: id: 3 is not a text" in only_fault(changed(('id = "taxis"', "id = 3")))


EACH = """\
[measures.rule]
kind = "each"
rule = {kind = "annual-increase"}
over = [
  {name = "first"},
  {name = "second", calendar = "calendar-years", baseline = {value = 4, period = "2018"}},
]
"""


def with_parts(*changes):
    each = changed(('better = "lower"', 'better = "higher"'))
    return changed(*changes, plan=each[: each.index("[measures.rule]")] + EACH)


def test_where_each_part_has_a_number_of_its_own_the_measure_needs_none():
    bare = changed(('number = {indicator = "taxis"}\n', ""), plan=with_parts())
    assert '"number" is missing' in only_fault(bare)
    one = changed(('name = "first"', 'name = "first", number = {indicator = "a"}'), plan=bare)
    assert '"number" is missing' in only_fault(one)
    both = changed(('name = "second"', 'name = "second", number = {indicator = "b"}'), plan=one)
    assert [part.number.indicator for part in parse_plan(both).measure("taxis").rule.over] == ["a", "b"]


def test_a_part_states_what_differs_and_inherits_the_rest():
    measure = parse_plan(with_parts()).measure("taxis")
    assert isinstance(measure.rule, Each)
    first, second = (measure.rule.measure(measure, part) for part in measure.rule.over)
    assert (first.number, first.calendar, first.baseline) == (measure.number, measure.calendar, None)
    assert (second.number, second.unit, second.rule) == (measure.number, measure.unit, AnnualIncrease())
    assert str(second.baseline.period) == "2018"
    assert second.calendar.kind.value == "calendar-year"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("value = 4", "value = -4", "value = -4"),
        ('"calendar-years",', '"calender-years",', "calender"),
        ('"2018"}', '"2017/18"}', "2017/18"),
        ('name = "first"', 'name = "first", unit = "counts"', '"counts"'),
        ('name = "first"', 'name = "first", better = "lower"', "[measures.rule]"),
    ],
)
def test_a_fault_of_a_part_is_never_told_on_a_line_of_the_measure_itself(old, new, line):
    told_on(with_parts((old, new)), line)


# --- what is read ---


def test_measures_inherit_the_plan_s_area_and_dates_and_may_have_their_own():
    plan = parse_plan(changed(('title = "Taxis"', 'title = "Taxis"\narea = "938"\ndeadline = 2022-12-31')))
    gld, taxis = plan.measures
    assert (gld.area, gld.starts, gld.deadline) == ("937", date(2019, 9, 1), date(2023, 12, 31))
    assert (taxis.area, taxis.starts, taxis.deadline) == ("938", date(2019, 9, 1), date(2022, 12, 31))


def test_a_source_keeps_its_path_as_written_and_knows_its_line():
    (source,) = parse_plan(PLAN).sources
    assert (source.kind, dict(source.options), source.line) == ("csv", {"path": "figures.csv"}, 16)


@pytest.mark.parametrize(
    ("said", "months", "days"), [("3 months", 3, 0), ("1 month", 1, 0), ("45 days", 0, 45), ("2 years", 24, 0)]
)
def test_a_lag_is_read(said, months, days):
    calendar = parse_plan(changed(("3 months", said))).measure("gld").calendar
    assert (calendar.lag_months, calendar.lag_days) == (months, days)


@pytest.mark.parametrize("said", ["", "3", "months", "-3 months", "3  months", "1.5 years", "99999 years", "٣ months"])
def test_what_is_no_lag_is_refused(said):
    assert "is not a lag" in only_fault(changed(("3 months", said)))


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    assert read_plan(path).measures == parse_plan(PLAN).measures
    path.write_bytes(path.read_bytes().replace(b"at_most", b"at_mots"))
    place = f"plan.toml:{line_with(PLAN, 'at_most')}: "
    with pytest.raises(PlanError, match=re.escape(f'{place}measure "taxis": unknown key "at_mots"')):
        read_plan(path)


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(PlanError, match="there is no such file"):
        read_plan(tmp_path / "nothing.toml")
    with pytest.raises(PlanError, match="it is a folder"):
        read_plan(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'title = "caf\xe9"')
    with pytest.raises(PlanError, match=r"not UTF-8 \(byte 12\)"):
        read_plan(tmp_path / "latin.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[plan]\nid = p\n", "plan.toml:2: it is not TOML: Invalid value; check quotes and brackets"),
        ("[plan]\nid = [1,\n\n\n", "plan.toml:2: it is not TOML"),
        ("[plan]\n\n[plan]\n", "plan.toml:3: it is not TOML: Cannot declare"),
        ("id = 1\nid = 2\n", "write each key and each [table] once"),
        ("day = 2023-02-30\n", "plan.toml:1: it is not TOML: 2023-02-30 is not a day of the calendar"),
        ("day = 2023-13-31\n", "plan.toml:1: it is not TOML: 2023-13-31 is not a day of the calendar"),
        ('a = 1\nb = "open\nc = 1\n', "plan.toml:2: it is not TOML: a quotation mark on this line is not closed"),
        ("a = \u201cAlex\u201d\n", "plan.toml:1: it is not TOML: \u201c is a typographic quotation mark"),
        ("a = " + "9" * 5000, "too many digits"),
        ("a = 1e" + "9" * 30, "too many digits"),
        ("a = " + "[" * 9999 + "]" * 9999, "plan.toml"),
    ],
    ids=range(11),
)
def test_what_is_no_toml_is_told_with_its_line(text, says):
    assert says in only_fault(text)


def test_the_example_plan_is_read_and_written_back():
    plan = read_plan(EXAMPLE)
    calendars = {
        str(place): one for place, one in enumerate({m.calendar for m in plan.measures} | _part_calendars(plan))
    }
    for measure in plan.measures:
        problems = []
        reader = Reader(fault=lambda *fault, into=problems: into.append(fault), calendars=calendars)
        assert reader.read(Measure, write(measure, calendars), ()) == measure
        assert problems == []


def _part_calendars(plan):
    rules = [measure.rule for measure in plan.measures]
    return {part.calendar for rule in rules if isinstance(rule, Each) for part in rule.over if part.calendar}


# --- whatever stands in a plan, the reader answers ---

LITERALS = [
    '""', '"x"', '"2019/20"', '"2019"', "0", "-1", "99", "1.5", "nan", "inf", "1e999999", "true", "2019-01-01", "07:32:00",
    "2019-01-01T07:32:00Z", "[]", "[1]", '["x"]', "[[]]", "[{}]", "{}", '{kind = "threshold"}', '{kind = ["x"]}', "{x = {y = 1}}",
    "{mean_of = 1}", '{kind = "all", of = [1]}', '{kind = "each", rule = {}, over = [{}]}',
]  # fmt: skip


def faults_or_none(text):
    """Return the faults of a text, none when it is a plan; what is neither raises."""
    try:
        assert isinstance(parse_plan(text), Plan)
    except PlanError as error:
        return error.problems or pytest.fail("it is refused without a fault")
    return ()


VALUES = [match.span(1) for match in re.finditer(r"= ([^={}\n]+?)(?=$|[,}\]])", PLAN, re.MULTILINE)]


@given(
    st.lists(st.tuples(st.sampled_from(VALUES), st.sampled_from(LITERALS)), max_size=4, unique_by=lambda one: one[0])
)
def test_any_value_in_any_place_gives_a_plan_or_faults_with_lines(changes):
    text = PLAN
    for (start, end), literal in sorted(changes, reverse=True):
        text = text[:start] + literal + text[end:]
    lines = [fault.line for fault in faults_or_none(text)]
    assert all(lines)
    assert lines == sorted(lines)


@given(st.sets(st.integers(0, PLAN.count("\n")), max_size=6))
def test_a_plan_with_lines_cut_out_gives_a_plan_or_faults(cut):
    text = "\n".join(line for place, line in enumerate(PLAN.split("\n")) if place not in cut)
    faults_or_none(text)


# --- the scanner ---


def every_path(value, path=()):
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from every_path(inner, (*path, key))


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ('[t]\n"a\\u0062\\"c" = 1', ("t", 'ab"c'), 2),
        ("[t]\n'a\\b' = 1", ("t", "a\\b"), 2),
        ('\n"" = 1', ("",), 2),
        ('a = """x""""\nb = """"""\nc = 1', ("c",), 3),
        ('a = """\\"""\nno = 1\n"""\nb = 1', ("b",), 4),
        ("a = '''x\\'''\nb = ''''''\nc = 1", ("c",), 3),
        ("a = [ # ]\n1, # , 2\n[\n3]]\nb = 1", ("b",), 5),
        ("a = [ # ]\n1, # , 2\n[\n3]]\nb = 1", ("a", 1, 0), 4),
        ("a = [1979-05-27 07:32:00, {b = 07:32:00.5}]\nc = 1979-05-27 07:32:00", ("c",), 2),
        ("a = {b.c = 1, d = [{e = 1}]}", ("a", "d", 0, "e"), 1),
        ('  [ a . "b.c" ] # [d]\n  x . y = 1', ("a", "b.c", "x", "y"), 2),
        ("[a.b]\n[a]", ("a",), 2),
        ("[a.b]\nc = 1", ("a",), 1),
        ("[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\nx = 1", ("a", 1, "b", 0, "x"), 6),
        ("[[a]]\n[a.b.c]\n[[a]]\n[a.b.c]\nx = 1", ("a", 1, "b", "c", "x"), 5),
        ("a = 1 # b = 2", ("a",), 1),
        ("# é\r\na = 1\r\n[b]\r\nc = 1", ("b", "c"), 4),
    ],
)
def test_a_key_is_found_on_its_line(text, path, line):
    assert path in set(every_path(tomllib.loads(text)))
    assert key_lines(text)[path] == line


def test_what_has_no_line_takes_that_of_the_nearest_thing_around_it():
    lines = key_lines("\n[a]\nb = {c = 1}\n")
    assert line_of(lines, ("a", "b", "x", 3)) == 3
    assert line_of(lines, ("a", "x")) == 2
    assert line_of(lines, ("x", "y")) is None
    assert line_of(lines, ()) is None


def test_an_empty_file_has_no_keys():
    assert key_lines("") == key_lines("# nothing") == key_lines("\n\n") == {}


NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=4)
# Each tempts the scanner to lose its place.
DECOYS = [
    "1",
    "-1.5",
    "true",
    '"#"',
    '"[x]"',
    "'\\'",
    '"""\n[z]\n\\""" q"""',
    "'''\n'' [[z]]\n'''",
    "2019-05-01 07:32:00",
]
SCALARS = st.sampled_from(DECOYS)
LISTS = st.lists(SCALARS, max_size=3).map(lambda items: "[ # ]\n" + "".join(f"{item},\n" for item in items) + "]")
VALUE_TEXTS = SCALARS | LISTS | SCALARS.map(lambda item: f"{{ inner = {item}, other.one = [{{ deep = 2 }}] }}")
WRITTEN = st.tuples(NAMES, st.sampled_from(["{}", '"{}"', "'{}'"])).map(lambda pair: pair[1].format(pair[0]))


@st.composite
def toml_texts(draw):
    """Write tables, arrays of tables, dotted and quoted keys over values that look like something else."""
    lines = []
    headers = draw(st.lists(st.tuples(WRITTEN, st.booleans()), max_size=4, unique_by=lambda one: one[0].strip("\"'")))
    for header in [None, *headers]:
        for _ in range(draw(st.integers(1, 2)) if header and header[1] else 1):
            if header:
                lines.append(f"[[{header[0]}]] # k = 1" if header[1] else f"[ {header[0]} ]")
            keys = st.lists(WRITTEN, max_size=3, unique_by=lambda one: one.strip("\"'"))
            lines += [f"{key}.{draw(WRITTEN)} = {draw(VALUE_TEXTS)}" for key in draw(keys)]
            lines += draw(st.sampled_from([[], [""], ["# key = 1"], ["\t"]]))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


@given(toml_texts())
def test_every_key_the_standard_reader_finds_has_a_line_that_holds_it(text):
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # one name came twice
    lines, rows = key_lines(text), text.splitlines()
    for path in every_path(data):
        assert path in lines
        if isinstance(path[-1], str):
            assert path[-1] in rows[lines[path] - 1]
    assert set(lines) == set(every_path(data))


def test_numbers_are_read_exactly():
    rule = parse_plan(changed(("decimals = 0", "decimals = 2"), ('"count"', '"ratio"'), ("at_most = 5", "at_most = 5.10"))).measure("taxis").rule  # fmt: skip
    assert rule.at_most == Decimal("5.1")
