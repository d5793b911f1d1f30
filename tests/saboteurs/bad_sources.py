"""A good source, and one bad one for each requirement of its contract; `test_the_kit.py` runs them."""

from datetime import date
from pathlib import Path

import attrs
import pytest

from wes_rules.errors import DefinitionError, Problem, SourceError, WesRulesError
from wes_rules.plugins import Figures, SourceType
from wes_rules.series.observation import Observation, Origin
from wes_rules.testing import Broken, Known, SourceContract, wanted
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Unit

TEXT = """\
gld 937 2018/19 71.8 2019-10-17 all
gld 937 2018/19 71.9 2020-10-17 all
gld 970 2018/19 c 2019-10-17 all
pupils 937 2018/19 20 2019-10-17 all
gld 0A1 2018/19 3.5 2019-10-17 all
balance 937 2018/19 -0.5 2019-10-17 all
gld 937 2018/19 60.25 2019-10-17 girls
"""
# What is easily lost from every figure alike.
LOST_ALIKE = [Known("gld", "0A1", "2018/19", "3.5"), Known("balance", "937", "2018/19", "-0.5")]


@attrs.frozen(kw_only=True)
class Config:
    """
    A file of figures.

    Args:
        path: The file.
        key_env: The environment variable that holds the key.
    """

    path: str
    key_env: str = "LEDGER_KEY"

    def __attrs_post_init__(self):
        if not self.path:
            raise DefinitionError("path is empty: name a file")


@attrs.define
class Good:
    config: Config
    context: object = attrs.field(repr=False)

    def read(self, request):
        file = self.folder() / self.config.path
        if not file.exists():
            raise SourceError(Problem("there is no such file", "check the path", self.config.path))
        found, problems = [], []
        rows = [line.split() for line in self.text(file).splitlines()]
        for number, row in enumerate(rows, 1):
            self.take(number, row, request, found, problems)
        if problems and not self.context.skip_bad_rows:
            raise SourceError(problems)
        unused = sorted({row[0] for row in rows if row} - set(request.indicators))
        return Figures(observations=tuple(found), skipped=tuple(problems), unused=unused)

    def folder(self):
        return Path(self.context.base)

    def text(self, file):
        try:
            return file.read_text()
        except UnicodeDecodeError as error:
            raise SourceError(Problem(f"it is no text: {error}", "save it anew", self.config.path)) from None

    def take(self, number, row, request, found, problems):
        if len(row) != 6:
            problems.append(Problem("the row is cut off", "fetch the file again", self.config.path, number))
        elif row[0] in request.indicators:
            try:
                found.append(self.one(number, *row))
            except WesRulesError as error:
                more = (attrs.evolve(one, remedy=one.remedy or "correct it") for one in error.problems)
                problems += [attrs.evolve(one, file=self.config.path, line=number) for one in more]

    def one(self, number, indicator, area, period, value, published, group):
        return Observation(
            group=group,
            indicator=indicator,
            area=area,
            period=Period.parse(period),
            quantity=Quantity.read(value, unit=Unit.SCORE if indicator == "balance" else Unit.PERCENT),
            published=date.fromisoformat(published),
            origin=self.origin(number),
        )

    def origin(self, number):
        return Origin(publication="The ledger", file=self.config.path, row=number, data_set="ledger", version="1.0")


def describe(source, **changes):
    given = {"name": "ledger", "summary": "Figures from a ledger", "config": Config, "open": source, **changes}
    more = {"capabilities": {"network", "revisions", "suppression", "versions"}, "secrets": ("key_env",)}
    more |= {name: given.pop(name) for name in more if name in given}
    return SourceType(**given, **more)


class GoodContract(SourceContract):
    source = Good
    changes = {}

    @pytest.fixture
    def source_type(self):
        return describe(self.source, **self.changes)

    @pytest.fixture
    def config(self, source_type, tmp_path):
        (tmp_path / "figures.txt").write_text(TEXT)
        return source_type.config(path="figures.txt")

    @pytest.fixture
    def indicators(self):
        return {
            "gld": wanted("percent", "academic-year"),
            "pupils": wanted("count", "academic-year", 0),
            "balance": wanted("score", "academic-year"),
        }

    @pytest.fixture
    def known(self):
        return [
            Known("gld", "937", "2018/19", "71.8", row=1, published=date(2019, 10, 17)),
            Known("gld", "970", "2018/19", None),
            Known("gld", "937", "2018/19", "60.25", group="girls"),
            *LOST_ALIKE,
        ]

    @pytest.fixture
    def broken(self, source_type, tmp_path):
        (tmp_path / "broken.txt").write_text(f"gld 937 2018/20 71.8 2019-10-17 all\n{TEXT}gld 937\ngld 970\n")
        return Broken(source_type.config(path="broken.txt"), places=[("broken.txt", row) for row in (1, 9, 10)])

    @pytest.fixture
    def changed(self, tmp_path):
        def changed():
            (tmp_path / "figures.txt").write_text(TEXT.replace("71.8", "72.8"))
            return Known("gld", "937", "2018/19", "72.8")

        return changed

    @pytest.fixture
    def bad_settings(self):
        return {"path": "missing.txt"}

    @pytest.fixture
    def failing(self, tmp_path):
        (tmp_path / "cut.txt").write_text(TEXT[:-17])
        return [Config(path="gone.txt"), Config(path="cut.txt")]


class TestGood(GoodContract):
    breaks = None


class TestIncapable(GoodContract):
    """Claims nothing, and says why."""

    breaks = None
    changes = {"capabilities": ()}
    does_not = {
        "network": "it reads a file, and nothing else",
        "groups": "the ledger knows the groups of its indicators only",
        "codes": "its areas are three digits, the first no 0",
        "negatives": "its figures are shares",
        "revisions": "the ledger is written once a year",
        "suppression": "its figures are of whole counties",
        "versions": "the ledger has no versions",
    }

    @pytest.fixture
    def known(self):
        return [Known("gld", "937", "2018/19", "71.8", row=1, published=date(2019, 10, 17))]


class TestNoSummary(GoodContract):
    breaks = "test_it_is_described"
    says = "summary is ''; say in one line"
    changes = {"summary": ""}


class TestUndocumentedField(GoodContract):
    @attrs.frozen(kw_only=True)
    class Undocumented(Config):
        """A file."""

        encoding: str = "utf-8"

    breaks = "test_it_is_described"
    unseen = {"encoding": "the ledger is ASCII alone"}
    says = 'Undocumented.encoding is not documented; add a line "encoding: ..." under Args:'
    changes = {"config": Undocumented}


class TestUnreadableField(GoodContract):
    @attrs.frozen(kw_only=True)
    class Unreadable(Config):
        """
        A file.

        Args:
            path: The file.
            key_env: The variable.
            factor: A number.
        """

        factor: float = 1.0

    breaks = "test_it_is_described"
    says = "Unreadable.factor is of a type that no plan file can hold; use str, int"
    changes = {"config": Unreadable}


class TestSecretInTheSettings(GoodContract):
    @attrs.frozen(kw_only=True)
    class Keyed(Config):
        """
        A file.

        Args:
            path: The file.
            key_env: The variable.
            password: The password.
        """

        password: str = ""

    breaks = "test_its_secrets_are_names_of_environment_variables"
    says = "Keyed.password looks as if it held a secret; let it hold the name of an environment variable"
    changes = {"config": Keyed}


class TestNothingSaidOfWhatItDoesNot(GoodContract):
    breaks = "test_the_data_set_and_its_version_are_named"
    says = 'put "versions" into the capabilities of its SourceType, or say in does_not = {"versions": "..."}'
    changes = {"capabilities": ("network", "revisions", "suppression")}


class TestMisspeltExcuse(GoodContract):
    breaks = "test_what_it_does_not_do_is_said_in_a_sentence"
    says = 'nothing is called "version"; did you mean "versions"?'
    does_not = {"version": "it has no versions at all"}


class TestEmptyExcuse(TestIncapable):
    breaks = "test_what_it_does_not_do_is_said_in_a_sentence"
    says = "say in a sentence why it does not"
    does_not = {**TestIncapable.does_not, "versions": "no"}


class TestReadsOnOpening(GoodContract):
    class source(Good):  # noqa: N801
        def __init__(self, config, context):
            super().__init__(config, context)
            file = Path(context.base) / config.path
            if file.exists():
                file.read_bytes()

    breaks = "test_opening_neither_reads_nor_connects"
    says = "leave everything to read()"


class TestReturnsAList(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            return list(super().read(request).observations)

    breaks = "test_it_returns_figures"
    says = "read() returned a list; return Figures(observations=(...,))"


class TestRounded(GoodContract):
    class source(Good):  # noqa: N801
        def one(self, *row):
            found = super().one(*row)
            rounded = Quantity.exact("72") if str(found.quantity.low) == "71.8" else found.quantity
            return attrs.evolve(found, quantity=rounded)

    breaks = "test_known_figures_are_read_exactly"
    says = "is 71.8, and was read as 72"


class TestAnotherArea(GoodContract):
    class source(Good):  # noqa: N801
        def one(self, number, indicator, area, *row):
            return super().one(number, indicator, f"E{area}", *row)

    breaks = "test_known_figures_are_read_exactly"
    says = "was not read; check how indicator, area, group and period are spelt"


class TestBinaryNoise(GoodContract):
    class source(Good):  # noqa: N801
        def one(self, *row):
            found = super().one(*row)
            if not found.quantity.is_exact:
                return found
            number = sum([float(found.quantity.low) / 8] * 8)
            return attrs.evolve(found, quantity=Quantity(low=number, high=number))

    breaks = "test_no_number_carries_the_noise_of_a_binary_float"
    says = "read numbers from their text: Quantity.read(text, unit=...)"


class TestTwice(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            found = super().read(request)
            return attrs.evolve(found, observations=found.observations * 2)

    breaks = "test_no_figure_comes_twice"
    says = "given more than once; tell vintages apart by `published`"


class TestRunsDry(GoodContract):
    class source(Good):  # noqa: N801
        read_before = False

        def read(self, request):
            found = Figures() if self.read_before else super().read(request)
            self.read_before = True
            return found

    breaks = "test_reading_twice_gives_equal_figures"
    says = "keep no state between reads"


class TestAnotherKindOfPeriod(GoodContract):
    class source(Good):  # noqa: N801
        def one(self, number, indicator, area, period, *row):
            found = super().one(number, indicator, area, period, *row)
            return attrs.evolve(found, period=Period.parse("2019")) if indicator == "pupils" else found

    breaks = "test_periods_are_those_that_were_asked_for"
    says = "it is judged by academic-year: read it as that, or refuse it"


class TestReadsPeriodsOfTheFirstCalendarAlone(GoodContract):
    class source(Good):  # noqa: N801
        def take(self, number, row, request, found, problems):
            (kind, *_) = next(iter(request.indicators.values())).kinds
            try:
                Period.parse(row[2] if len(row) > 2 else "2018/19", kind)
            except WesRulesError:
                row = row[:2]
            super().take(number, row, request, found, problems)

    breaks = "test_periods_of_every_calendar_of_an_indicator_are_read"
    says = "is not read where the plan judges the indicator by a term as well"


class TestTakesForGrantedWhatAFileHolds(GoodContract):
    class source(Good):  # noqa: N801
        def text(self, file):
            found = super().text(file)
            return found if found.splitlines()[0] else ""

    breaks = "test_a_file_of_another_shape_is_refused_with_a_sentence"
    says = "figures.txt held b'', and it raised IndexError: list index out of range; look what was read before it is taken apart"


class TestNoOrigin(GoodContract):
    class source(Good):  # noqa: N801
        def origin(self, number):
            return Origin(publication="a ledger", file="figures.txt", data_set="ledger")

    @pytest.fixture
    def known(self):
        known = Known("gld", "937", "2018/19", "71.8", published=date(2019, 10, 17))
        return [known, Known("gld", "937", "2018/19", "60.25", group="girls"), *LOST_ALIKE]

    changes = {"capabilities": ("network", "revisions", "suppression")}
    does_not = {"versions": "the ledger has no versions"}
    breaks = "test_every_figure_names_its_origin"
    says = "fill Origin: publication, and file with row, or data_set with version"


class TestEverythingThereIs(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            every = dict.fromkeys(("gld", "pupils"), next(iter(request.indicators.values()))) | dict(request.indicators)
            found = super().read(attrs.evolve(request, indicators=every))
            return attrs.evolve(found, unused=tuple({"gld", "pupils", "balance"} - set(request.indicators)))

    breaks = "test_only_what_is_asked_for_is_returned"
    says = "not asked for; leave it out, or name it in Figures.unused"


class TestUnusedThatIsNeeded(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            return attrs.evolve(super().read(request), unused=(*super().read(request).unused, "gld"))

    breaks = "test_only_what_is_asked_for_is_returned"
    says = "gld: asked for, and yet in Figures.unused"


class TestNoRemedy(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            if self.config.path == "missing.txt":
                raise SourceError("there is no such file")
            return super().read(request)

    breaks = "test_settings_that_cannot_work_are_refused_with_a_remedy"
    says = "say what to do too: Problem(what, remedy)"


class TestBareError(TestNoRemedy):
    class source(Good):  # noqa: N801
        def read(self, request):
            if self.config.path == "missing.txt":
                raise KeyError("path")
            return super().read(request)

    says = "it raised KeyError: 'path'; raise SourceError with a sentence"


class TestAcceptsAnything(TestNoRemedy):
    class source(Good):  # noqa: N801
        def read(self, request):
            return Figures() if self.config.path == "missing.txt" else super().read(request)

    says = "settings that cannot work were accepted; raise SourceError(Problem(what, remedy)) from read()"


class TestSecretInTheRepr(GoodContract):
    @attrs.define
    class source(Good):  # noqa: N801
        key: str = attrs.field(init=False)

        def __attrs_post_init__(self):
            self.key = self.context.environ["LEDGER_KEY"]

    breaks = "test_the_secret_appears_nowhere"
    says = "the secret is in the repr of the source; keep it out: attrs.field(repr=False)"


class TestSecretInAnError(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            try:
                return super().read(request)
            except SourceError as error:
                key = self.context.environ[self.config.key_env]
                raise SourceError(error.problems) from ValueError(f"{key}: {error}")

    breaks = "test_the_secret_appears_nowhere"
    says = "the secret is in the error for bad settings"


class TestOneVintage(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            found = super().read(request)
            kept = [one for one in found.observations if one.quantity.low != Quantity.exact("71.9").low]
            return attrs.evolve(found, observations=tuple(kept))

    breaks = "test_revisions_come_with_the_day_they_were_published"
    says = "fill `published`, and let the test data hold a revision"


class TestGuesses(GoodContract):
    class source(Good):  # noqa: N801
        def one(self, *row):
            found = super().one(*row)
            guess = attrs.evolve(found.quantity, low=Quantity.exact(3).low, high=Quantity.exact(3).low)
            return found if found.quantity.is_exact else attrs.evolve(found, quantity=guess)

    breaks = "test_hidden_numbers_stay_hidden"
    says = "use Quantity.read or Quantity.missing"

    @pytest.fixture
    def known(self):
        known = Known("gld", "937", "2018/19", "71.8", row=1, published=date(2019, 10, 17))
        return [known, Known("gld", "937", "2018/19", "60.25", group="girls"), *LOST_ALIKE]


class TestNoVersion(GoodContract):
    class source(Good):  # noqa: N801
        def origin(self, number):
            return Origin(publication="The ledger", file="figures.txt", row=number)

    breaks = "test_the_data_set_and_its_version_are_named"
    says = "fill Origin.data_set and Origin.version"


class TestTakesWhatIsCutOff(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            try:
                return super().read(request)
            except SourceError:
                if self.config.path == "cut.txt":
                    return Figures()
                raise

    breaks = "test_another_side_that_fails_gives_an_error_and_no_figures"
    says = "failing[1] was read as if nothing were wrong; what is not whole raises SourceError"


class TestNoRowIsKnown(GoodContract):
    breaks = "test_what_is_known_covers_rows_days_and_intervals"
    says = "figures have a row, and no figure of `known` says which; give one its row=..."

    @pytest.fixture
    def known(self):
        known = Known("gld", "937", "2018/19", "71.8", published=date(2019, 10, 17))
        return [known, Known("gld", "937", "2018/19", "60.25", group="girls"), *LOST_ALIKE]


class TestOneGroupIsKnown(GoodContract):
    breaks = "test_groups_are_kept_apart"
    says = "let `known` have a figure of two groups of one series"

    @pytest.fixture
    def known(self):
        return [Known("gld", "937", "2018/19", "71.8", row=1, published=date(2019, 10, 17)), *LOST_ALIKE]


class TestNoCodeIsKnown(GoodContract):
    breaks = "test_codes_are_read_as_they_are_spelt"
    says = "let `known` have an area whose code begins with 0, which int() loses, and one with a capital letter"

    @pytest.fixture
    def known(self):
        first, other, *_ = GoodContract.known.__wrapped__(self)
        return [first, other, Known("gld", "937", "2018/19", "60.25", group="girls"), LOST_ALIKE[1]]


class TestNoNumberBelowZeroIsKnown(GoodContract):
    breaks = "test_numbers_below_zero_keep_their_sign"
    says = "let `known` have a number below 0"

    @pytest.fixture
    def known(self):
        return [one for one in GoodContract.known.__wrapped__(self) if one.value != "-0.5"]


class TestUnusedUntold(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            return attrs.evolve(super().read(request), unused=())

    breaks = "test_what_nobody_asked_for_is_named_as_unused"
    says = "balance, gld, pupils: there, not asked for, and not in Figures.unused"


class TestFaultsOfOneSort(GoodContract):
    breaks = "test_every_fault_of_a_broken_file_is_told_with_its_place"
    says = "let two rows have the same one, as a source may stop after the first of a sort"

    @pytest.fixture
    def broken(self, source_type, tmp_path):
        (tmp_path / "broken.txt").write_text(f"gld 937 2018/20 71.8 2019-10-17 all\n{TEXT}gld 937\n")
        return Broken(source_type.config(path="broken.txt"), places=[("broken.txt", 1), ("broken.txt", 9)])


class TestRoundsToTheMeasure(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            found = super().read(request)
            if any(one.decimals for one in request.indicators.values()):
                return found
            return attrs.evolve(found, observations=tuple(map(self.rounded, found.observations)))

        def rounded(self, one):
            exact = one.quantity.is_exact
            return attrs.evolve(one, quantity=Quantity.exact(round(one.quantity.low))) if exact else one

    breaks = "test_numbers_are_read_as_published_whatever_the_precision"
    says = "read them as published: rounding is left to judging"


class TestWorkingDirectory(GoodContract):
    class source(Good):  # noqa: N801
        def folder(self):
            return Path() if Path.cwd().name.startswith("elsewhere") else super().folder()

    breaks = "test_paths_start_at_the_folder_of_the_plan"
    says = "a path starts at the folder of the plan: context.base / path"


class TestPublishedOnTheDayOfKnowing(GoodContract):
    class source(Good):  # noqa: N801
        def one(self, *row):
            found = super().one(*row)
            return found if self.context.as_of.year == 2026 else attrs.evolve(found, published=self.context.as_of)

    breaks = "test_publication_days_do_not_follow_the_day_of_knowing"
    says = "take it from the publication, or leave `published` empty"


class TestKeepsWhatItRead(GoodContract):
    class source(Good):  # noqa: N801
        kept = {}

        def text(self, file):
            return self.kept.setdefault(file, super().text(file))

    breaks = "test_a_change_is_read_anew"
    says = "has changed to 72.8, and was read as 71.8, 71.9; read anew each time, and keep nothing by its path"


class TestOneFaultOnly(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            try:
                return super().read(request)
            except SourceError as error:
                raise SourceError(error.problems[:1]) from None

    breaks = "test_every_fault_of_a_broken_file_is_told_with_its_place"
    says = "nothing is told of broken.txt:9, broken.txt:10, and something of broken.txt:1; go on after a fault and gather all"


class TestTellsAFaultWithoutItsPlace(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            try:
                return super().read(request)
            except SourceError as error:
                first, *rest = error.problems
                raise SourceError([first, *(attrs.evolve(one, file="", line=None) for one in rest)]) from None

    breaks = "test_every_fault_of_a_broken_file_is_told_with_its_place"
    says = "is told without its place, and nothing of broken.txt:9, broken.txt:10; Problem(what, remedy, file, line)"


class TestOneFaultThatIsKnown(GoodContract):
    breaks = ("test_every_fault_of_a_broken_file_is_told_with_its_place", "test_rows_that_are_left_out_are_told")
    says = "`broken` has one fault; let it have a fault in two rows or more"

    @pytest.fixture
    def broken(self, source_type, tmp_path):
        return Broken(source_type.config(path="broken.txt"), places=[("broken.txt", 1)])


class TestLeavesOutInSilence(GoodContract):
    class source(Good):  # noqa: N801
        def read(self, request):
            return attrs.evolve(super().read(request), skipped=())

    breaks = "test_rows_that_are_left_out_are_told"
    says = "nothing is told of broken.txt:1, broken.txt:9, broken.txt:10, and something of nothing"


class TestSkipsBlankCells(GoodContract):
    breaks = "test_a_figure_whose_cell_is_blank_is_not_left_out_in_silence"
    says = "was blank, and nothing tells that it is not there"

    class source(Good):  # noqa: N801
        def take(self, number, row, *others):
            if len(row) != 5:
                super().take(number, row, *others)


class TestAnotherEncoding(GoodContract):
    breaks = "test_letters_are_read_as_they_are_spelt"
    says = "read text as UTF-8"

    class source(Good):  # noqa: N801
        def text(self, file):
            super().text(file)
            return file.read_text(encoding="latin-1")


class TestSettingIgnored(GoodContract):
    breaks = "test_each_setting_makes_a_difference"
    says = "another path changes nothing of what is read; use the setting, or take it out"

    class source(Good):  # noqa: N801
        def folder(self):
            self.config = attrs.evolve(self.config, path=self.config.path.removesuffix("-another"))
            return super().folder()
