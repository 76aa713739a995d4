"""Everything that the site knows of one person, for her: take it along, or have it erased."""
