"""From other people's formats into our pages: every reader returns a ParsedCourse, and `build` makes pages of it."""
