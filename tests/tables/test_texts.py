"""Which encoding a file is in is told by its bytes, and what separates its cells by its header."""

import pytest

from wes_rules import PlanError

HEAD = "indicator,group,area,period,value,unit,source\n"
TEXT = HEAD + "rate,all,Café,2019,7.5,percent,St Anne’s returns\n"
FALLBACK = "it is not UTF-8 (byte 58), and is read as Windows-1252"


def told(found):
    return [(one.area, str(one.quantity.low), one.origin.publication) for one in found.observations]


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("windows-1252"),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_the_bytes_tell_the_encoding(folder, raw):
    assert told(folder.read(raw)) == [("Café", "7.5", "St Anne’s returns")]


def test_only_a_guess_is_told(folder):
    assert [str(one) for one in folder.read(TEXT.encode("cp1252")).notes] == [
        f'figures.csv:2: {FALLBACK}; encoding = "windows-1252" says so'
    ]
    assert folder.read(TEXT.encode("cp1252"), encoding="windows-1252").notes == ()
    assert folder.read(TEXT.encode("utf-16")).notes == ()


def test_a_named_encoding_that_the_bytes_contradict_is_told_once_with_its_line(folder):
    assert folder.faults(TEXT.encode("cp1252"), encoding="utf-8") == [
        'figures.csv:2: it is not "utf-8", as the plan says (byte 58); leave encoding out, and the bytes tell'
    ]


def test_bytes_of_no_encoding_are_refused(folder):
    (fault,) = folder.faults(TEXT.encode() + b"\x81\xff\x8d\n")
    assert fault.startswith("figures.csv:3: it is neither UTF-8 (byte ")
    (fault,) = folder.faults(TEXT.encode("utf-8-sig") + b"\xff")
    assert "it is not UTF-8 (byte 98), as it begins" in fault


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_header_shows_what_separates_the_cells(folder, separator):
    text = TEXT.replace(",", separator)
    assert told(folder.read(text)) == [("Café", "7.5", "St Anne’s returns")]
    assert told(folder.read(text, separator=separator)) == [("Café", "7.5", "St Anne’s returns")]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"encoding": "utf-9"}, 'encoding: "utf-9" is no encoding of texts'),
        ({"encoding": "rot13"}, 'encoding: "rot13" is no encoding of texts'),
        ({"separator": "; "}, 'separator: "; " separates no cells'),
        ({"header_row": 0}, "header_row"),
        ({"symbols": "nhx"}, 'nobody knows the symbols of "nhx"; did you mean "nhs"?'),
        ({"symbols": {"*": "hidden"}}, '"*" is said to mean "hidden", which is neither a symbol nor a number'),
        ({"columns": {"A": "aera"}}, 'columns: the layout has no column "aera"; did you mean "area"?'),
        ({"columns": {"A": "area", "B": "area"}}, "columns names area twice"),
        ({"fixed": {"perod": "2019"}}, 'fixed: the layout has no column "perod"; did you mean "period"?'),
        ({"parts": {"Period": "MSitAE-"}}, 'parts: "MSitAE-" of column "Period" has no single *'),
        ({"indicators": {"A": "a"}, "across": "period"}, "indicators and across both say"),
        ({"layout": "cases", "across": "period"}, 'layout "cases" has no columns with values'),
        ({"dates": "day-first"}, "dates"),
        ({"negatives": "brackets"}, "negatives"),
    ],
)
def test_settings_that_make_no_sense_are_faults_of_the_plan(folder, settings, says):
    with pytest.raises(PlanError) as caught:
        folder.read(TEXT, **settings)
    assert says in str(caught.value)


def test_a_header_row_beyond_the_end_is_told(folder):
    (fault,) = folder.faults(TEXT, header_row=9)
    assert "header_row is 9, and the file has 2 lines" in fault


def test_a_name_of_a_column_may_have_several_lines(folder):
    text = '"indicator",group,"LA\ncode",period,value,unit,source\nrate,all,937,2019,x1,percent,s\n'
    columns = {one: one for one in ("indicator", "period", "value", "unit", "source")}
    (fault,) = folder.faults(text, columns={"LA code": "area", **columns})
    assert fault.startswith('figures.csv:3: column "value": "x1" is neither')
