"""The stores that come with the library: SQL, and SQLite."""
