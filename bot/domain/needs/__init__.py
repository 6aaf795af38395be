"""Rules of needs and offers: their ends, their readers, and how near others are."""
