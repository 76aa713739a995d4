"""Blogs from elsewhere: readers of files that others made, one shape they all return, and what turns it into drafts."""
