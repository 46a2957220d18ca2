from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0002_a_class_is_two_persons_decision"),
    ]

    operations = [
        migrations.AddField(model_name="erasure", name="day", field=models.DateField(null=True)),
    ]
