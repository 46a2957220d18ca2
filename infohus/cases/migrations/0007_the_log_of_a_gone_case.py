from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_whom_a_gone_case_was_kept_from"),
    ]

    operations = [
        migrations.AddField(model_name="trace", name="case_was", field=models.UUIDField(null=True)),
    ]
