"""A mission carries the title of its incident; forms sent twice are known; several revision rows, so that nobody waits."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0001_initial'),
    ]

    operations = [
        # The row with the fixed key goes: new keys are counted from one.
        migrations.RunSQL("DELETE FROM dispatch_revision", migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='revision',
            name='one_dispatch_revision',
        ),
        migrations.AddField(
            model_name='closure',
            name='nonce',
            field=models.CharField(editable=False, max_length=60, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='mission',
            name='incident_title',
            field=models.CharField(blank=True, max_length=120, verbose_name='突发事件'),
        ),
        migrations.AddField(
            model_name='turnout',
            name='nonce',
            field=models.CharField(blank=True, editable=False, max_length=60),
        ),
        migrations.AlterField(
            model_name='mission',
            name='card',
            field=models.CharField(max_length=30, verbose_name='调派卡'),
        ),
        migrations.AlterField(
            model_name='revision',
            name='id',
            field=models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID'),
        ),
        migrations.RunSQL(
            "INSERT INTO dispatch_revision (roads, crews) VALUES (floor(random() * 1e15), floor(random() * 1e15))",
            migrations.RunSQL.noop,
        ),
    ]
