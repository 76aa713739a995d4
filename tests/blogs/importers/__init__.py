"""Readers of blogs from elsewhere, and what is built of them."""
