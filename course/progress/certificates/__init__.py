"""Certificates: who earned one, issuing and revoking, the paper, the page for strangers, and the Open Badge."""
