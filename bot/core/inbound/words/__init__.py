"""Written words: commands, links, and all the rest."""
