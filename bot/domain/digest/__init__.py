"""Rules of the digest: its news, its two approvals, its contents and its schedule."""
