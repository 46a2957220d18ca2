from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0006_receiving'),
    ]

    operations = [
        migrations.AddField(
            model_name='copy',
            name='corrects',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='disclosures.copy'),
        ),
    ]
