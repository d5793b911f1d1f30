"""A plan of one measure, and what its records leave to say."""

from datetime import date

DAY = date(2026, 4, 1)
WHAT = {"indicator": "ehc", "area": "937", "unit": "percent", "source": "DfE", "kind": "calendar-year"}
PLAN = """\
[plan]
id = "p"
title = "P"
area = "937"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "ehc"
title = "EHC plans"
number = {indicator = "ehc"}
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
rule = {kind = "threshold", at_least = 90}
"""
