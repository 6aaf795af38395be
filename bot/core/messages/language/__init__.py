"""Language: sentences in the reader's language, and how they are set."""
