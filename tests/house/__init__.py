"""The plan of the house: rules that import-linter cannot say."""
