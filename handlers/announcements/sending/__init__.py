"""Sending: approved, begun, followed on a live card."""
