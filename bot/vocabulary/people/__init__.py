"""People: their accounts, languages and requests, the privacy notice, and numbers of them."""
