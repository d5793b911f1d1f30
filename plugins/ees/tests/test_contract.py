"""The source of DfE's statistics does what every source has to do."""

from collections import deque

import attrs
import pytest
from plugins.ees.tests.fake import Answer, FakeDataSet, FakeEes, FakeRow
from wes_rules_ees import EesConfig, EesSource, Series, wes_rules_sources

from wes_rules.testing.sources import Known, SourceContract, wanted

ROWS = [FakeRow(values={"Rate": "10.9"}), FakeRow(values={"Rate": "c"}, period="2017/2018")]
ALWAYS = {
    "refused": Answer(403),
    "an error": Answer(500),
    "too many requests": Answer(429, headers={"Retry-After": "1"}),
    "cut off": Answer(body=b'{"version": "1.0"}' * 99, cut=True),
    "another schema": Answer(body=b'{"versions": []}'),
    "no JSON": Answer(body=b"<html>"),
}


class TestTheEesSource(SourceContract):
    does_not = {
        "codes": "the plan names each area by a code of its own or the data set's, which are digits",
        "negatives": "a rate of absence is never below 0",
        "broken": "a data set has no rows that one could correct; what is wrong with an answer is among `failing`",
        "groups": "a series of the settings names the options of its one group",
        "revisions": "a version of a data set holds one figure for each period; the version is told instead",
    }

    @pytest.fixture
    def source_type(self):
        (kind,) = wes_rules_sources()
        # As it is, but for the waiting between two tries.
        return attrs.evolve(kind, open=lambda config, context: EesSource(config, context, wait=lambda _: None))

    @pytest.fixture
    def fake(self):
        with FakeEes(FakeDataSet(rows=ROWS)) as fake:
            yield fake

    @pytest.fixture
    def config(self, fake):
        return self._config(fake)

    @pytest.fixture
    def changed(self, fake):
        def changed():
            fake.data_set = attrs.evolve(fake.data_set, rows=[FakeRow(values={"Rate": "11.5"})])
            return Known("absence", "937", "2018/19", "11.5")

        return changed

    @pytest.fixture
    def indicators(self):
        return {"absence": wanted("percent", "academic-year")}

    @pytest.fixture
    def known(self):
        return [Known("absence", "937", "2018/19", "10.9"), Known("absence", "937", "2017/18", None)]

    @pytest.fixture
    def bad_settings(self, config):
        return {
            "data_set": "00000000-0000-0000-0000-000000000000",
            "version": "1.0",
            "url": config.url,
            "series": [{"indicator": "absence", "column": "Rate"}],
        }

    @pytest.fixture
    def failing(self):
        fakes = [FakeEes(FakeDataSet(rows=ROWS)) for _ in ALWAYS]
        for fake, answer in zip(fakes, ALWAYS.values(), strict=True):
            fake.instead = deque([answer] * 4)
            fake.__enter__()
        yield [self._config(fake) for fake in fakes]
        for fake in fakes:
            fake.__exit__()

    def _config(self, fake):
        series = (Series(indicator="absence", column="Rate"), Series(indicator="other", column="Rate"))
        return EesConfig(data_set=fake.data_set.id, version="1.*", series=series, url=fake.url)
