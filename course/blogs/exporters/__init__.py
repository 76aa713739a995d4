"""A whole blog to take along: to read (HTML), to move (WXR) and complete (JSON), in one zip."""
