from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_parties_are_kept_by_the_first_municipality'),
        ('deadlines', '0008_each_municipality_its_own'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='deadline',
            index=models.Index(condition=models.Q(('kind', 'join_check')), fields=['about'], name='questions_about_a_case'),
        ),
    ]
