"""Reading a plan's sources for a run, with losses and rows left out."""
