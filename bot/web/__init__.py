"""What Terreau serves over HTTP."""
