"""Figures from DfE's Local Authority Interactive Tool."""
