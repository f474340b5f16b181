"""Scoring: postings from records and rules, tallies from postings.

Pure and exact: no files, no clock, no floats.
"""
