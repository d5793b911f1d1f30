"""All text leaves through one place: nothing steers, JSON stays JSON, and a reader who has gone is no error."""

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.cli.output import Channel, guarded, say, say_json, strictly, unwritten
from wes_rules.errors import Problem, WesRulesError, told_once
from wes_rules.plugins.escaping import visible

EXAMPLE = Path(__file__).parents[2] / "examples" / "nhs-four-hours" / "plan.toml"


@given(st.text())
def test_nothing_that_is_printed_steers(text):
    written = io.StringIO(newline="")
    Channel(written).write(text)
    assert visible(written.getvalue(), keep="\n\t") == written.getvalue()


@given(st.text())
def test_a_line_is_one_line(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.StringIO(newline=""))
        say(text)
        assert sys.stdout.getvalue().splitlines() == [visible(text)]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
@given(value=st.dictionaries(st.text(), st.text()))
def test_json_reads_back_whatever_is_in_it_and_wherever_it_is_printed(encoding, value):
    raw = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
        with guarded() as out:
            assert say_json(value) == 0
            out.flush()
        written = raw.getvalue().decode(encoding)
    assert json.loads(written) == value
    assert visible(written, keep="\n") == written


def test_what_an_output_cannot_show_is_escaped():
    raw = io.BytesIO()
    channel = Channel(io.TextIOWrapper(raw, encoding="ascii"))
    channel.write("Köln\n")
    channel.flush()
    assert raw.getvalue() == b"K\\xf6ln\n"


class Broken(io.StringIO):
    def __init__(self, number):
        super().__init__()
        self.number = number

    def flush(self):
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "said"), [(errno.EPIPE, ""), (errno.ENOSPC, "the output is not whole: No space left on device")]
)
def test_a_command_goes_on_where_nothing_can_be_written_any_more(number, said):
    channel = Channel(Broken(number))
    channel.write("one")
    channel.flush()
    channel.write("two")
    channel.flush()
    assert unwritten(channel) == said


def test_a_notifier_that_prints_is_told_that_nobody_reads():
    channel = strictly(Channel(Broken(errno.EPIPE)))
    channel.write("news")
    with pytest.raises(BrokenPipeError):
        channel.flush()


def test_without_an_output_nothing_is_written():
    channel = Channel(None)
    channel.write("one")
    channel.flush()
    assert not channel.isatty()
    assert unwritten(channel) == ""


def cli(command, *, env=None):
    words = f"{sys.executable} -m wes_rules {command}"
    done = subprocess.run(
        ["bash", "-c", words], capture_output=True, text=True, check=False, env={**os.environ, **(env or {})}
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done


@pytest.mark.parametrize(("words", "code"), [(f"check {EXAMPLE} --as-of 2021-01-01", 1), ("schema", 0)])
def test_a_reader_who_has_gone_is_no_error(words, code):
    cut = cli(f"{words} | true; exit ${{PIPESTATUS[0]}}")
    assert (cut.returncode, cut.stderr) == (code, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_output_that_is_full_is_told_and_fails():
    done = cli(f"check {EXAMPLE} --as-of 2021-01-01 > /dev/full")
    assert (done.returncode, done.stderr) == (4, "the output is not whole: No space left on device\n")


def test_a_closed_output_is_no_error():
    assert cli(f"check {EXAMPLE} --as-of 2021-01-01 >&-").returncode == 1
    assert cli(f"check {EXAMPLE}.none 2>&-").returncode == 2


def test_what_was_typed_is_refused_on_one_line(capfd):
    done = cli("check x --as-of $'a\\nforged: all is well\\e[31m'")
    assert done.returncode == 2
    refused, *_ = done.stderr.splitlines()
    assert len(done.stderr.splitlines()) == 3
    assert refused.endswith('"a\\nforged: all is well\\x1b[31m" is not a date; write it like 2023-12-31')


def test_one_fault_is_told_once_with_how_often_and_where():
    many = [Problem('unknown key "x"', "leave it out", "plan.toml", 10 * n, f'measure "{n}"') for n in range(1, 8)]
    rest = Problem("no such file")
    assert told_once([rest, *many]) == [
        "no such file",
        'plan.toml:10: measure "1": unknown key "x"; leave it out (7 times, also on lines 20, 30, 40 and so on)',
    ]
    assert str(WesRulesError(many[:3])).splitlines() == [str(one) for one in many[:3]]
    assert told_once([rest] * 4) == ["no such file (4 times)"]


def test_an_output_that_goes_away_first_is_no_error():
    stream = io.TextIOWrapper(io.BytesIO())
    channel = Channel(stream)
    stream.close()
    channel.close()
