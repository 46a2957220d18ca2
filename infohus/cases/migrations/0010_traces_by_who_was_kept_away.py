from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_what_was_emptied_when_it_was_closed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="trace",
            index=GinIndex(
                fields=["kept_from"],
                opclasses=["jsonb_path_ops"],
                condition=models.Q(kept_from__isnull=False),
                name="traces_by_who_was_kept_away",
            ),
        ),
    ]
