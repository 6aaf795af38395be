"""Hostile words, forged presses, and what belongs to others."""
