"""From what is true to what has to be told, and to whom."""
