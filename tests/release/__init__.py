"""The files of a release, and the check that it may be made."""
