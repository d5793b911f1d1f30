"""What authors of sources do wrong without meaning to, each planted in a small source; `test_planted.py` runs the kit on them."""

import attrs
import pytest
from tests.saboteurs.bad_sources import Good, GoodContract

from wes_rules.values.quantity import Quantity


class Ledger(Good):
    """The good source of the kit, with an interval of its figures: half a point to each side."""

    def one(self, *row):
        found = super().one(*row)
        return attrs.evolve(found, interval=self.interval(found)) if found.quantity.is_exact else found

    def interval(self, found):
        return found.quantity.low - 2, found.quantity.low + 1


class Planted(GoodContract):
    source = Ledger

    @pytest.fixture
    def known(self):
        first, *others = GoodContract.known.__wrapped__(self)
        return [attrs.evolve(first, interval=("69.8", "72.8")), *others]


class TestNothingPlanted(Planted):
    fault = None


class TestFloats(Planted):
    fault = "float values"
    says = "read numbers from their text: Quantity.read(text, unit=...)"

    class source(Ledger):  # noqa: N801
        def one(self, number, indicator, area, period, value, *row):
            exact = value[0].isdigit()
            return super().one(
                number, indicator, area, period, str(sum([float(value) / 8] * 8)) if exact else value, *row
            )


class TestSuppressedIsNought(Planted):
    fault = "suppressed as 0"
    says = "gld of 970 (all) in 2018/19 is hidden, and was read as 0"

    class source(Ledger):  # noqa: N801
        def one(self, number, indicator, area, period, value, *row):
            return super().one(number, indicator, area, period, value.replace("c", "0"), *row)


class TestNextPeriod(Planted):
    fault = "period shifted by one"
    says = "was not read; check how indicator, area, group and period are spelt"

    class source(Ledger):  # noqa: N801
        def one(self, *row):
            found = super().one(*row)
            return attrs.evolve(found, period=found.period + 1)


class TestWorkingDirectory(Planted):
    fault = "the working directory instead of the plan's folder"
    says = "a path starts at the folder of the plan: context.base / path"

    class source(Ledger):  # noqa: N801
        def folder(self):
            return Good.folder(self).relative_to(Good.folder(self))


class TestReadsWhenOpened(Planted):
    fault = "reading when opened"
    says = "leave everything to read()"

    class source(Ledger):  # noqa: N801
        def __init__(self, config, context):
            super().__init__(config, context)
            if (self.folder() / config.path).exists():
                self.text(self.folder() / config.path)


class TestNotAsked(Planted):
    fault = "returning what was not asked"
    says = "not asked for; leave it out, or name it in Figures.unused"

    class source(Ledger):  # noqa: N801
        def read(self, request):
            every = dict.fromkeys(("gld", "pupils"), next(iter(request.indicators.values())))
            return super().read(attrs.evolve(request, indicators=every))


class TestRounded(Planted):
    fault = "a value rounded to the decimals"
    says = "read them as published: rounding is left to judging"

    class source(Ledger):  # noqa: N801
        def read(self, request):
            found = super().read(request)
            places = next(iter(request.indicators.values())).decimals
            return attrs.evolve(found, observations=tuple(self.rounded(one, places) for one in found.observations))

        def rounded(self, one, places):
            quantity = Quantity.exact(round(one.quantity.low, places)) if one.quantity.is_exact else one.quantity
            return attrs.evolve(one, quantity=quantity, interval=None)


class TestSkipsInSilence(Planted):
    fault = "bad rows skipped in silence"
    says = "`broken` was read as if nothing were wrong; what cannot be read raises SourceError"

    class source(Ledger):  # noqa: N801
        def take(self, number, row, request, found, problems):
            super().take(number, row, request, found, [])


class TestRowBefore(Planted):
    fault = "row number off by one"
    says = "figures.txt:0: Origin: row: 0 is too low; give 1 or more"

    class source(Ledger):  # noqa: N801
        def take(self, number, *row):
            super().take(number - 1, *row)


class TestCached(Planted):
    fault = "cached for ever by path"
    says = "read anew each time, and keep nothing by its path"

    class source(Ledger):  # noqa: N801
        kept = {}

        def text(self, file):
            return self.kept.setdefault(file, super().text(file))


class TestGroupsMerged(Planted):
    fault = "all groups merged"
    says = "gld of 937 (girls) in 2018/19 was not read; check how indicator, area, group and period are spelt"

    class source(Ledger):  # noqa: N801
        def one(self, *row):
            return attrs.evolve(super().one(*row), group="all")


class TestAnotherInterval(Planted):
    fault = "the interval from the wrong column"
    says = "the interval of gld of 937 (all) in 2018/19 is (Decimal('69.8'), Decimal('72.8')), and was read as"

    class source(Ledger):  # noqa: N801
        def interval(self, found):
            return found.quantity.low - 1, found.quantity.low + 2


class TestPublishedToday(Planted):
    fault = "publication day = today"
    says = "the publication day of gld of 937 (all) in 2018/19 is 2019-10-17, and was read as 2026-01-01; take it from"

    class source(Ledger):  # noqa: N801
        def read(self, request):
            found = super().read(request)
            return attrs.evolve(found, observations=tuple(map(self.today, found.observations)))

        def today(self, one):
            return attrs.evolve(one, published=self.context.as_of)


class TestKeyError(Planted):
    fault = "KeyError instead of a located error on a broken file"
    says = "raise SourceError([Problem(what, remedy, file, line), ...])"

    class source(Ledger):  # noqa: N801
        def take(self, number, row, *rest):
            named = dict(zip(("indicator", "area", "period", "value", "published", "group"), row, strict=False))
            super().take(number, [named["indicator"], named["area"], named["period"], *row[3:]], *rest)


class TestFirstOfASort(Planted):
    fault = "the first fault of a sort only"
    says = "go on after a fault and gather all"

    class source(Ledger):  # noqa: N801
        def take(self, number, row, request, found, problems):
            if len(row) == 6 or not any(one.what == "the row is cut off" for one in problems):
                super().take(number, row, request, found, problems)


class TestCodeAsANumber(Planted):
    fault = "a code through int()"
    says = "gld of 0A1 (all) in 2018/19 was not read; check how indicator, area, group and period are spelt"

    class source(Ledger):  # noqa: N801
        def one(self, number, indicator, area, *row):
            return super().one(number, indicator, area.lstrip("0"), *row)


class TestLowerCase(Planted):
    fault = "codes lower-cased"
    says = "gld of 0A1 (all) in 2018/19 was not read; check how indicator, area, group and period are spelt"

    class source(Ledger):  # noqa: N801
        def one(self, number, indicator, area, *row):
            return super().one(number, indicator, area.lower(), *row)


class TestNoMinus(Planted):
    fault = "the minus sign lost"
    says = "balance of 937 (all) in 2018/19 is -0.5, and was read as 0.5"

    class source(Ledger):  # noqa: N801
        def one(self, number, indicator, area, period, value, *row):
            return super().one(number, indicator, area, period, value.lstrip("-"), *row)


class TestUnusedUntold(Planted):
    fault = "`unused` untold"
    says = "not in Figures.unused, by which a misspelt indicator is found; name it"

    class source(Ledger):  # noqa: N801
        def read(self, request):
            return attrs.evolve(super().read(request), unused=())


class TestBlankCellSkipped(Planted):
    fault = "a blank cell skipped in silence"
    says = "was blank, and nothing tells that it is not there"

    class source(Ledger):  # noqa: N801
        def take(self, number, row, *others):
            if len(row) != 5:
                super().take(number, row, *others)


class TestRowAfterTheFirst(Planted):
    fault = "row number off by one from the second row on"
    says = "the row of gld of 937 (girls) in 2018/19 is 7, and was read as 8; count as an editor does"

    class source(Ledger):  # noqa: N801
        def take(self, number, *row):
            super().take(number + (number > 1), *row)


class TestSkipsWhatIsNoRow(Planted):
    fault = "what is no row skipped in silence"
    says = "and its figures are gone without a word; raise SourceError"

    class source(Ledger):  # noqa: N801
        def take(self, number, row, *others):
            if row[0] in ("gld", "pupils", "balance"):
                super().take(number, row, *others)


class TestBlankIsNought(Planted):
    fault = "a blank value read as 0"
    says = "was blank, and was read as 0; read it as missing: Quantity.read(text, unit=...)"

    class source(Ledger):  # noqa: N801
        def take(self, number, row, *others):
            super().take(number, [*row[:3], "0", *row[3:]] if len(row) == 5 else row, *others)


class TestSettingIgnored(Planted):
    fault = "a configured setting ignored"
    says = "another path changes nothing of what is read; use the setting, or take it out"

    class source(Ledger):  # noqa: N801
        def read(self, request):
            if self.config.path == "figures.txt-another":
                self.config = attrs.evolve(self.config, path="figures.txt")
            return super().read(request)


class TestAnotherEncoding(Planted):
    fault = "text in another encoding"
    says = "read text as UTF-8"

    class source(Ledger):  # noqa: N801
        def text(self, file):
            return file.read_text(encoding="latin-1")
