"""Rules of the map: areas that are counted together, and departments that are drawn."""
