"""First plans: written from a table of targets, a file of figures, or nothing, with every guess marked as one."""
