"""The command line, and text for terminals."""
