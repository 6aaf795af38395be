"""Tests of the pictures and spreadsheets of results."""
