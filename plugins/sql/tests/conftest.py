from wes_rules.testing.postgres import postgres  # noqa: F401 - a fixture
