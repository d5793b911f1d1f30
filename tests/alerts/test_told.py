"""
What is told of whatever happens, and why nothing is: whole histories of alerts as they were read and approved.

Each line of `approved/alerts/*.txt` that starts with `>>>` is what happens next, as methods of `World` say it; what follows
is what arrives then, and for whom nothing does, why. After a change that is meant:
`python3 dev.py run -m pytest tests/alerts/test_told.py --approve`, and read the difference.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from tests.alerts.world import World, at_least, measure, plan_of

from wes_rules import AnnualIncrease, Calendar, Marker, Period, PeriodKind, Quantity, Standing, Threshold, Unit
from wes_rules.rules.policy import Escalation, Inhibition, Policy, PolicyFor, Recipient

FOLDER = Path(__file__).parents[1] / "approved" / "alerts"
KINDS = (AnnualIncrease, Calendar, Period, PeriodKind, Quantity, Standing, Threshold, Unit)
POLICIES = (Escalation, Inhibition, Policy, PolicyFor, Recipient)
HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)


class LastTold(World):
    """A world that says after each step what has arrived, and why nothing has."""

    def __init__(self):
        super().__init__()
        self.seen, self.why = {}, {}

    def source_is(self, *, failing):
        self.source_fails = failing

    def plan_is(self, *measures, **more):
        self.plan = plan_of(*measures, **more)
        for one in self.plan.notifiers:
            self.receivers.setdefault(one.id, type(self.receivers["post"])())

    def arrived(self):
        for name, receiver in self.receivers.items():
            new = receiver.arrived[self.seen.get(name, 0) :]
            self.seen[name] = len(receiver.arrived)
            for message in new:
                yield f"{message.recipient} hears by {name}: {message.subject}"
                yield from (f"    {line}".rstrip() for line in message.text.rstrip().splitlines())
        for alert, state in sorted(self.states().items()):
            for route, reasons in state.reasons.items():
                if self.why.get((alert, route)) != reasons:
                    yield f"{route} hears nothing of {alert}: {'; '.join(reasons)}"
            self.why |= {(alert, route): reasons for route, reasons in state.reasons.items()}


def played(text):
    world = LastTold()
    names = {name: getattr(world, name) for name in dir(world) if not name.startswith("_")}
    given = {one.__name__: one for one in (*KINDS, *POLICIES, at_least, measure, date)}
    names |= {**given, "plan": world.plan_is, "HIDDEN": HIDDEN}
    try:
        head, *steps = re.split(r"(?m)^(?=>>> )", text)
        yield head
        for step in steps:
            line = step.partition("\n")[0]
            exec(line.removeprefix(">>> "), names)
            yield f"{line}\n"
            if "run(" in line:
                yield from (f"{said}\n" for said in world.arrived())
            yield "\n" if step.endswith("\n\n") else ""
    finally:
        world.close()


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.txt")), ids=lambda page: page.stem)
def test_it_is_told_as_it_was_approved(page, request):
    text = page.read_text()
    found = "".join(played(text))
    if request.config.getoption("--approve"):
        page.write_text(found)
    else:
        assert found == text
