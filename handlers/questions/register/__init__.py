"""The register of questions: lists, and one question as members see it."""
