import ancheng.base.realm
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('way', models.CharField(choices=[('http', 'HTTP 接口'), ('mqtt', 'MQTT'), ('sta', 'SensorThings'), ('file', '文件回放')], default='http', max_length=8, verbose_name='接入方式')),
                ('contact', models.CharField(blank=True, max_length=120, verbose_name='联系人及电话')),
                ('in_use', models.BooleanField(default=True, verbose_name='启用')),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('created_at', models.DateTimeField(editable=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '数据来源',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='source_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Sensor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326, verbose_name='位置')),
                ('source_crs', models.CharField(choices=[('wgs84', 'WGS 84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=40, verbose_name='来源坐标系')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('kind', models.CharField(max_length=40, verbose_name='类别')),
                ('code', models.CharField(max_length=64, unique=True, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('asset_id', models.BigIntegerField(blank=True, null=True, verbose_name='监测对象')),
                ('asset_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('low', models.FloatField(verbose_name='量程下限')),
                ('high', models.FloatField(verbose_name='量程上限')),
                ('interval_s', models.PositiveIntegerField(verbose_name='上报间隔（秒）')),
                ('silent_after_s', models.PositiveIntegerField(verbose_name='失联判定（秒）')),
                ('installed_on', models.DateField(blank=True, null=True, verbose_name='安装日期')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('maker', models.CharField(blank=True, max_length=120, verbose_name='厂商及型号')),
                ('calibrated_until', models.DateField(blank=True, null=True, verbose_name='检定有效期至')),
                ('remarks', models.TextField(blank=True, verbose_name='备注')),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('updated_at', models.DateTimeField(editable=False)),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='监管部门')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sensors', to='sensors.source', verbose_name='数据来源')),
            ],
            options={
                'verbose_name': '传感器',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='sensor_seen_by'), models.Index(fields=['kind', 'id'], name='sensor_kind'), models.Index(fields=['source', 'id'], name='sensor_source'), models.Index(condition=models.Q(('asset_id__isnull', False)), fields=['asset_id'], name='sensor_asset'), models.Index(fields=['unit', 'id'], name='sensor_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='sensor_has_a_code'), models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='sensor_range'), models.CheckConstraint(condition=models.Q(('interval_s__gte', 1)), name='sensor_interval'), models.CheckConstraint(condition=models.Q(('silent_after_s__gt', models.F('interval_s'))), name='sensor_silent_after_an_interval'), models.CheckConstraint(condition=models.Q(('retired_on', None), ('installed_on', None), ('retired_on__gte', models.F('installed_on')), _connector='OR'), name='sensor_span')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=60, verbose_name='用途')),
                ('head', models.CharField(max_length=8)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='sensors.source')),
            ],
            options={
                'verbose_name': '接入令牌',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Maintenance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('reason', models.CharField(max_length=200, verbose_name='事由')),
                ('by_name', models.CharField(max_length=80)),
                ('made_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sensor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='maintenances', to='sensors.sensor')),
            ],
            options={
                'verbose_name': '维护时段',
                'ordering': ['-starts_at', '-pk'],
                'indexes': [models.Index(fields=['ends_at'], name='maintenance_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='maintenance_span')],
            },
        ),
    ]
