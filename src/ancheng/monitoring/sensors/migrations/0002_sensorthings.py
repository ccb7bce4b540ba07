"""What sources describe themselves over SensorThings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sensors', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='token',
            name='may_describe',
            field=models.BooleanField(default=False, verbose_name='可登记设备'),
        ),
        migrations.CreateModel(
            name='Entity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('set', models.CharField(max_length=20)),
                ('body', models.JSONField(default=dict)),
                ('thing_id', models.BigIntegerField(db_index=True, null=True)),
                ('location_id', models.BigIntegerField(db_index=True, null=True)),
                ('instrument_id', models.BigIntegerField(db_index=True, null=True)),
                ('property_id', models.BigIntegerField(db_index=True, null=True)),
                ('feature_id', models.BigIntegerField(db_index=True, null=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('deleted_at', models.DateTimeField(editable=False, null=True)),
                ('device', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sensors.sensor')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sensors.source')),
            ],
            options={
                'verbose_name': 'SensorThings 实体',
                'indexes': [models.Index(fields=['source', 'set', 'id'], name='entity_set')],
                'constraints': [models.CheckConstraint(condition=models.Q(('device', None), ('set', 'Datastreams'), _connector='OR'), name='entity_device_is_a_datastream')],
            },
        ),
        # Numbers below are those of devices and kinds.
        migrations.RunSQL(
            "ALTER TABLE sensors_entity ALTER COLUMN id RESTART WITH 2147483648", migrations.RunSQL.noop
        ),
    ]
