"""Who: people, organisations and roles. Imports no other room and never points at pages."""
