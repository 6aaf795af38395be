"""Stories on real networks, run by hand: `make live`."""
