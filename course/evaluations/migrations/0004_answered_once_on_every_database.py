"""The constraint of 0003 had nulls_distinct=False. SQLite leaves such a constraint out; two plain ones hold everywhere."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0003_initial'),
        ('lessons', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='answered',
            name='answered_once',
        ),
        migrations.AddConstraint(
            model_name='answered',
            constraint=models.UniqueConstraint(condition=models.Q(('thing__isnull', False)), fields=('person', 'questionnaire', 'thing'), name='answered_once_for_a_thing'),
        ),
        migrations.AddConstraint(
            model_name='answered',
            constraint=models.UniqueConstraint(condition=models.Q(('thing__isnull', True)), fields=('person', 'questionnaire'), name='answered_once'),
        ),
    ]
