"""Every kind of exercise with a syntax of its own in a course folder; a kind that is not here is written as data."""

from lessons.importers.exercise_syntax import BlogPostSyntax, ChecklistSyntax, PollSyntax
from lessons.importers.quiz_syntax import QuizSyntax
from lessons.importers.syntax import Syntax

EXERCISE_SYNTAXES: dict[str, type[Syntax]] = {
    syntax.name: syntax
    for syntax in (
        ChecklistSyntax,
        QuizSyntax,
        PollSyntax,
        BlogPostSyntax,
    )
}
