"""Words: of questions for the Region's side, and of notices for askers."""
