"""Logins that a person approves in a browser, on a Synapse that delegates them."""
