"""My course, and page_state: all that one person's page needs, asked from every room. No models."""
