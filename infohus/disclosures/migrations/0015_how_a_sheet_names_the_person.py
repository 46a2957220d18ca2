from django.db import migrations

import infohus.sealing.fields


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0014_the_register_by_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosure",
            name="named_as",
            field=infohus.sealing.fields.SealedText(blank=True, editable=True, null=True, verbose_name="Personen, som arket nævner den"),
        ),
    ]
