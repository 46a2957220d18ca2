from django.db import migrations, models


class Migration(migrations.Migration):
    """What one group of those who ask is called."""

    dependencies = [
        ("advice", "0001_first"),
    ]

    operations = [
        migrations.AlterField(
            model_name="advice",
            name="group",
            field=models.CharField(
                choices=[
                    ("citizen", "borger eller pårørende"),
                    ("school", "skole eller uddannelse"),
                    ("club", "klub eller forening"),
                    ("social", "socialt arbejde eller jobcenter"),
                    ("health", "sundhed eller psykiatri"),
                    ("housing", "boligorganisation"),
                    ("other", "anden"),
                ],
                max_length=10,
                verbose_name="Hvem spørger",
            ),
        ),
    ]
