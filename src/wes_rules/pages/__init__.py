"""The scorecard as a page with charts, a spreadsheet and CSV."""
