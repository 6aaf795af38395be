"""References that several files use, made ahead of their functions.

A card makes buttons whose functions refresh the card: plain imports would be a circle. Such a
reference is made here, below all features, with its types, and bound to its function by the
decorator that declares it. `tests/house/test_house.py` finds one that no file binds.
"""
