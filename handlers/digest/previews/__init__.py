"""The letter as readers will see it, and the checks before it goes."""
