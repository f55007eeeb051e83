"""Samenhang: the working desk of a province that steers on labour migration as one integral issue."""
