"""The playground in the browser: two believable communities, played on pretended networks."""
