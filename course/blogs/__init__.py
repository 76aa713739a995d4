"""Blogs, posts and comments: participants' voices. Plain models, never Wagtail pages (ten times slower to write)."""
