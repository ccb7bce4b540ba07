import ancheng.base.realm
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('resources', '0002_stock_card'),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('reason', models.CharField(max_length=200, verbose_name='启用原因')),
                ('stay', models.CharField(choices=[('emergency', '紧急（1天）'), ('temporary', '临时（3天）'), ('short', '短期（15天）'), ('medium', '中期（30天）'), ('long', '长期（100天）')], default='temporary', max_length=10, verbose_name='安置时长')),
                ('room', models.PositiveIntegerField(null=True, verbose_name='可容纳人数')),
                ('head_count', models.PositiveIntegerField(default=0, verbose_name='在场人数')),
                ('counted_at', models.DateTimeField(null=True, verbose_name='清点时间')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='关闭说明')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '避难场所启用',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='opening_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='HeadCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('number', models.PositiveIntegerField(verbose_name='人数')),
                ('by_name', models.CharField(max_length=80, verbose_name='清点人')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='shelters.opening')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Shelter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326, verbose_name='位置')),
                ('source_crs', models.CharField(choices=[('wgs84', 'WGS 84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=40, verbose_name='来源坐标系')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('asset_id', models.BigIntegerField(unique=True, verbose_name='对象')),
                ('code', models.CharField(max_length=40, verbose_name='编号')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('category', models.CharField(blank=True, max_length=10, verbose_name='类别')),
                ('area_m2', models.FloatField(null=True, verbose_name='总面积（平方米）')),
                ('usable_area_m2', models.FloatField(null=True, verbose_name='有效避难面积（平方米）')),
                ('zones', models.JSONField(default=dict)),
                ('keeper', models.CharField(blank=True, max_length=40, verbose_name='管理人员')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='值守电话')),
                ('read_at', models.DateTimeField(verbose_name='档案读取时间')),
                ('in_service', models.BooleanField(default=True, verbose_name='在用')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('warehouse', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.warehouse', verbose_name='配套物资库')),
            ],
            options={
                'verbose_name': '避难场所',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='shelter_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='opening',
            name='shelter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='shelters.shelter', verbose_name='避难场所'),
        ),
        migrations.CreateModel(
            name='Entrance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='出入口')),
                ('width_m', models.FloatField(blank=True, null=True, verbose_name='净宽（米）')),
                ('vehicles', models.BooleanField(default=False, verbose_name='可通车')),
                ('step_free', models.BooleanField(default=False, verbose_name='无障碍')),
                ('shelter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entrances', to='shelters.shelter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('shelter', 'name'), name='entrance_once')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('id_last4', models.CharField(blank=True, max_length=4, verbose_name='证件号后四位')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='电话')),
                ('home', models.CharField(blank=True, max_length=120, verbose_name='原住址')),
                ('household', models.PositiveSmallIntegerField(default=1, verbose_name='同行人数（含本人）')),
                ('needs', models.CharField(blank=True, max_length=120, verbose_name='特殊需要')),
                ('came_at', models.DateTimeField(verbose_name='登记时间')),
                ('left_at', models.DateTimeField(null=True, verbose_name='离开时间')),
                ('went_to', models.CharField(blank=True, max_length=120, verbose_name='去向')),
                ('opening', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='shelters.opening')),
            ],
            options={
                'verbose_name': '避难人员',
                'constraints': [models.CheckConstraint(condition=models.Q(('household__gte', 1)), name='guest_household')],
            },
        ),
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('people', models.PositiveIntegerField(verbose_name='常住人口')),
                ('source', models.CharField(max_length=120, verbose_name='来源')),
                ('on', models.DateField(verbose_name='统计日期')),
                ('community', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.unit', verbose_name='社区、村')),
            ],
            options={
                'verbose_name': '社区人口',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='population_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name='opening',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('closed', 'cancelled')), _negated=True), fields=('shelter', 'realm'), name='shelter_opened_once_at_a_time'),
        ),
    ]
