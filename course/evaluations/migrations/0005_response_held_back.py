"""New responses wait until five can be counted at once; what is there already was shown already."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0004_answered_once_on_every_database'),
    ]

    operations = [
        migrations.AddField(
            model_name='anonymousresponse',
            name='held_back',
            field=models.BooleanField(default=False),
        ),
    ]
