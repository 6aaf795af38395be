"""Lists: brought as files, shown in pages, searched by words."""
