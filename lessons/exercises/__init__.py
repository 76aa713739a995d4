"""The kinds of exercise. To add one: a module here, a template, a test, and one line in KINDS."""

from lessons.exercises.base import AnswerData, Count, Exercise, Facts, Mark
from lessons.exercises.blog_post import BlogPostExercise
from lessons.exercises.checklist import ChecklistExercise
from lessons.exercises.peer_review import PeerReviewExercise
from lessons.exercises.planner import PlannerExercise
from lessons.exercises.poll import PollExercise
from lessons.exercises.quiz import QuizExercise
from lessons.exercises.scenario import ScenarioExercise
from lessons.exercises.worksheet import WorksheetExercise

KINDS: tuple[type[Exercise], ...] = (
    ChecklistExercise,
    QuizExercise,
    PollExercise,
    BlogPostExercise,
    WorksheetExercise,
    ScenarioExercise,
    PeerReviewExercise,
    PlannerExercise,
)

__all__ = ["KINDS", "AnswerData", "Count", "Exercise", "Facts", "Mark"]
