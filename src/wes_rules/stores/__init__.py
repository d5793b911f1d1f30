"""The built-in stores: SQL and SQLite."""
