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
        ('assets', '0002_list_speed'),
        ('orgs', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.RunSQL(
            sql='CREATE SEQUENCE risks_revision',
            reverse_sql='DROP SEQUENCE risks_revision',
        ),
        migrations.CreateModel(
            name='AggregationRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(choices=[('highest', '取最高等级'), ('weighted', '加权平均')], max_length=10, verbose_name='聚合规则')),
                ('basis', models.CharField(choices=[('unmitigated', '固有风险'), ('residual', '剩余风险')], max_length=12, verbose_name='口径')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('live', models.BooleanField(default=False)),
                ('month', models.CharField(blank=True, max_length=7)),
                ('citation', models.CharField(max_length=200, verbose_name='规则依据')),
                ('by_name', models.CharField(max_length=80, verbose_name='计算人')),
                ('at', models.DateTimeField(verbose_name='计算时间')),
                ('areas', models.PositiveIntegerField(default=0, verbose_name='区域数')),
            ],
            options={
                'verbose_name': '区域等级聚合',
                'constraints': [models.UniqueConstraint(condition=models.Q(('live', True)), fields=('rule', 'basis'), name='one_live_run'), models.UniqueConstraint(condition=models.Q(('month', ''), _negated=True), fields=('rule', 'basis', 'month'), name='one_run_a_month')],
            },
        ),
        migrations.CreateModel(
            name='Checklist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('industry', models.CharField(max_length=20, verbose_name='行业')),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='版本')),
                ('valid_from', models.DateField(verbose_name='自')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='至')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='来源')),
                ('created_at', models.DateTimeField(editable=False)),
            ],
            options={
                'verbose_name': '风险辨识清单',
                'ordering': ['industry', 'title', '-version'],
                'constraints': [models.UniqueConstraint(fields=('industry', 'title', 'version'), name='risk_checklist_once'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('industry', 'title'), name='risk_checklist_one_in_force')],
            },
        ),
        migrations.CreateModel(
            name='Risk',
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
                ('title', models.CharField(max_length=200, verbose_name='风险源')),
                ('subject', models.CharField(choices=[('asset', '对象'), ('area', '区域'), ('event', '活动')], max_length=6, verbose_name='载体')),
                ('industry', models.CharField(blank=True, max_length=20, verbose_name='行业')),
                ('accident_type', models.CharField(blank=True, max_length=30, verbose_name='事故类型')),
                ('factors', models.TextField(blank=True, verbose_name='风险因素')),
                ('event_from', models.DateField(blank=True, null=True, verbose_name='活动开始')),
                ('event_to', models.DateField(blank=True, null=True, verbose_name='活动结束')),
                ('identified_on', models.DateField(verbose_name='辨识日期')),
                ('identified_by', models.CharField(blank=True, max_length=80, verbose_name='辨识人')),
                ('unmitigated', models.PositiveSmallIntegerField(choices=[(0, '未评估'), (1, '低风险'), (2, '一般风险'), (3, '较大风险'), (4, '重大风险')], default=0, verbose_name='固有风险等级')),
                ('residual', models.PositiveSmallIntegerField(choices=[(0, '未评估'), (1, '低风险'), (2, '一般风险'), (3, '较大风险'), (4, '重大风险')], default=0, verbose_name='剩余风险等级')),
                ('assessed_on', models.DateField(blank=True, null=True, verbose_name='评估日期')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                ('trigger', models.CharField(choices=[('first', '首次评估'), ('yearly', '年度复评'), ('change', '设施、工艺或规划变化'), ('accident', '发生事故'), ('law', '法规标准更新'), ('event', '重大活动'), ('other', '其他')], default='first', max_length=10, verbose_name='评估原因')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='销号日期')),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('cell', models.GeneratedField(db_persist=True, expression=models.Func(models.F('geometry'), function='assets_cell', output_field=models.BigIntegerField()), output_field=models.BigIntegerField(null=True))),
                ('east', models.GeneratedField(db_persist=True, expression=models.Func(models.F('geometry'), output_field=models.FloatField(), template='ST_X(ST_Transform(ST_PointOnSurface(%(expressions)s), 3857))'), output_field=models.FloatField(null=True))),
                ('north', models.GeneratedField(db_persist=True, expression=models.Func(models.F('geometry'), output_field=models.FloatField(), template='ST_Y(ST_Transform(ST_PointOnSurface(%(expressions)s), 3857))'), output_field=models.FloatField(null=True))),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='区域')),
                ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='assets.asset', verbose_name='对象')),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('zone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='功能区')),
            ],
            options={
                'verbose_name': '风险',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='risk_seen_by'), django.contrib.postgres.indexes.GinIndex(fields=['title'], name='risk_title_trigram', opclasses=['gin_trgm_ops']), models.Index(fields=['-identified_on', '-id'], name='risk_latest'), models.Index(fields=['state', '-identified_on', '-id'], name='risk_state'), models.Index(fields=['unmitigated', '-identified_on', '-id'], name='risk_grade'), models.Index(fields=['enterprise', '-identified_on', '-id'], name='risk_enterprise'), models.Index(fields=['issuer_unit', '-identified_on', '-id'], name='risk_issuer'), models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['due_at'], name='risk_due'), models.Index(condition=models.Q(('realm', 'actual'), models.Q(('state', 'closed'), _negated=True)), fields=['cell'], include=('unmitigated', 'residual', 'east', 'north', 'id'), name='risk_cell')],
                'constraints': [models.CheckConstraint(condition=models.Q(('subject__in', ['asset', 'area', 'event'])), name='risk_subject_known'), models.CheckConstraint(condition=models.Q(('residual__lte', models.F('unmitigated')), ('unmitigated__lte', 4)), name='risk_grades_in_order'), models.CheckConstraint(condition=models.Q(('unmitigated', 0), models.Q(('assessed_on__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='risk_graded_until_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_on__isnull', False), _connector='OR'), name='risk_closed_on_a_day')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('engineering', '工程技术'), ('management', '管理'), ('training', '培训教育'), ('protection', '个体防护'), ('emergency', '应急处置')], max_length=12, verbose_name='类别')),
                ('text', models.CharField(max_length=300, verbose_name='措施')),
                ('unit', models.CharField(blank=True, max_length=60, verbose_name='落实部门')),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='risks.risk')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('matrix', '5×5风险矩阵'), ('lec', '作业条件危险性分析（LEC）')], max_length=8, verbose_name='方法')),
                ('inputs', models.JSONField(verbose_name='参数')),
                ('residual_inputs', models.JSONField(verbose_name='采取措施后的参数')),
                ('score', models.FloatField(verbose_name='风险值')),
                ('residual_score', models.FloatField(verbose_name='剩余风险值')),
                ('unmitigated', models.PositiveSmallIntegerField(choices=[(0, '未评估'), (1, '低风险'), (2, '一般风险'), (3, '较大风险'), (4, '重大风险')], verbose_name='固有风险等级')),
                ('residual', models.PositiveSmallIntegerField(choices=[(0, '未评估'), (1, '低风险'), (2, '一般风险'), (3, '较大风险'), (4, '重大风险')], verbose_name='剩余风险等级')),
                ('citation', models.CharField(max_length=200, verbose_name='分级依据')),
                ('trigger', models.CharField(choices=[('first', '首次评估'), ('yearly', '年度复评'), ('change', '设施、工艺或规划变化'), ('accident', '发生事故'), ('law', '法规标准更新'), ('event', '重大活动'), ('other', '其他')], max_length=10, verbose_name='评估原因')),
                ('basis', models.TextField(blank=True, verbose_name='评估说明')),
                ('assessor_name', models.CharField(max_length=80, verbose_name='评估人')),
                ('submitted_at', models.DateTimeField(verbose_name='提交时间')),
                ('in_force_from', models.DateField(null=True, verbose_name='生效日期')),
                ('in_force_to', models.DateField(null=True, verbose_name='失效日期')),
                ('valid_until', models.DateField(null=True, verbose_name='有效期至')),
                ('assessor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='risks.risk')),
            ],
            options={
                'verbose_name': '风险评估',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['in_force_from', 'in_force_to'], name='assessment_span')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('in_force_from__isnull', False), ('in_force_to', None)), fields=('risk',), name='one_assessment_in_force'), models.CheckConstraint(condition=models.Q(('reviewer', None), ('assessor', None), models.Q(('reviewer', models.F('assessor')), _negated=True), _connector='OR'), name='assessment_four_eyes'), models.CheckConstraint(condition=models.Q(('in_force_from', None), ('valid_until__isnull', False), _connector='OR'), name='assessment_runs_out')],
            },
        ),
        migrations.CreateModel(
            name='RiskPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '主要负责人'), (2, '分管负责人'), (3, '部门负责人'), (4, '现场负责人')], verbose_name='层级')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='电话')),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='risks.risk')),
            ],
            options={
                'ordering': ['level'],
                'constraints': [models.UniqueConstraint(fields=('risk', 'level'), name='risk_person_once_a_level')],
            },
        ),
        migrations.CreateModel(
            name='RiskReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('scope', models.CharField(choices=[('district', '全区'), ('zone', '功能区、街道'), ('industry', '行业')], max_length=10, verbose_name='范围')),
                ('industry', models.CharField(blank=True, max_length=20, verbose_name='行业')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(max_length=80)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='risks.aggregationrun')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='区域')),
            ],
            options={
                'verbose_name': '风险评估报告',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='risk_report_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AreaGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('district', '区'), ('department', '区属部门'), ('branch', '市属分局'), ('vertical', '垂直管理单位'), ('coordination', '议事协调机构'), ('institution', '区属事业单位'), ('subdistrict', '街道、地区（乡）'), ('zone', '功能区'), ('community', '社区、村'), ('grid', '网格'), ('enterprise', '企业'), ('collective', '集合称谓'), ('section', '内设机构')], max_length=20)),
                ('grade', models.PositiveSmallIntegerField()),
                ('mean', models.FloatField(null=True)),
                ('red', models.PositiveIntegerField()),
                ('orange', models.PositiveIntegerField()),
                ('yellow', models.PositiveIntegerField()),
                ('blue', models.PositiveIntegerField()),
                ('never', models.PositiveIntegerField()),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grades', to='risks.aggregationrun')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'kind'], name='area_grade_level')],
                'constraints': [models.UniqueConstraint(fields=('run', 'unit'), name='area_grade_once')],
            },
        ),
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('part', models.CharField(max_length=60, verbose_name='部位或环节')),
                ('accident_type', models.CharField(max_length=30, verbose_name='事故类型')),
                ('text', models.CharField(max_length=300, verbose_name='风险因素')),
                ('measures', models.CharField(max_length=300, verbose_name='常用管控措施')),
                ('clause', models.CharField(max_length=200, verbose_name='依据')),
                ('verified', models.BooleanField(default=False, verbose_name='依据已核对')),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='risks.checklist')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('checklist', 'order'), name='risk_item_once'), models.CheckConstraint(condition=models.Q(('clause', ''), _negated=True), name='risk_item_cites_a_clause')],
            },
        ),
        migrations.CreateModel(
            name='MapEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='版本号')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('note', models.TextField(blank=True, verbose_name='编制说明')),
                ('published_at', models.DateTimeField(null=True, verbose_name='发布时间')),
                ('synthetic', models.BooleanField(default=False, verbose_name='演示数据')),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='risks.aggregationrun')),
            ],
            options={
                'verbose_name': '四色图版本',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='map_edition_seen_by')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('realm', 'actual'), ('state', 'published')), fields=('state',), name='one_published_map'), models.CheckConstraint(condition=models.Q(('approved_by', None), ('drafted_by', None), models.Q(('approved_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='map_edition_four_eyes')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
    ]
