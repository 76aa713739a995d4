from django import template

from course.evaluations.forms import QuestionnaireForm
from lessons.questionnaires import Questionnaire

register = template.Library()


@register.simple_tag
def questionnaire_form(questionnaire: Questionnaire) -> QuestionnaireForm:
    """Return the form of a questionnaire to look at only, for Wagtail's preview. No query."""
    form = QuestionnaireForm(questionnaire)
    for field in form.fields.values():
        field.disabled = True
    return form
