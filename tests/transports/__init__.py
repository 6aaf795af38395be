"""Transports: their common contract, and the particulars of each."""
