from django.db import migrations, models


class Migration(migrations.Migration):
    """A word is added: the trainer looked and left it as it is. The table stays as it is."""

    dependencies = [
        ("blogs", "0006_reasons_to_keep_a_version"),
    ]

    operations = [
        migrations.AlterField(
            model_name="moderation",
            name="act",
            field=models.CharField(
                choices=[("hide", "verborgen"), ("restore", "teruggezet"), ("leave", "laten staan")], max_length=10
            ),
        ),
    ]
