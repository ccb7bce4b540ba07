"""When a crew will be there by the way that is left; what is out already takes its first estimate along."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0002_incident_and_nonce'),
    ]

    operations = [
        migrations.AddField(
            model_name='turnout',
            name='expected_at',
            field=models.DateTimeField(null=True, verbose_name='预计到场'),
        ),
        migrations.RunSQL(
            "UPDATE dispatch_turnout SET expected_at = coalesce(set_out_at, ordered_at) + eta_s * interval '1 second' "
            "WHERE eta_s IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]
