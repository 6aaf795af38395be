"""The letter to the Region."""
