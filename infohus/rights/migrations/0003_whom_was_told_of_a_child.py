from django.db import migrations, models


class Migration(migrations.Migration):
    """Who was told of somebody under 18; of what is noted already it is not known."""

    dependencies = [
        ("rights", "0002_holds"),
    ]

    operations = [
        migrations.AddField(
            model_name="information",
            name="told_whom",
            field=models.JSONField(default=list, verbose_name="Hvem fik besked"),
        ),
        migrations.AlterField(
            model_name="information",
            name="when",
            field=models.CharField(
                choices=[("now", "Borgeren har fået besked"), ("later", "Borgeren får besked senere, fordi …")],
                max_length=5,
                verbose_name="Har borgeren fået besked",
            ),
        ),
    ]
