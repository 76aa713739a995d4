"""What earlier notices said in a sentence of English becomes the key that has words in every language."""

from django.db import migrations

EXACT = {
    "Her account is closed.": "closed",
    "She does not want this mail.": "unwanted",
    "She reads it in her digest.": "in_digest",
    "She may not read it any more.": "not_hers",
    "There is nothing to say any more.": "nothing",
}


def name_causes(apps, _schema_editor):
    notices = apps.get_model("notifications", "Notice").objects.filter(cause="")
    for sentence, cause in EXACT.items():
        notices.filter(outcome=sentence).update(cause=cause, outcome="")
    notices.filter(dropped_at__isnull=False).exclude(outcome="").update(cause="refused")


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_undeliverable_addresses"),
    ]

    operations = [
        # Back again needs nothing: both the key and what a server said stay readable.
        migrations.RunPython(name_causes, migrations.RunPython.noop),
    ]
