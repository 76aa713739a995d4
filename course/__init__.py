"""The Django project and the participant side: one small app a room."""
