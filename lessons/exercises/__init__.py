"""The kinds of exercise. To add one: a module here, a template, a test, and one line in KINDS."""

from lessons.exercises.base import AnswerData, Count, Exercise, Facts, Mark
from lessons.exercises.blog_post import BlogPostExercise
from lessons.exercises.checklist import ChecklistExercise
from lessons.exercises.poll import PollExercise
from lessons.exercises.quiz import QuizExercise

KINDS: tuple[type[Exercise], ...] = (
    ChecklistExercise,
    QuizExercise,
    PollExercise,
    BlogPostExercise,
)

__all__ = ["KINDS", "AnswerData", "Count", "Exercise", "Facts", "Mark"]
