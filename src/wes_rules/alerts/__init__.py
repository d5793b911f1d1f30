"""Alerts: who is told what, and when."""
