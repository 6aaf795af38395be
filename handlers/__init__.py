"""The features of Terreau, a package for each."""
