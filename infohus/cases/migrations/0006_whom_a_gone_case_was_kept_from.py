from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_numbers_by_lot"),
    ]

    operations = [
        migrations.AddField(model_name="trace", name="kept_from", field=models.JSONField(null=True)),
    ]
