"""For tests of rules and plugins; needs the extra `testing`."""
