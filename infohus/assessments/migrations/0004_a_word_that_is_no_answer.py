from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0003_questions_know_what_answered_them'),
    ]

    operations = [
        migrations.AlterField(
            model_name='policeanswer',
            name='kind',
            field=models.CharField(choices=[('answer', 'svar'), ('undecided', 'kan ikke afgøres endnu'), ('asks_back', 'spørgsmål')], max_length=10),
        ),
    ]
