"""Rules of the map: what is counted together, and which departments are drawn."""
