"""Who takes which course, since when, by which rules. The first room that points at pages."""
