from django.db import migrations, models


class Migration(migrations.Migration):
    """The words change and two are added; the table stays as it is."""

    dependencies = [
        ("blogs", "0005_search_text_of_what_is_there"),
    ]

    operations = [
        migrations.AlterField(
            model_name="postversion",
            name="reason",
            field=models.CharField(
                choices=[
                    ("sitting", "Zo liet je je tekst achter"),
                    ("published", "Stond online, tot je je wijzigingen publiceerde"),
                    ("replaced", "Maakte plaats voor een eerdere versie"),
                    ("discarded", "Wijzigingen die je weggooide"),
                    ("conflict", "Een van twee teksten die je tegelijk schreef"),
                ],
                default="sitting",
                max_length=10,
            ),
        ),
    ]
