import ancheng.base.realm
import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
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
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='编码')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='名称')),
                ('division', models.CharField(choices=[('living', '基本生活保障物资'), ('equipment', '应急装备及配套物资'), ('engineering', '工程材料与机械加工设备')], max_length=12, verbose_name='大类')),
                ('measure', models.CharField(max_length=10, verbose_name='计量单位')),
                ('shelf_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='保质期（月）')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='来源')),
                ('verified', models.BooleanField(default=False, verbose_name='分类已核对')),
            ],
            options={
                'verbose_name': '物资目录',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='CallOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('nonce', models.CharField(editable=False, max_length=36, unique=True)),
                ('purpose', models.CharField(max_length=200, verbose_name='用途')),
                ('address', models.CharField(max_length=200, verbose_name='送达地点')),
                ('contact', models.CharField(max_length=80, verbose_name='收货人和电话')),
                ('carrier', models.CharField(blank=True, max_length=80, verbose_name='承运人和车牌')),
                ('remarks', models.CharField(blank=True, max_length=300, verbose_name='清点说明')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('requester_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='申请单位')),
            ],
            options={
                'verbose_name': '物资调用单',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='call_order_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('lot', models.CharField(max_length=40, verbose_name='批号')),
                ('quantity', models.IntegerField(default=0, editable=False, verbose_name='现存数量')),
                ('produced_on', models.DateField(blank=True, null=True, verbose_name='生产日期')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                ('shelf_place', models.CharField(blank=True, max_length=40, verbose_name='货位')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='resources.item', verbose_name='物资')),
            ],
            options={
                'verbose_name': '物资批次',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='batch_seen_by'), models.Index(fields=['item', 'expires_on'], name='batch_item_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='stock_never_below_zero')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.PositiveIntegerField(verbose_name='申请数量')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.item')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='resources.callorder')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('order', 'item'), name='order_line_once'), models.CheckConstraint(condition=models.Q(('asked__gte', 1)), name='order_line_asks')],
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent', models.PositiveIntegerField(verbose_name='发出')),
                ('received', models.PositiveIntegerField(null=True, verbose_name='签收')),
                ('used', models.PositiveIntegerField(null=True, verbose_name='使用')),
                ('returned', models.PositiveIntegerField(null=True, verbose_name='归还')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.batch')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='allocations', to='resources.orderline')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'batch'), name='allocation_once'), models.CheckConstraint(condition=models.Q(('sent__gte', 1), models.Q(('received', None), ('received__lte', models.F('sent')), _connector='OR')), name='allocation_received_within_sent'), models.CheckConstraint(condition=models.Q(models.Q(('returned', None), ('used', None)), ('received__gte', django.db.models.expressions.CombinedExpression(models.F('used'), '+', models.F('returned'))), _connector='OR'), name='allocation_accounted_within_received')],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('required', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='需求数量')),
                ('minimum', models.PositiveIntegerField(default=0, verbose_name='最低库存')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='测算依据')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.item', verbose_name='物资')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '需求计划',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='requirement_seen_by')],
                'constraints': [models.UniqueConstraint(fields=('year', 'unit', 'item'), name='requirement_once'), models.CheckConstraint(condition=models.Q(('minimum__lte', models.F('required')), ('required__gte', 1)), name='requirement_minimum')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326, verbose_name='位置')),
                ('source_crs', models.CharField(choices=[('wgs84', 'WGS 84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=40, verbose_name='来源坐标系')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('kind', models.CharField(choices=[('comprehensive', '综合队伍'), ('professional', '专业队伍'), ('expert', '专家队伍'), ('volunteer', '志愿队伍'), ('social', '社会队伍')], max_length=14, verbose_name='类别')),
                ('speciality', models.CharField(blank=True, max_length=80, verbose_name='专业方向')),
                ('strength', models.PositiveIntegerField(blank=True, null=True, verbose_name='人数')),
                ('on_duty', models.PositiveIntegerField(blank=True, null=True, verbose_name='值守人数')),
                ('leader', models.CharField(blank=True, max_length=40, verbose_name='负责人')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='24小时值守电话')),
                ('readiness', models.CharField(choices=[('ready', '待命'), ('out', '出动中'), ('resting', '休整'), ('unknown', '情况不明')], default='unknown', max_length=8, verbose_name='状态')),
                ('trained_on', models.DateField(blank=True, null=True, verbose_name='最近训练日期')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='撤销日期')),
                ('synthetic', models.BooleanField(default=False, editable=False, verbose_name='演示数据')),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='所属单位')),
            ],
            options={
                'verbose_name': '应急队伍',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='team_seen_by'), models.Index(fields=['kind', '-id'], name='team_kind')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_on', None)), fields=('unit', 'name', 'realm'), name='team_once'), models.CheckConstraint(condition=models.Q(('on_duty', None), ('strength', None), ('on_duty__lte', models.F('strength')), _connector='OR'), name='team_duty_within_strength')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='资质或证书')),
                ('holder', models.CharField(blank=True, max_length=40, verbose_name='持证人（队伍资质不填）')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='编号')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='qualifications', to='resources.team')),
            ],
            options={
                'verbose_name': '队伍资质',
                'indexes': [models.Index(fields=['expires_on'], name='qualification_end')],
            },
        ),
        migrations.CreateModel(
            name='MutualAid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('state', models.CharField(editable=False, max_length=30)),
                ('state_since', models.DateTimeField(editable=False)),
                ('due_at', models.DateTimeField(editable=False, null=True)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                ('nonce', models.CharField(editable=False, max_length=36, unique=True)),
                ('kind', models.CharField(choices=[('team', '队伍'), ('supplies', '物资'), ('equipment', '装备'), ('expert', '专家'), ('other', '其他')], max_length=10, verbose_name='需要')),
                ('text', models.CharField(max_length=300, verbose_name='需要什么、多少')),
                ('address', models.CharField(max_length=200, verbose_name='送达地点')),
                ('contact', models.CharField(max_length=80, verbose_name='现场联系人和电话')),
                ('level', models.CharField(choices=[('subdistrict', '街乡'), ('district', '区'), ('city', '市')], max_length=12, verbose_name='现请求层级')),
                ('city_number', models.CharField(blank=True, max_length=60, verbose_name='市级报文编号')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='派出的力量')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('issuer_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='交办单位')),
                ('owner_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='责任单位')),
                ('requester_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='请求单位')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.team', verbose_name='派出队伍')),
            ],
            options={
                'verbose_name': '互助请求',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='mutual_aid_seen_by')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('level', 'city'), _negated=True), models.Q(('city_number', ''), _negated=True), _connector='OR'), name='aid_city_has_a_number'), models.CheckConstraint(condition=models.Q(('requester_unit', models.F('owner_unit')), _negated=True), name='aid_between_two_units')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Equipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='装备名称')),
                ('quantity', models.PositiveIntegerField(verbose_name='数量')),
                ('measure', models.CharField(default='件', max_length=10, verbose_name='计量单位')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='最近检查日期')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='equipment', to='resources.team')),
            ],
            options={
                'verbose_name': '队伍装备',
                'constraints': [models.UniqueConstraint(fields=('team', 'name'), name='team_equipment_once')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='协议编号')),
                ('scope', models.CharField(max_length=200, verbose_name='服务内容')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='截止日期')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='resources.team', verbose_name='队伍')),
            ],
            options={
                'verbose_name': '救援服务协议',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='agreement_seen_by')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='agreement_term'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('enterprise', 'team'), name='agreement_once')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Warehouse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('geometry', django.contrib.gis.db.models.fields.GeometryField(blank=True, null=True, srid=4326, verbose_name='位置')),
                ('source_crs', models.CharField(choices=[('wgs84', 'WGS 84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], default='wgs84', max_length=40, verbose_name='来源坐标系')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('holding', models.CharField(choices=[('government', '政府储备'), ('social', '社会储备')], max_length=10, verbose_name='储备主体')),
                ('spread', models.CharField(choices=[('central', '集中'), ('dispersed', '分散')], max_length=10, verbose_name='储备方式')),
                ('area_m2', models.PositiveIntegerField(blank=True, null=True, verbose_name='面积（平方米）')),
                ('keeper', models.CharField(blank=True, max_length=40, verbose_name='保管员')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='电话')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True)),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('community', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='社区、村')),
                ('grid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='网格')),
                ('subdistrict', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='街道、地区')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='管理单位')),
            ],
            options={
                'verbose_name': '应急物资库',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='warehouse_seen_by')],
                'constraints': [models.UniqueConstraint(fields=('unit', 'name'), name='warehouse_once')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='callorder',
            name='warehouse',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.warehouse', verbose_name='物资库'),
        ),
        migrations.AddField(
            model_name='batch',
            name='warehouse',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='resources.warehouse', verbose_name='物资库'),
        ),
        migrations.CreateModel(
            name='CapacityContract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('number', models.CharField(max_length=60, unique=True, verbose_name='协议编号')),
                ('quantity', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='约定数量')),
                ('within_hours', models.PositiveSmallIntegerField(verbose_name='送达时限（小时）')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='截止日期')),
                ('contact', models.CharField(max_length=80, verbose_name='联系人和电话')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='企业')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='签约单位')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='resources.item', verbose_name='物资')),
            ],
            options={
                'verbose_name': '能力储备协议',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='capacity_seen_by')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='capacity_term')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('realm', models.CharField(choices=[('actual', 'actual'), ('exercise', 'exercise')], default=ancheng.base.realm.Realm['ACTUAL'], editable=False, max_length=10)),
                ('seen_by', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('title', models.CharField(max_length=120, verbose_name='会议名称')),
                ('held_on', models.DateField(verbose_name='召开日期')),
                ('minutes', models.TextField(verbose_name='会议纪要')),
                ('synthetic', models.BooleanField(default=False, editable=False)),
                ('attending', models.ManyToManyField(blank=True, related_name='+', to='orgs.unit', verbose_name='参加单位')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.unit', verbose_name='召集单位')),
            ],
            options={
                'verbose_name': '联席会',
                'abstract': False,
                'base_manager_name': 'every',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['seen_by'], name='meeting_seen_by')],
            },
            managers=[
                ('every', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('in', '入库'), ('out', '调用出库'), ('back', '归还入库'), ('rotated', '轮换出库'), ('scrapped', '报废'), ('counted', '盘点调整')], max_length=10, verbose_name='事由')),
                ('quantity', models.IntegerField(verbose_name='数量')),
                ('balance', models.IntegerField(verbose_name='结存')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by_name', models.CharField(max_length=80, verbose_name='经办人')),
                ('why', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='resources.batch')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='resources.callorder')),
            ],
            options={
                'verbose_name': '库存卡',
                'indexes': [models.Index(fields=['batch', '-id'], name='movement_card')],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity', 0), _negated=True), name='movement_moves'), models.CheckConstraint(condition=models.Q(('balance__gte', 0)), name='movement_balance')],
            },
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['warehouse', 'item'], name='batch_warehouse'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(fields=('warehouse', 'item', 'lot'), name='batch_once'),
        ),
    ]
