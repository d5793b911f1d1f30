"""Reading the sources of a plan for a run, and what was lost or left out."""
