"""The workspace (Dutch: werkruimte): a folder of CSV and TOML in which a province describes itself.

Reads, checks everything at once and hands over frozen rows; knows neither Django nor arithmetic.
"""
