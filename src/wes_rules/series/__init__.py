"""What was known on a day: observations, calendars, histories, and the numbers made from them."""
