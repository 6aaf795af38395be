"""Tests of pages over HTTP."""
