"""Messages as JSON lines in a file: each once, each whole, each on its own line."""

import errno
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wes_rules.builtin.jsonl import JsonLines, JsonLinesConfig, line
from wes_rules.errors import NotifierError, TransientFailure, UnknownOutcome
from wes_rules.plugins import Context, Dedup, Message, load_plugins
from wes_rules.testing import NotifierContract, Sent


def message(**more):
    given = {"plan": "p", "plan_title": "P", "recipient": "Board", "notifier": "jsonl", "subject": "S", "text": "T\n"}
    return Message.of(**{**given, **more})


@pytest.fixture
def told(tmp_path):
    context = Context(as_of=date(2026, 1, 1), base=tmp_path, output=None)
    return JsonLines(JsonLinesConfig(path="told.jsonl"), context)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "told.jsonl"


def send(told, one):
    return told.send(one, attempt=1, timeout=10.0).detail


def test_each_message_is_a_line_of_its_own(told, file):
    assert send(told, message()) == "written to told.jsonl"
    send(told, message(subject="Other"))
    first, second = (json.loads(one) for one in file.read_text("ascii").splitlines())
    assert (first["key"], first["text"], first["recipient"]) == (message().key, "T\n", "Board")
    assert second["subject"] == "Other"
    assert file.stat().st_mode & 0o007 == 0


def test_a_message_is_written_once_however_often_it_is_sent(told, file):
    send(told, message())
    assert send(told, message()) == "told.jsonl holds it already"
    assert send(told, attrs.evolve(message(), possible_repeat=True)) == "told.jsonl holds it already"
    assert file.read_bytes() == line(message())


def has_read():
    """Return how many bytes this process has read so far."""
    counts = Path("/proc/self/io")
    if not counts.exists():
        pytest.skip("this system does not count what a process reads")
    return int(counts.read_text().split()[1])


def test_a_file_is_read_once_and_not_anew_for_each_message(told, file):
    before = has_read()
    for number in range(100):
        send(told, message(subject=str(number), text="x" * 5000))
    assert has_read() - before < 3 * file.stat().st_size


def test_what_somebody_else_wrote_in_the_meantime_is_found(told, file):
    send(told, message())
    second, third = message(subject="second"), message(subject="third")
    with file.open("ab") as other:
        other.write(line(second) + line(third)[:-20])
    assert send(told, second).endswith("already")
    assert send(told, third).startswith("written")
    assert send(told, third).endswith("already")


@pytest.mark.parametrize("how", ["emptied and written to", "replaced", "removed"])
def test_a_file_that_is_not_the_same_any_more_holds_nothing_that_it_held(told, file, how):
    send(told, message())
    send(told, message(subject="second"))
    longer = b"".join(line(message(subject=f"longer {number}")) for number in range(5))
    if how == "emptied and written to":
        file.write_bytes(longer)
    else:
        file.unlink()
    if how == "replaced":
        file.write_bytes(longer)
    assert send(told, message()).startswith("written")
    assert send(told, message()).endswith("already")
    assert file.read_bytes().endswith(line(message()))


@given(st.text(), st.text())
@example("\x7f\x80\x00\u2028\u202e", "\r\n")
def test_a_line_is_one_line_of_printable_ascii_and_reads_back(subject, text):
    one = message(subject=subject, text=text)
    assert line(one)[:-1].decode("ascii").isprintable()
    assert (json.loads(line(one))["subject"], json.loads(line(one))["text"]) == (subject, text)


def test_a_text_that_looks_like_a_line_hides_no_message(told, file):
    hidden = message(subject="hidden")
    send(told, message(text=line(hidden).decode()))
    send(told, message(text="\n" + line(hidden).decode()))
    assert send(told, hidden).startswith("written")
    assert file.read_bytes().count(line(hidden)) == 1


def test_a_line_that_was_broken_off_takes_no_other_with_it(told, file):
    file.write_bytes(line(message())[:-20])
    assert send(told, message()).startswith("written")
    broken, whole = file.read_bytes().splitlines(keepends=True)
    assert broken.endswith(b"\n")
    assert whole == line(message())
    assert send(told, message()).endswith("already")


def test_a_full_disk_leaves_the_message_for_later(told, file, monkeypatch):
    send(told, message())
    write = os.write
    monkeypatch.setattr(os, "write", lambda to, data: write(to, data[:30]))
    with pytest.raises(TransientFailure, match="no room"):
        send(told, message(subject="second"))

    def full(_to, _data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(TransientFailure, match="No space left"):
        send(told, message(subject="second"))
    monkeypatch.undo()
    assert send(told, message(subject="second")).startswith("written")
    assert file.read_bytes().splitlines(keepends=True)[-1] == line(message(subject="second"))


def test_what_the_disk_does_not_confirm_is_unknown_and_then_found(told, file, monkeypatch):
    def broken(_file):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(UnknownOutcome, match="not to the disk"):
        send(told, message())
    monkeypatch.undo()
    assert send(told, message()).endswith("already")
    assert file.read_bytes() == line(message())


@pytest.mark.parametrize("path", ["nowhere/told.jsonl", ".", "/dev/full"])
def test_what_cannot_be_written_to_is_told_before_anything_is_sent(told, path):
    wrong = attrs.evolve(told, config=JsonLinesConfig(path=path))
    with pytest.raises(NotifierError, match=r"cannot be opened|is no file"):
        wrong.check()
    with pytest.raises(TransientFailure):
        send(wrong, message())


def test_somebody_else_who_writes_is_left_to_finish(told):
    with told._open(), pytest.raises(TransientFailure, match="somebody else") as error:
        send(told, message())
    assert error.value.retry_after == 1.0
    assert send(told, message()).startswith("written")


WRITER = """
import sys
from datetime import date
from pathlib import Path
from wes_rules.errors import TransientFailure
from wes_rules.plugins import Context, Message
from wes_rules.builtin.jsonl import JsonLines, JsonLinesConfig

told = JsonLines(JsonLinesConfig(path="told.jsonl"), Context(as_of=date(2026, 1, 1), base=Path(sys.argv[1]), output=None))
for number in range(100):
    one = Message.of(
        plan="p", plan_title="P", recipient="B", notifier="jsonl", subject=str(number), text="x" * 5000
    )
    while True:
        try:
            told.send(one, attempt=1, timeout=10.0)
        except TransientFailure:
            continue
        break
"""


def test_processes_that_write_at_once_tear_no_line_and_repeat_none(tmp_path, file):
    pytest.importorskip("fcntl", reason="this system cannot lock files")
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)]) for _ in range(2)]
    assert [one.wait(60) for one in writers] == [0, 0]
    subjects = [json.loads(one)["subject"] for one in file.read_text("ascii").splitlines()]
    assert sorted(subjects, key=int) == [str(number) for number in range(100)]


class TestContract(NotifierContract):
    does_not = {
        "http": "it writes to a file",
        "permanent": "what keeps a line out of a file can always be put right",
        "unknown": "a file answers at once",
    }

    @pytest.fixture
    def notifier_type(self):
        return load_plugins([]).notifier("jsonl")

    @pytest.fixture
    def config(self):
        return JsonLinesConfig(path="told.jsonl")

    @pytest.fixture
    def unreachable(self):
        return JsonLinesConfig(path="nowhere/told.jsonl")

    @pytest.fixture
    def wire(self, file):
        return lambda: [Sent(one) for one in file.read_bytes().splitlines()] if file.exists() else []

    @pytest.fixture
    def variants(self):
        return {"path": JsonLinesConfig(path="other.jsonl")}

    @pytest.fixture
    def bad_settings(self):
        return {"path": "."}

    @pytest.fixture
    def received(self, file):
        return lambda: [{"plain": one} for one in file.read_text("ascii").splitlines()] if file.exists() else []


def test_it_is_built_in():
    kind = load_plugins([]).notifier("jsonl")
    assert (kind.dedup, kind.addressed, kind.secrets) == (Dedup.KEY, False, ())
