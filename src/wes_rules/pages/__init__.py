"""The scorecard as people look at it: a page, its charts, a spreadsheet and CSV."""
