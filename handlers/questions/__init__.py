"""Questions to the Region: asked, answered, and found again."""
