"""Every kind of exercise with a syntax of its own in a course folder; a kind that is not here is written as data."""

from lessons.importers.exercise_syntax import BlogPostSyntax, ChecklistSyntax, PollSyntax
from lessons.importers.peer_review_syntax import PeerReviewSyntax
from lessons.importers.planner_syntax import PlannerSyntax
from lessons.importers.quiz_syntax import QuizSyntax
from lessons.importers.scenario_syntax import ScenarioSyntax
from lessons.importers.syntax import Syntax
from lessons.importers.worksheet_syntax import WorksheetSyntax

EXERCISE_SYNTAXES: dict[str, type[Syntax]] = {
    syntax.name: syntax
    for syntax in (
        ChecklistSyntax,
        QuizSyntax,
        PollSyntax,
        BlogPostSyntax,
        WorksheetSyntax,
        ScenarioSyntax,
        PeerReviewSyntax,
        PlannerSyntax,
    )
}
