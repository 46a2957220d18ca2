from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_parties_are_kept_by_the_first_municipality'),
        ('deadlines', '0007_with_which_answer_a_thing_was_done'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='deadline',
            name='one_open_deadline_of_a_kind_about_a_thing',
        ),
        migrations.AddConstraint(
            model_name='deadline',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('met_at', None)), fields=('case_id', 'kind', 'about', 'municipality'), name='one_open_deadline_of_a_kind_about_a_thing', nulls_distinct=False),
        ),
    ]
