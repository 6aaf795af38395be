"""Reading web feeds (RSS, Atom, JSON Feed) into news that may be proposed."""
