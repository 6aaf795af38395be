"""Requests to a homeserver: their pace, their answers and refusals."""
