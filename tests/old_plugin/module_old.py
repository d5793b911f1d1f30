"""A plugin as it was written for version 1 of the plugin API. Never change it: whatever it did has to go on working."""

import attrs

from wes_rules import Observation, Origin, Period, Quantity, SourceError
from wes_rules.plugins import Context, Figures, NotifierType, Receipt, SourceType, hookimpl

seen = []


@attrs.frozen
class OldConfig:
    """
    Where the figures are.

    Args:
        path: The file.
    """

    path: str = "old.txt"


@attrs.frozen
class OldSource:
    config: OldConfig
    context: Context

    def read(self, request):
        file = self.context.base / self.config.path
        if not file.exists():
            raise SourceError(f"there is no {self.config.path}")
        found = []
        for number, line in enumerate(file.read_text().splitlines(), 1):
            indicator, area, period, value = line.split()
            wanted = request.indicators.get(indicator)
            if wanted is not None:
                found.append(
                    Observation(
                        indicator=indicator,
                        area=area,
                        period=Period.parse(period, wanted.kinds[0]),
                        quantity=Quantity.read(value, unit=wanted.unit),
                        origin=Origin(publication="Old figures", file=self.config.path, row=number),
                    )
                )
        return Figures(observations=tuple(found))


@attrs.frozen
class OldNotifier:
    config: OldConfig
    context: Context

    def send(self, message, *, attempt, timeout):
        with (self.context.base / self.config.path).open("a") as out:
            out.write(f"{message.key} {message.recipient}: {message.subject}\n{message.text}\n")
        return Receipt("written")


@hookimpl
def wes_rules_sources():
    return [SourceType("old", "Figures in an old file", OldConfig, OldSource)]


@hookimpl
def wes_rules_notifiers():
    return [NotifierType("old", "Notes in an old file", OldConfig, OldNotifier)]


@hookimpl
def wes_rules_judged(judgements):
    seen.append(("judged", [str(one.status.value) for one in judgements]))


@hookimpl
def wes_rules_alert_raised(news):
    seen.append(("raised", news.title))


@hookimpl
def wes_rules_alert_resolved(news):
    seen.append(("resolved", news.title))


@hookimpl
def wes_rules_delivered(receipt):
    seen.append(("delivered", receipt.detail))
