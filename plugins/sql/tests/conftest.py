from tests.postgres_server import postgres  # noqa: F401 - a fixture
