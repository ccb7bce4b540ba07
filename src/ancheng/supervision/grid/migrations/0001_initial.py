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
        ('assets', '0001_initial'),
        ('dangers', '0001_initial'),
        ('orgs', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SensorSign',
            fields=[
                ('grid', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='orgs.unit')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Point',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326, verbose_name='位置')),
                ('source_crs', models.CharField(choices=[('wgs84', 'WGS 84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=40, verbose_name='来源坐标系')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('name', models.CharField(max_length=120, verbose_name='点位')),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('retired_on', models.DateField(blank=True, null=True)),
                ('synthetic', models.BooleanField(default=False)),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='对象')),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
            ],
            options={
                'verbose_name': '巡查点位',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='point_seen_by'), models.Index(fields=['unit', 'name'], name='point_unit')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('title', models.CharField(max_length=120, verbose_name='计划')),
                ('every_days', models.PositiveSmallIntegerField(verbose_name='周期（天）')),
                ('starts_on', models.DateField(verbose_name='开始')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='结束')),
                ('synthetic', models.BooleanField(default=False)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格或社区')),
                ('points', models.ManyToManyField(related_name='plans', to='grid.point')),
            ],
            options={
                'verbose_name': '巡查计划',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='plan_seen_by')],
                'constraints': [models.CheckConstraint(condition=models.Q(('every_days__gte', 1)), name='plan_every_some_days')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326, verbose_name='位置')),
                ('source_crs', models.CharField(choices=[('wgs84', 'WGS 84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=40, verbose_name='来源坐标系')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('title', models.CharField(max_length=200, verbose_name='事件')),
                ('kind', models.CharField(choices=[('fire', '消防'), ('gas', '燃气'), ('electric', '用电'), ('building', '房屋与施工'), ('road', '道路与井盖'), ('crowd', '人员聚集'), ('environment', '环境与危险物品'), ('other', '其他')], max_length=12, verbose_name='类别')),
                ('description', models.TextField(blank=True, verbose_name='描述')),
                ('found_by_name', models.CharField(max_length=80)),
                ('found_at', models.DateTimeField()),
                ('result', models.TextField(blank=True, verbose_name='处置情况')),
                ('key', models.CharField(max_length=40, null=True, unique=True)),
                ('synthetic', models.BooleanField(default=False)),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('danger', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dangers.danger')),
                ('found_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('found_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('handled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='grid.point')),
            ],
            options={
                'verbose_name': '网格事件',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='event_seen_by'), models.Index(fields=['-found_at', '-id'], name='event_latest'), models.Index(fields=['grid', '-found_at'], name='event_grid'), models.Index(condition=models.Q(('danger__isnull', False)), fields=['danger'], name='event_danger_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'entrusted'), _negated=True), ('danger__isnull', False), _connector='OR'), name='entrusted_to_a_danger')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('by_name', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('longitude', models.FloatField(null=True)),
                ('latitude', models.FloatField(null=True)),
                ('accuracy_m', models.FloatField(null=True)),
                ('distance_m', models.FloatField(null=True)),
                ('near', models.BooleanField(null=True)),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('key', models.CharField(max_length=40, null=True, unique=True)),
                ('synthetic', models.BooleanField(default=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('point', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='grid.point')),
            ],
            options={
                'verbose_name': '签到',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='check_in_seen_by'), models.Index(fields=['point', '-at'], name='check_in_point')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('distance_m__isnull', True), ('near__isnull', True)), models.Q(('distance_m__isnull', False), ('near__isnull', False)), _connector='OR'), name='check_in_near_is_measured')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Patroller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='电话')),
                ('kind', models.CharField(choices=[('grid_worker', '网格员'), ('inspector', '安全生产巡查员'), ('volunteer', '志愿者')], max_length=12, verbose_name='类别')),
                ('since', models.DateField(verbose_name='自')),
                ('until', models.DateField(blank=True, null=True, verbose_name='至')),
                ('synthetic', models.BooleanField(default=False)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格或社区')),
            ],
            options={
                'verbose_name': '巡查人员',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='patroller_seen_by'), models.Index(fields=['unit', 'kind'], name='patroller_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='patroller_span')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
    ]
