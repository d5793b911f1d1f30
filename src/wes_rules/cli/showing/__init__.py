"""How verdicts are shown: layouts for people, and formats for programs. Each is a function over rows."""

# What `--format` takes besides text; formats.py has the functions.
FORMATS = ("json", "csv", "markdown", "junit", "github")
