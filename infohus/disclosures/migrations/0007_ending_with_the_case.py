from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0006_receiving"),
    ]

    operations = [
        migrations.AddField(model_name="copy", name="ended_at", field=models.DateTimeField(null=True)),
    ]
