"""One run of a plan: reading the sources, judging, deciding what to tell, delivering it."""
