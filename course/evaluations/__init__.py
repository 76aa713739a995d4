"""What participants say of the course; anonymity by construction."""
