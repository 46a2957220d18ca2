import infohus.sealing.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('persons', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='named_to',
            field=infohus.sealing.fields.SealedText(blank=True, editable=True, null=True, verbose_name='Hvem der også har fået navnet'),
        ),
    ]
