from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_the_log_of_a_gone_case"),
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
