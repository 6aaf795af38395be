"""Databases of all releases, frozen when they came out: each goes up to the present one, and back.

`make freeze` writes those of the version in `pyproject.toml`, once, before its tag is set.
"""
