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
        ('assets', '0002_list_speed'),
        ('orgs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SpecialPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='预案编号')),
                ('title', models.CharField(max_length=120, verbose_name='预案名称')),
                ('approved_on', models.DateField(verbose_name='批准日期')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='版次')),
            ],
            options={
                'verbose_name': '专项应急预案',
            },
        ),
        migrations.CreateModel(
            name='Hazard',
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
                ('name', models.CharField(max_length=120, verbose_name='单元名称')),
                ('sort', models.CharField(choices=[('production', '生产单元'), ('storage', '储存单元')], max_length=12, verbose_name='单元类型')),
                ('regime', models.CharField(choices=[('order_40', '危险化学品（40号令）'), ('town_gas', '城镇燃气（不适用40号令）')], default='order_40', max_length=12, verbose_name='适用规定')),
                ('boundary', models.TextField(blank=True, verbose_name='单元边界')),
                ('s', models.FloatField(verbose_name='辨识指标S')),
                ('r', models.FloatField(verbose_name='分级指标R')),
                ('alpha', models.FloatField(verbose_name='校正系数α')),
                ('level', models.CharField(blank=True, choices=[('一级', '一级'), ('二级', '二级'), ('三级', '三级'), ('四级', '四级')], max_length=4, verbose_name='级别')),
                ('people', models.PositiveIntegerField(verbose_name='厂界外500米内人数')),
                ('people_from_map', models.PositiveIntegerField(null=True, verbose_name='地图查询人数')),
                ('people_why', models.CharField(blank=True, max_length=300, verbose_name='调整理由')),
                ('people_source', models.CharField(blank=True, max_length=200, verbose_name='数据来源')),
                ('identified_at', models.DateTimeField(verbose_name='辨识时间')),
                ('report_number', models.CharField(blank=True, max_length=60, verbose_name='评估报告编号')),
                ('report_by', models.CharField(blank=True, max_length=120, verbose_name='评估单位')),
                ('reported_on', models.DateField(null=True, verbose_name='评估报告日期')),
                ('declared_at', models.DateTimeField(null=True, verbose_name='申报时间')),
                ('filed_at', models.DateTimeField(null=True, verbose_name='备案时间')),
                ('filing_number', models.CharField(blank=True, max_length=80, verbose_name='备案编号')),
                ('filed_level', models.CharField(blank=True, choices=[('一级', '一级'), ('二级', '二级'), ('三级', '三级'), ('四级', '四级')], max_length=4, verbose_name='备案级别')),
                ('reassess_due_on', models.DateField(null=True, verbose_name='重新评估期限')),
                ('special_drill_due_on', models.DateField(null=True, verbose_name='专项预案演练期限')),
                ('on_site_drill_due_on', models.DateField(null=True, verbose_name='现场处置方案演练期限')),
                ('cancelled_on', models.DateField(null=True, verbose_name='核销日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='对象')),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('plan', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hazard', to='hazards.specialplan', verbose_name='专项应急预案')),
            ],
            options={
                'verbose_name': '重大危险源',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='hazard_seen_by'), models.Index(fields=['enterprise', '-id'], name='hazard_enterprise'), models.Index(fields=['state', 'due_at'], name='hazard_state_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('declared', 'filed', 'supervised')), _negated=True), ('plan__isnull', False), _connector='OR'), name='hazard_has_its_plan'), models.CheckConstraint(condition=models.Q(('level', ''), ('s__gte', 1.0), _connector='OR'), name='hazard_level_only_where_s_reaches_one'), models.CheckConstraint(condition=models.Q(('level__in', ['', '一级', '二级', '三级', '四级'])), name='hazard_level_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('filed', 'supervised')), _negated=True), ('filed_at__isnull', False), _connector='OR'), name='hazard_supervised_is_filed')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Identification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=80)),
                ('standard', models.CharField(max_length=40, verbose_name='标准')),
                ('model_version', models.CharField(max_length=20)),
                ('people', models.PositiveIntegerField(verbose_name='厂界外500米内人数')),
                ('alpha', models.FloatField()),
                ('s', models.FloatField()),
                ('r', models.FloatField()),
                ('level', models.CharField(blank=True, max_length=4)),
                ('lines', models.JSONField(default=list)),
                ('unverified', models.JSONField(default=list)),
                ('why', models.TextField(blank=True, verbose_name='变更理由')),
                ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifications', to='hazards.hazard')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Substance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('stated_name', models.CharField(max_length=80, verbose_name='填报名称')),
                ('name', models.CharField(max_length=100, verbose_name='物质')),
                ('hazard_class', models.CharField(blank=True, max_length=6, verbose_name='危险性类别')),
                ('quantity_t', models.FloatField(verbose_name='最大设计量（吨）')),
                ('critical_quantity_t', models.FloatField(verbose_name='临界量（吨）')),
                ('ratio', models.FloatField(verbose_name='q/Q')),
                ('beta', models.FloatField(verbose_name='校正系数β')),
                ('basis', models.CharField(max_length=10, verbose_name='β来源')),
                ('confirmed', models.BooleanField(verbose_name='β已核对')),
                ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='substances', to='hazards.hazard')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('hazard', 'order'), name='substance_line_once'), models.CheckConstraint(condition=models.Q(('quantity_t__gt', 0)), name='substance_amount_positive')],
            },
        ),
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exercise', models.CharField(choices=[('special', '专项应急预案演练'), ('on_site', '现场处置方案演练')], max_length=10, verbose_name='演练类型')),
                ('held_on', models.DateField(verbose_name='演练日期')),
                ('people', models.PositiveIntegerField(blank=True, null=True, verbose_name='参演人数')),
                ('summary', models.TextField(verbose_name='演练评估')),
                ('by_name', models.CharField(max_length=80)),
                ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drills', to='hazards.hazard')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('hazard', 'exercise', 'held_on'), name='drill_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measures', models.CharField(max_length=120, verbose_name='监测内容')),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.asset', verbose_name='对象')),
                ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='hazards.hazard')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hazard', 'asset', 'measures'), name='hazard_point_once')],
            },
        ),
        migrations.CreateModel(
            name='Responsible',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(choices=[('principal', '主要负责人'), ('technical', '技术负责人'), ('operation', '操作负责人')], max_length=12, verbose_name='岗位')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('phone', models.CharField(max_length=30, verbose_name='电话')),
                ('hazard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibles', to='hazards.hazard')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hazard', 'post'), name='hazard_post_once'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('phone', ''), _negated=True)), name='hazard_post_named')],
            },
        ),
    ]
