"""The application: plan files, the command line and what it prints."""
