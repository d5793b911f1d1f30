"""
Kills runs of a real plan on a real store, over and over, and checks that no news is lost and none is told twice.

Each trial plays the same story of three days on a store of its own. A run is killed by SIGKILL at a named moment, at a
random line of whatever Python code it executes, or by a timer after random microseconds, in the midst of whatever it
does; the day is then run again until it ends. What the receivers have got in
the end must be what they get when nothing is killed: exactly, where they drop repeats of a key, and else up to repeats
under the same key.

It is a program of its own, as it forks: `python killing.py FOLDER SEED MOMENT...`, where a MOMENT is "name:occurrence",
"line:number", "line:random", "timer:microseconds" or "timer:random". It prints one JSON object.
"""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wes_rules.running import moments
from wes_rules.running.options import Options
from wes_rules.running.run import run_plan
from wes_rules.stores.sqlite import open_store

PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "keyed"
path = "keyed.txt"
[[notifiers]]
kind = "naive"
path = "naive.txt"
[calendars.years]
kind = "calendar-year"
lag = "6 months"
"""
MEASURE = """
[[measures]]
id = "m{number}"
title = "Measure {number}"
owner = "Board {board}"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {{indicator = "i{number}"}}
rule = {{kind = "threshold", at_least = 90}}
"""
DAYS = [
    # what is known: indicator, year, value; and the day of the run
    (datetime(2020, 7, 1, 9, tzinfo=UTC), {("i0", 2019): 80, ("i1", 2019): 80, ("i2", 2019): 95}),
    # a revision takes i0 back, i2 opens
    (datetime(2021, 7, 1, 9, tzinfo=UTC), {("i0", 2019): 91, ("i0", 2020): 92, ("i1", 2020): 85, ("i2", 2020): 70}),
    # i1 recovers, i2 gets worse
    (datetime(2022, 7, 1, 9, tzinfo=UTC), {("i0", 2021): 93, ("i1", 2021): 96, ("i2", 2021): 60}),
]


def prepare(folder: Path) -> None:
    """Write the plan."""
    folder.mkdir(parents=True)
    measures = "".join(MEASURE.format(number=number, board=number % 2) for number in range(3))
    (folder / "plan.toml").write_text(PLAN + measures)


def publish(folder: Path, day: int) -> None:
    """Write the figures known on a day."""
    known: dict[tuple[str, int], int] = {}
    for _, figures in DAYS[: day + 1]:
        known |= figures
    rows = [f"{indicator},all,937,{year},{value},percent,made" for (indicator, year), value in known.items()]
    (folder / "figures.csv").write_text("indicator,group,area,period,value,unit,source\n" + "\n".join(rows) + "\n")


def run_day(folder: Path, day: int, restarts: int, *, init: bool) -> bool:
    """Run one day; True when there is nothing left to send."""
    moment, _ = DAYS[day]
    # Each start is 20 minutes later, so that the leases of the dead are over.
    now = moment + timedelta(minutes=20 * restarts)
    # By the name that the command takes anyway, as a message would name another, and each story has its folder.
    os.chdir(folder)
    options = Options(plan=folder / "plan.toml", store="alerts.db", init=init)
    report = run_plan(options, clock=lambda: now, output=io.StringIO())
    if report.problems:
        raise RuntimeError([str(one) for one in report.problems])
    return not report.unsent.rows


def killed(folder: Path, day: int, restarts: int, moment: str) -> bool:
    """Run one day in a process that dies at a moment; whether it died."""
    child = os.fork()
    if child == 0:
        try:
            arm(moment)
            run_day(folder, day, restarts, init=not (folder / "alerts.db").exists())
        except BaseException as error:  # noqa: BLE001
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"the run itself failed at {moment}")
    return os.WIFSIGNALED(status)


def measured(folder: Path, day: int) -> tuple[int, int]:
    """Count the lines that the run of a day executes, and the microseconds it takes, in copies of its folder."""
    init = not (folder / "alerts.db").exists()
    timed = folder.with_name(f"timed{day}")
    shutil.copytree(folder, timed)
    began = time.perf_counter()
    run_day(timed, day, 0, init=init)
    took = time.perf_counter() - began
    counted = folder.with_name(f"counted{day}")
    shutil.copytree(folder, counted)
    count = [0]

    def trace(frame, event, argument):
        count[0] += event == "line"
        return trace

    threading.settrace(trace)
    sys.settrace(trace)
    try:
        run_day(counted, day, 0, init=init)
    finally:
        sys.settrace(None)
        threading.settrace(None)
    return count[0], int(took * 1e6)


def arm(moment: str) -> None:
    """Make this process die at a moment."""
    name, _, number = moment.partition(":")
    if name == "timer":
        # Its default is to end the process at once, within whatever call of the system: nothing of Python runs then.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, int(number) / 1e6)
        return
    left = [int(number)]

    def die() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if name == "line":

        def trace(frame, event, argument):
            if event == "line":
                die()
            return trace

        threading.settrace(trace)
        sys.settrace(trace)
    else:
        moments.at_moment = lambda here: die() if here == name else None


def story(
    folder: Path, moment: str | None, victim: int, measures: list[tuple[int, int]] | None = None
) -> tuple[int, dict[str, list[str]]]:
    """Play the three days, killing the run of one; return how often it was killed and what was received."""
    prepare(folder)
    kills = 0
    for day in range(len(DAYS)):
        publish(folder, day)
        restarts = 0
        if moment is not None and day == victim:
            kills += killed(folder, day, restarts, moment)
            restarts += 1
        if measures is not None:
            measures.append(measured(folder, day))
        while not run_day(folder, day, restarts, init=not (folder / "alerts.db").exists()):
            restarts += 1
            if restarts > 10:
                raise RuntimeError(f"{moment}: it does not come to an end")
    store = open_store(folder / "alerts.db")
    (found,) = store.connection.execute("PRAGMA integrity_check").fetchone()
    store.close()
    if found != "ok":
        raise RuntimeError(f"{moment}: the store is damaged: {found}")
    return kills, {name: (folder / f"{name}.txt").read_text().splitlines() for name in ("keyed", "naive")}


def install(folder: Path) -> None:
    """Make the receivers installed plugins."""
    info = folder / "receivers-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: receivers\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[wes_rules]\nkeyed = receivers:KEYED\nnaive = receivers:NAIVE\n")
    sys.path.insert(0, str(folder))


def main() -> None:
    """Play every story asked for and compare."""
    folder, seed, *asked = sys.argv[1:]
    install(Path(folder))
    draw = random.Random(int(seed))
    measures: list[tuple[int, int]] = []
    is_random = any(one.endswith(":random") for one in asked)
    _, expected = story(Path(folder) / "unharmed", None, 0, measures if is_random else None)
    result = {
        "kills": 0,
        "lost": [],
        "doubled": [],
        "other_order": [],
        "repeats": 0,
        "messages": len(expected["keyed"]),
    }
    for number, wanted in enumerate(asked):
        victim = draw.randrange(len(DAYS))
        name, _, place = wanted.partition(":")
        moment = f"{name}:{draw.randrange(1, measures[victim][name == 'timer'])}" if place == "random" else wanted
        kills, received = story(Path(folder) / f"story{number}", moment, victim)
        result["kills"] += kills
        for name, got_all in received.items():
            once = list(dict.fromkeys(got_all))
            for board in {line.partition("\t")[0] for line in expected[name]}:
                wish = [line for line in expected[name] if line.startswith(f"{board}\t")]
                got = [line for line in once if line.startswith(f"{board}\t")]
                if set(wish) - set(got):
                    result["lost"].append([moment, victim, name, board])
                elif wish != got:
                    result["other_order"].append([moment, victim, name, board, wish, got])
            repeats = len(got_all) - len(once)
            if name == "keyed" and repeats:
                result["doubled"].append([moment, victim])
            result["repeats"] += repeats if name == "naive" else 0
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
