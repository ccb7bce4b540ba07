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
            name='Incident',
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
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('kind', models.CharField(max_length=20, verbose_name='类型')),
                ('grade', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='等级')),
                ('sensitive', models.BooleanField(default=False, verbose_name='敏感事件')),
                ('source', models.CharField(choices=[('phone', '电话接报'), ('warning', '预警'), ('hotline', '举报'), ('grid', '网格'), ('elevator', '电梯呼救'), ('sensor', '监测设备'), ('drill', '演练脚本')], max_length=10, verbose_name='来源')),
                ('source_id', models.BigIntegerField(null=True)),
                ('source_label', models.CharField(blank=True, max_length=120, verbose_name='来源编号')),
                ('key', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('asset_id', models.BigIntegerField(null=True, verbose_name='对象')),
                ('happened_at', models.DateTimeField(verbose_name='发生时间')),
                ('reported_at', models.DateTimeField(verbose_name='接报时间')),
                ('text', models.TextField(blank=True, verbose_name='情况')),
                ('radius_m', models.PositiveIntegerField(default=300, verbose_name='影响半径（米）')),
                ('deaths', models.PositiveIntegerField(default=0, verbose_name='死亡（含失踪）')),
                ('injured', models.PositiveIntegerField(default=0, verbose_name='受伤')),
                ('loss_yuan', models.BigIntegerField(blank=True, null=True, verbose_name='直接经济损失（元）')),
                ('exposed', models.JSONField(default=dict)),
                ('response_level', models.PositiveSmallIntegerField(null=True, verbose_name='响应级别')),
                ('report_due_at', models.DateTimeField(null=True, verbose_name='下次报告')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='处置结束时间')),
                ('cause', models.TextField(blank=True, verbose_name='原因')),
                ('lessons', models.TextField(blank=True, verbose_name='经验教训')),
                ('log_last', models.PositiveIntegerField(default=0, editable=False)),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='incidents.incident')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
            ],
            options={
                'verbose_name': '突发事件',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='incident_seen_by'), models.Index(fields=['realm', 'state', '-reported_at'], name='incident_state'), models.Index(condition=models.Q(('report_due_at__isnull', False)), fields=['report_due_at'], name='incident_report'), models.Index(fields=['source', 'source_id'], name='incident_source')],
                'constraints': [models.CheckConstraint(condition=models.Q(('grade', None), ('grade__range', (1, 4)), _connector='OR'), name='incident_grade'), models.CheckConstraint(condition=models.Q(('response_level', None), ('response_level__range', (1, 4)), _connector='OR'), name='incident_level'), models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='incident_not_into_itself'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(('state', 'merged'), _negated=True), _connector='OR'), name='incident_merged')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(default=0, editable=False)),
                ('sort', models.CharField(max_length=12, verbose_name='类别')),
                ('text', models.TextField(verbose_name='内容')),
                ('facts', models.JSONField(default=dict)),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by_name', models.CharField(max_length=80)),
                ('unit_name', models.CharField(blank=True, max_length=80)),
                ('lon', models.FloatField(null=True)),
                ('lat', models.FloatField(null=True)),
                ('key', models.CharField(editable=False, max_length=64, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='log', to='incidents.incident')),
            ],
            options={
                'ordering': ['seq'],
                'constraints': [models.UniqueConstraint(fields=('incident', 'seq'), name='log_in_order'), models.UniqueConstraint(fields=('incident', 'key'), name='log_said_once')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='需要')),
                ('amount', models.PositiveIntegerField(verbose_name='数量')),
                ('unit', models.CharField(max_length=10, verbose_name='单位')),
                ('filled', models.PositiveIntegerField(default=0, verbose_name='已到')),
                ('reason', models.CharField(blank=True, max_length=120, verbose_name='缺口原因')),
                ('asked_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='incidents.incident')),
            ],
            options={
                'verbose_name': '需求',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 1)), name='need_asks_for_something'), models.UniqueConstraint(fields=('incident', 'name'), name='need_once')],
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=80)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pin', to='incidents.logentry')),
            ],
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('seen_at', models.DateTimeField()),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='incidents.incident')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'person'), name='present_once')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort', models.CharField(max_length=8, verbose_name='类别')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('to', models.CharField(max_length=120, verbose_name='报送')),
                ('text', models.TextField(verbose_name='内容')),
                ('due_at', models.DateTimeField(verbose_name='时限')),
                ('citation', models.CharField(blank=True, max_length=200)),
                ('sent_at', models.DateTimeField(verbose_name='报送时间')),
                ('by_name', models.CharField(max_length=80)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='incidents.incident')),
            ],
            options={
                'verbose_name': '信息报告',
                'ordering': ['sent_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sort', 'first')), fields=('incident', 'sort'), name='one_first_report')],
            },
        ),
        migrations.CreateModel(
            name='Reporter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='报告人')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                ('said', models.TextField(blank=True, verbose_name='报告内容')),
                ('told_at', models.DateTimeField(verbose_name='报告时间')),
                ('came_with', models.CharField(blank=True, max_length=40, verbose_name='原事件')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reporters', to='incidents.incident')),
            ],
            options={
                'verbose_name': '报告人',
                'ordering': ['told_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ResponseOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(verbose_name='响应级别')),
                ('matter', models.CharField(max_length=200, verbose_name='事项')),
                ('measures', models.TextField(verbose_name='应对措施')),
                ('duration_hours', models.PositiveIntegerField(verbose_name='预计期限（小时）')),
                ('city_number', models.CharField(blank=True, max_length=60, verbose_name='市级文号')),
                ('document_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(verbose_name='启动时间')),
                ('by_name', models.CharField(max_length=80)),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='解除时间')),
                ('lifted_why', models.CharField(blank=True, max_length=200, verbose_name='解除理由')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='incidents.incident')),
            ],
            options={
                'verbose_name': '应急响应',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('incident',), name='one_response_at_a_time'), models.CheckConstraint(condition=models.Q(('level__range', (1, 4))), name='response_level')],
            },
        ),
    ]
