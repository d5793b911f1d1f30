"""The kit finds what authors do wrong without meaning to: each fault is planted, and the kit is red and says what to do."""

import pytest
from tests.saboteurs.test_the_kit import HERE, classes

FAULTS = {
    "planted_rules.py": [
        "unknown previous taken for 0",
        "only the low end of a span",
        "polarity ignored",
        "wrong side of a division",
        "a missing latest taken as kept",
        "a nonsense field accepted",
        "strict instead of equality",
        "rounding the target the wrong way",
        "the period two before",
        "points instead of percent",
        "comparing across a break",
        "margin doubled",
        "a sentence without the figure it compares with",
        "a reading that states no amount",
    ],
    "planted_spreads.py": [
        "the latest against each, and never the earlier ones against each other",
        "the same, where no known case would show it",
        "the oldest of many figures not in the Finding",
        "a break seen before the latest figure alone",
        "earlier figures skipped that are not known",
        "an amount rounded off to whole points",
        "a number of periods that is ignored",
        "a reading with another number than the rule",
    ],
    "planted_limits.py": [
        "a limit that is not the one in the slack",
        "a goal that is not the limit",
        "a limit that moves called steady",
        "nonsense in a field that bad_settings does not name",
        "a percentage that nothing can keep",
        "a limit that moves called steady, in lines that are too short to show it",
    ],
    "planted_sources.py": [
        "float values",
        "suppressed as 0",
        "period shifted by one",
        "the working directory instead of the plan's folder",
        "reading when opened",
        "returning what was not asked",
        "a value rounded to the decimals",
        "bad rows skipped in silence",
        "row number off by one",
        "cached for ever by path",
        "all groups merged",
        "the interval from the wrong column",
        "publication day = today",
        "KeyError instead of a located error on a broken file",
        "the first fault of a sort only",
        "a code through int()",
        "codes lower-cased",
        "the minus sign lost",
        "`unused` untold",
        "a blank cell skipped in silence",
        "row number off by one from the second row on",
        "what is no row skipped in silence",
        "a blank value read as 0",
        "a configured setting ignored",
        "text in another encoding",
    ],
    "planted_notifiers.py": [
        "a secret in the body",
        "a secret in the address",
        "a message posted twice",
        "a refused message tried again",
        "a message that may be taken later tried again at once",
        "JSON sent as something else",
        "JSON without a Content-Type",
        "the end of a long message cut off",
        "a body that differs at each send",
        "a configured setting ignored",
        "swallowing a refusal",
        "time-out taken for failure",
        "no key",
        "no key, and a notifier that says it has none",
        "a key that counts attempts, and a notifier that says it has none",
        "a key that changes",
        "text not escaped",
        "a redirect followed",
        "a hang",
        "a time limit of its own",
        "a wrong type returned",
        "an address ignored",
        "a repeat not marked",
        "an exception with the secret in it",
        "the first message of an opened notifier only",
        "the first recipient of an opened notifier told to all",
        "a message dropped because its text was sent before",
        "the first text of an opened notifier sent to all",
        "a second attempt not sent",
        "no second attempt of what was refused for now",
        "the first paragraph of a text only",
        "a subject put into a header as it is",
        "a message tried again where nobody knows whether it was taken",
        "a message tried again after a time-out",
        "a secret that is not listed",
        "a key of chance, and a notifier that says it has none",
    ],
}
PLANTED = {file: classes(file) for file in FAULTS}


@pytest.fixture(scope="module")
def ended(run_contracts):
    return {file: run_contracts(HERE / file) for file in FAULTS}


@pytest.mark.parametrize(
    ("file", "name"),
    [(file, name) for file in PLANTED for name in PLANTED[file]],
    ids=lambda one: one.removesuffix(".py"),
)
def test_the_kit_is_red_with_what_is_planted_and_green_without(ended, file, name):
    planted = PLANTED[file][name]
    said = [said for (cls, _), (outcome, said) in ended[file].items() if cls == name and outcome == "failed"]
    if planted.fault is None:
        assert said == []
    else:
        assert any(planted.says in one for one in said), said


@pytest.mark.parametrize("file", FAULTS)
def test_every_fault_is_planted(file):
    assert [one.fault for one in PLANTED[file].values() if one.fault is not None] == FAULTS[file]
