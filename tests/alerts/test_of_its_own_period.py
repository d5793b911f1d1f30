"""What a message says of a period is that period's own: the target it was judged by, and the kind of period it is counted in."""

from tests.alerts.world import D, measure, plan_of
from tests.alerts.world import at_least as threshold

from wes_rules import Calendar, Each, Maintain, Observed, Part, Period, PeriodKind
from wes_rules.rules.policy import Policy
from wes_rules.rules.versions import Version

QUARTERS = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)


def year(number):
    return Period(PeriodKind.CALENDAR_YEAR, number)


def quarter(number):
    return Period(PeriodKind.CALENDAR_QUARTER, 2015 * 4 + number)


def quarterly(*parts, **policy):
    rule = Each(
        rule=threshold(90),
        over=tuple(
            parts
            or (
                Part(name="Rate", calendar=QUARTERS),
                Part(name="Other", number=Observed(indicator="other"), calendar=QUARTERS),
            )
        ),
    )
    return plan_of(measure(rule=rule), policy=Policy(**policy))


def text(world):
    return "\n".join(message.text for message, _ in world.news())


def test_a_miss_that_stays_is_told_with_the_target_of_its_own_period(worlds):
    lowered = Version(starting=year(2016), changes={"at_least": D(90)})
    world = worlds(plan_of(measure(rule=Maintain(at_least=D(92), versions=(lowered,)))))
    world.publish(2015, 91)
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 93)
    world.run()
    news = world.last()
    assert news.line.startswith("91.0% in 2015; target: at least 92.0% in every period; 1.0 points short.")
    assert (news.numbers.required, news.numbers.required_value) == ("at least 92.0% in every period", D(92))
    assert "The target was lowered from 92.0% to 90.0% from 2016 on." in news.details


def test_periods_without_a_verdict_are_counted_in_the_kind_of_the_parts(worlds):
    world = worlds(quarterly(max_unjudged=2))
    for of in ("rate", "other"):
        world.publish(quarter(0), 80, of=of)
    world.until("2016-11-01")
    world.run()
    world.until("2017-02-01")
    world.run()
    assert "quarters from 2015 Q2 to" in text(world)
    assert not [line for line in text(world).splitlines() if "years from 20" in line and " Q" in line]


def test_missing_figures_that_nobody_waits_for_are_counted_in_the_kind_of_their_part(worlds):
    world = worlds(quarterly(overdue=True))
    for of in ("rate", "other"):
        world.publish(quarter(0), 95, of=of)
    world.until("2016-11-01")
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    world.publish(quarter(6), 95, of="rate")
    world.publish(quarter(6), 95, of="other")
    world.run()
    said = world.last("overdue").line
    assert "quarters from 2015 Q2 to 2016 Q2" in said
    assert "years from" not in said
