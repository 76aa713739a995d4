"""How far: pure rules, one completion a person and ding, and the append-only ledger behind it."""
