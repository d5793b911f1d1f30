"""Tells the news of wes_rules through GOV.UK Notify."""
