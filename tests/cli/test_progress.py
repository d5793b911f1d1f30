"""What is being done is shown to a person who waits, and to nobody else."""

import io
import threading

from wes_rules.cli import progress
from wes_rules.cli.progress import Progress


class Terminal(io.StringIO):
    def __init__(self):
        super().__init__()
        self.shown = threading.Event()

    def isatty(self):
        return True

    def write(self, text):
        self.shown.set()
        return super().write(text)


def test_what_is_done_now_is_shown_on_one_line_that_is_wiped_in_the_end():
    terminal = Terminal()
    with Progress(terminal, patience=0) as told:
        told("reading figures")
        assert terminal.shown.wait(60)
        told("judging")
    said = terminal.getvalue()
    assert said.startswith("\rreading figures")
    assert "\rjudging        " in said
    assert said.rpartition("\r")[2] == ""
    assert "\n" not in said


def test_what_is_done_before_anybody_waited_is_not_shown():
    terminal = Terminal()
    with Progress(terminal, patience=3600) as told:
        told("reading figures")
    assert terminal.getvalue() == ""


def test_nobody_who_does_not_watch_is_shown_anything():
    pipe = io.StringIO()
    with Progress(pipe, patience=0) as told:
        told("reading figures")
        told("judging")
    assert pipe.getvalue() == ""


def test_nothing_that_others_wrote_steers():
    terminal = Terminal()
    with Progress(terminal, patience=0) as told:
        told("judging \x1b[31m")
        assert terminal.shown.wait(60)
    assert "\x1b" not in terminal.getvalue()


def test_a_person_waits_a_second_before_anything_is_shown():
    assert progress.PATIENCE == 1
