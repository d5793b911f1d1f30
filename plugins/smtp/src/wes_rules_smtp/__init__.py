"""Tells the news of wes_rules by email, over SMTP."""
