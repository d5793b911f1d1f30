"""Figures from skeleton."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from wes_rules import Observation, Origin, Problem, SourceError, WesRulesError
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl
from wes_rules.tables import read_value

WES_RULES_API = 1


@attrs.frozen(kw_only=True)
class SkeletonConfig:
    """
    Where the figures are.

    Args:
        path: The file; a relative path starts at the plan's folder.
    """

    path: str


@attrs.frozen
class Skeleton:
    """A file of figures, read whole or not at all."""

    config: SkeletonConfig
    context: Context = attrs.field(repr=False)

    def read(self, request: Request) -> Figures:
        """
        Read the file.

        Raises:
            SourceError: It cannot be read, or any of its lines is wrong; every fault is in it.
        """
        name = self.config.path
        try:
            text = (self.context.base / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(Problem(f"it cannot be read: {error}", "check the path in the plan", name)) from None
        rows = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        problems: list[Problem] = []
        found = tuple(self._observations(rows, request, problems))
        if problems:
            raise SourceError(problems)
        unused = {cells[0] for _, cells in rows} - set(request.indicators)
        return Figures(observations=found, unused=tuple(sorted(unused)))

    def _observations(
        self, rows: Iterable[tuple[int, list[str]]], request: Request, problems: list[Problem]
    ) -> Iterator[Observation]:
        name = self.config.path
        for number, cells in rows:
            if len(cells) != 4:
                remedy = "write indicator, area, period and value, with tabs between them"
                problems.append(Problem(f"the line has {len(cells)} cells", remedy, name, number))
                continue
            indicator, area, period, value = cells
            wanted = request.indicators.get(indicator)
            if wanted is None:
                continue
            try:
                yield Observation(
                    indicator=indicator,
                    area=area,
                    period=wanted.period(period),
                    quantity=read_value(value, wanted),
                    origin=Origin(publication="skeleton", file=name, row=number),
                )
            except WesRulesError as error:
                problems += [attrs.evolve(one, file=name, line=number) for one in error.problems]


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the source."""
    return [SourceType("skeleton", "Figures from skeleton", SkeletonConfig, Skeleton, capabilities={"suppression"})]
