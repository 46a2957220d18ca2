from django.db import migrations


def keep(apps, schema_editor):
    """Until now every municipality looked after all parties: from now on the one that was set up first does."""
    authorities = apps.get_model("accounts", "Authority").objects
    first = authorities.filter(kind="MUNICIPALITY").order_by("id").first()
    authorities.exclude(kind="MUNICIPALITY").update(keeper=first)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_one_municipality_keeps_each_party"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
