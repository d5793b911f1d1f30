"""
What loading takes beside the three packages that the library needs: `python3 dev.py run benchmarks/loading.py`.

Processor time of whole processes, the best and the median of some, with compiled files.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence

NEEDED = "import attrs, pendulum, pluggy"
JUDGED = """
from datetime import date
from wes_rules import Calendar, History, Measure, Observation, Observed, Origin, Period, Quantity, Threshold, judge
measure = Measure(id="rate", title="Rate", number=Observed(indicator="rate"), unit="percent", decimals=1, area="937",
    better="higher", calendar=Calendar(kind="calendar-year", lag_months=6), rule=Threshold(at_least=60))
period, source = Period.parse("2024"), Origin(publication="made up")
figure = Observation(indicator="rate", area="937", period=period, quantity=Quantity.exact("64.2"), origin=source)
print(judge(measure, History([figure]), as_of=date(2025, 9, 1)).status)
"""
LOADED = {
    "to judge by one kind": ("-c", "from wes_rules import judge, History, Measure, Threshold"),
    "and to judge a first figure": ("-c", JUDGED),
    "wes-rules --help": ("-m", "wes_rules", "--help"),
}


def taken(*arguments: str) -> float:
    """Return the processor time of one process, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Compiling each time what is not kept would be what is measured.
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=keeping)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main(arguments: Sequence[str]) -> None:
    """Print the ratios of one run."""
    rounds = int(arguments[0]) if arguments else 15
    times: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, command in {"attrs, pendulum, pluggy": ("-c", NEEDED), **LOADED}.items():
            times.setdefault(name, []).append(taken(*command))
    needed, *others = times.items()
    print(f"{needed[0]}: {min(needed[1]):.0f} milliseconds at best")
    for name, found in others:
        best, middle = (pick(found) / pick(needed[1]) for pick in (min, statistics.median))
        print(f"{name}: {best:.2f} times at best, {middle:.2f} in the median")


if __name__ == "__main__":
    main(sys.argv[1:])
