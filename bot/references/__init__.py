"""Buttons, commands, cards and jobs that several files name, made ahead of their functions.

A card draws buttons whose functions refresh the card: as plain imports that is a circle. So what is
named from both sides is made here, below all features, with its types, and bound to its function by
the decorator that declares it. `tests/test_house.py` finds one that no file binds.
"""
