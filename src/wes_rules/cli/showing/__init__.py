"""How verdicts are shown: layouts for people, and formats for programs. Each is a function over rows."""
