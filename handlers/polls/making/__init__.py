"""A new poll: its kind, choices and audience, its preview, its publication and its corrections."""
