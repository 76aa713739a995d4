"""The list that the coach begins with. Trainers change it; what they changed or wrote before stays as it is."""

from django.db import migrations

# word, other forms, plain word, why, modules that may use it, ding that explains it
WORDS = [
    ("implementeren", "implementatie", "invoeren", "", "", None),
    ("faciliteren", "", "helpen, mogelijk maken", "Zeg wat je doet.", "", None),
    ("optimaliseren", "optimalisatie", "beter maken", "", "", None),
    ("realiseren", "realisatie, realisering", "maken", "", "", None),
    ("communiceren naar", "communiceer naar, communiceert naar, gecommuniceerd naar", "vertellen aan", "", "", None),
    ("content", "", "teksten, berichten", "Zeg wat er te lezen of te zien is.", "5", None),
    ("stakeholder", "", "betrokken mensen", "Noem ze bij hun naam: ouders, scholen, de gemeente.", "", None),
    ("target", "", "doel", "", "", None),
    ("tool", "", "hulpmiddel", "", "", None),
    ("doelgroep", "", "voor wie", "Schrijf voor wie het is: ouders, tieners, mensen die slecht zien.", "2,5,6", None),
    ("dienstverlening", "", "wat we doen voor bezoekers", "", "", None),
    ("waardenetwerk", "", "groep mensen die elkaar helpt", "", "7", None),
    ("community", "communities", "groep mensen die iets deelt", "", "7", None),
    ("proactief", "proactieve", "uit jezelf", "", "", None),
    ("structureel", "structurele", "vast, iedere week", "Zeg hoe vaak.", "", None),
    ("in het kader van", "binnen het kader van", "voor, bij", "", "", None),
    ("met betrekking tot", "", "over", "", "", None),
    ("inzake", "", "over", "", "", None),
    ("betreffende", "", "over", "", "", None),
    ("teneinde", "", "om", "", "", None),
    ("indien", "", "als", "", "", None),
    ("dienen te", "dient te, diende te, dienden te", "moeten", "", "", None),
    ("conform", "", "volgens", "", "", None),
    ("middels", "", "met", "", "", None),
    ("echter", "", "maar", "", "", None),
    ("derhalve", "", "daarom", "", "", None),
    ("reeds", "", "al", "", "", None),
    ("tevens", "", "ook", "", "", None),
    (
        "verantwoordelijk is voor",
        "is verantwoordelijk voor, zijn verantwoordelijk voor, verantwoordelijk zijn voor",
        "gaat over, regelt",
        "",
        "",
        None,
    ),
    ("retourneren", "", "terugbrengen", "", "", None),
    ("PSO", "", "voluit: provinciale serviceorganisatie", "Je lezer kent de letters niet.", "", None),
    ("POI", "", "voluit: provinciale ondersteuningsinstelling", "Je lezer kent de letters niet.", "", None),
    ("MT", "", "voluit: managementteam", "", "6", None),
    ("SISO", "", "voluit, of zeg waar het boek staat", "Alleen collega’s kennen de letters.", "", None),
    ("NBD", "", "voluit: NBD Biblion", "Alleen collega’s kennen de letters.", "", None),
    ("engagement", "", "", "", "", 20),
    ("bereik", "", "", "", "", 20),
    ("impressies", "impressie", "", "", "", 20),
]


def write_words(apps, _schema_editor):
    JargonWord = apps.get_model("lessons", "JargonWord")
    JargonWord.objects.bulk_create(
        [
            JargonWord(
                word=word, other_forms=forms, plain=plain, why=why, allowed_modules=modules, explained_in=thing
            )
            for word, forms, plain, why, modules, thing in WORDS
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("lessons", "0004_jargon_words")]

    # Backwards the words stay: the step before takes the table away with them.
    operations = [migrations.RunPython(write_words, migrations.RunPython.noop)]
