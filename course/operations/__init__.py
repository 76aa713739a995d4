"""Health, the demo, housekeeping commands, pages that belong to the house itself."""
