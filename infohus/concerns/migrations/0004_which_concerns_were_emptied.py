from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0003_answered_age"),
    ]

    operations = [
        migrations.AddField(model_name="concern", name="emptied_at", field=models.DateTimeField(null=True)),
    ]
