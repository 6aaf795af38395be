"""Arguments from the signature: parameters, and how typed words become what they ask for."""
