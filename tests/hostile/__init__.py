"""Hostile words, forged presses, and property of others."""
