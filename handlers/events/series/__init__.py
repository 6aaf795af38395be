"""Events that repeat by a rule."""
