"""How people come in and stay in: the second step, proving oneself again, sessions, accounts of organisations.

allauth does the work; here stands what it is told, who must do more than others, and what it does not know of.
"""
