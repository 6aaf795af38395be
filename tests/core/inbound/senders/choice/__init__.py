"""The choice of a community by people of several."""
