"""Kills of the process: nothing is lost, nothing is done twice."""
