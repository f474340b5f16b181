"""Sums of many records: remembered, and made by several processes."""
