"""Tables and repositories, a package for each feature."""
