"""Tests of the polls' tables."""
