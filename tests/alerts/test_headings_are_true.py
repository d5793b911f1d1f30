"""What heads a message is what `history` says of the measure on that day, and what a summary counts is what its rows say."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.alerts.world import World, at_least, measure, plan_of

from wes_rules import All, Calendar, Maintain, Marker, Period, PeriodKind, Quantity, QuarterlyIncrease, Unit, judge
from wes_rules.alerts.headings import heading_of, subject_word
from wes_rules.alerts.message import Change
from wes_rules.cli.showing.around import amounts
from wes_rules.judging.status import Answer, Course, Status
from wes_rules.rules.policy import Policy
from wes_rules.running.replay import preview, replay

QUARTERS = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)
FIRST = Period(PeriodKind.CALENDAR_QUARTER, 2016 * 4)
LAST_DAY = date(2018, 12, 31)
SUPPRESSED = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
RULES = (
    at_least(90),
    at_least(90, tolerance=5),
    at_least(90, by=date(2017, 3, 31)),
    Maintain(at_least=90),
    All(of=(at_least(90, by=date(2017, 3, 31)), QuarterlyIncrease(scope="latest"))),
)
FIGURES = st.lists(
    st.tuples(st.sampled_from([95, 91, 89, 86, 80, SUPPRESSED, None]), st.sampled_from([0, 0, 0, 40, 100])),
    min_size=3,
    max_size=9,
)


def at_once(*values):
    """Figures of which none is late."""
    return [(one, 0) for one in values]


POLICIES = st.builds(
    Policy,
    after=st.sampled_from([1, 2]),
    close_after=st.sampled_from([1, 2]),
    severity=st.sampled_from(["off_track", "at_risk"]),
    remind=st.sampled_from(["period", "never"]),
    max_unjudged=st.sampled_from([1, 2]),
)


def published(plan, figures):
    """A history, by measure: each figure with the days by which it is late; one that is None never comes."""
    world = World(plan)
    try:
        for name, some in figures.items():
            for number, (value, late) in enumerate(some):
                period = FIRST + number
                if value is not None:
                    world.publish(period, value, of=name, on=QUARTERS.due(period) + timedelta(days=late))
        return world.history()
    finally:
        world.close()


def told_of(plan, history, first):
    """Each piece of news of a measure off track, with the judgement of the day on which it was told."""
    for told in replay(plan, history, first=first, last=LAST_DAY):
        judgement = judge(plan.measures[0], plan.with_areas(history), as_of=told.day)
        for message in told.messages:
            yield from ((judgement, one) for one in message.news if one.kind.value == "off_track")


def said_by_history(judgement):
    """The words that a heading has to have for what a judgement says."""
    row = judgement.row
    if row.verdict is Answer.NOT_DUE:
        return Course.CANNOT_BE_KEPT.words if row.course is Course.CANNOT_BE_KEPT else "as far as it is due"
    if row.verdict is Answer.UNDECIDED:
        return "last known"
    return row.verdict.words.lower()


def claimed(heading):
    """What a heading claims of a measure, in the words of `history`; nothing where it says only what is closed, or asked."""
    said = heading.lower()
    if "not off track" in said:
        return ""
    claims = ("can no longer be kept", "last known", "as far as it is due", "on track", "at risk", "off track")
    return next((words for words in claims if words in said), "")


def is_graver(news, before):
    """The change by which news has to be told after the message before, for how serious both are; None for any."""
    ranks = ["", "at_risk", "off_track"]
    if before is None or not (before.open and news.open) or before.severity == news.severity:
        return Change.WORSE if news.change is Change.EASED else None
    if ranks.index(before.severity) < ranks.index(news.severity) and news.change in (Change.STILL_OPEN, Change.EASED):
        return Change.WORSE
    return Change.EASED if news.change in (Change.STILL_OPEN, Change.WORSE) else None


def breaches(judgement, policy):
    """How many of the latest periods with a verdict count against a promise in a row."""
    counted, period = 0, judgement.period
    bad = [Status.OFF_TRACK] if policy.severity == "off_track" else [Status.OFF_TRACK, Status.AT_RISK]
    while period >= FIRST:
        one = judgement.at(period)
        if one.due and one.status in bad:
            counted += 1
        elif not one.due or one.status is not Status.UNDECIDED:
            break
        period -= 1
    return counted


@settings(max_examples=60, deadline=None)
@given(
    rule=st.sampled_from(RULES),
    policy=POLICIES,
    figures=FIGURES,
    first=st.dates(date(2016, 1, 1), date(2018, 6, 30)),
)
@example(rule=RULES[-1], policy=Policy(close_after=2), figures=at_once(80, 86, 80, 86), first=date(2016, 1, 1))
@example(rule=RULES[0], policy=Policy(), figures=at_once(80), first=date(2018, 1, 1))
@example(rule=RULES[0], policy=Policy(after=2), figures=at_once(95, 80, 80), first=date(2016, 1, 1))
@example(rule=RULES[0], policy=Policy(max_unjudged=1), figures=at_once(80, 95), first=date(2018, 1, 1))
def test_a_heading_says_of_a_measure_what_history_says_that_day(rule, policy, figures, first):
    plan = plan_of(measure(rule=rule, calendar=QUARTERS), policy=policy)
    before = None
    for judgement, news in told_of(plan, published(plan, {"rate": figures}), first):
        for heading in (heading_of(news), subject_word(news)):
            assert claimed(heading) in ("", said_by_history(judgement)), (heading, news.line, judgement.as_of)
        assert is_graver(news, before) in (None, news.change), (heading_of(news), news.line, judgement.as_of)
        if heading_of(news).startswith("Newly"):
            assert str(judgement.period) == news.period
            assert breaches(judgement, policy) <= policy.after, (heading_of(news), judgement.as_of)
        elif "not told before" in heading_of(news) and policy.close_after == 1 and "ast known" not in heading_of(news):
            assert breaches(judgement, policy) > policy.after, (heading_of(news), judgement.as_of)
        before = news


@settings(max_examples=60, deadline=None)
@given(
    figures=st.tuples(*[FIGURES] * len(RULES)),
    question=st.sampled_from([None, 5]),
    day=st.dates(date(2016, 6, 1), date(2018, 6, 30)),
)
@example(figures=[at_once(95, 95, 95, 80)] * len(RULES), question=5, day=date(2017, 2, 1))
def test_a_summary_counts_what_the_rows_of_its_measures_say(figures, question, day):
    names = [f"m{number}" for number in range(len(RULES))]
    measures = [measure(name, rule=rule, calendar=QUARTERS) for name, rule in zip(names, RULES, strict=True)]
    plan = plan_of(*measures, policy=Policy(severity="at_risk", question_jumps_over=question))
    history = published(plan, dict(zip(names, figures, strict=True)))
    judgements = {one.id: judge(one, history, as_of=day) for one in measures}
    for message in preview(plan, judgements.values(), day).messages:
        says = Counter(
            "overdue"
            if news.kind.value == "overdue"
            else "to check"
            if news.change is Change.QUESTIONED
            else stands(judgements[news.measure].row)
            for news in message.news
        )
        assert amounts(message) == ", ".join(f"{number} {what}" for what, number in says.items())


def stands(row):
    """How a row says that its measure stands."""
    if row.verdict is Answer.NOT_DUE:
        return row.course.words
    if row.verdict is Answer.UNDECIDED:
        return f"last known {row.known_best.verdict.words.lower()}"
    return row.verdict.words.lower()
