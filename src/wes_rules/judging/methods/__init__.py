"""Methods by which publishers say whether a far target will be met: one file each, all of them pure."""
