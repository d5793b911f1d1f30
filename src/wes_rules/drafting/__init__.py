"""Draft a first plan from a table of targets, a file of figures, or nothing, marking every guess."""
