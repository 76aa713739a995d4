"""Posts and comments: who writes, who reads, and what counts."""
