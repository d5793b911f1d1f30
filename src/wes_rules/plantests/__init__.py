"""Plan tests: figures and days in, the verdicts and messages expected."""
