import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("inspections", "0001_initial"),
        ("inspections", "0002_visits"),
        ("inspections", "1301_camera_beside"),
    ]

    initial = True

    dependencies = [
        ('catalog', '0001_base'),
        ('evidence', '0001_base'),
        ('exchange', '0001_base'),
        ('people', '0001_base'),
        ('rectification', '0001_base'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='ScriptStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='序号')),
                    ('where', models.CharField(choices=[('hall', '大厅'), ('department', '部门'), ('phone', '电话')], max_length=12, verbose_name='地点')),
                    ('ask', models.CharField(max_length=300, verbose_name='怎么问')),
                    ('look', models.CharField(blank=True, max_length=300, verbose_name='看什么')),
                ],
                options={
                    'verbose_name': '脚本步骤',
                    'verbose_name_plural': '脚本步骤',
                    'ordering': ['script', 'place'],
                },
            ),
            migrations.CreateModel(
                name='Checklist',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, verbose_name='名称')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checklists', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '自查清单',
                    'verbose_name_plural': '自查清单',
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='ChecklistVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='版本号')),
                    ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.importbatch', verbose_name='导入批次')),
                    ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='inspections.checklist', verbose_name='自查清单')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ],
                options={
                    'verbose_name': '自查清单版本',
                    'verbose_name_plural': '自查清单版本',
                    'ordering': ['checklist', '-number'],
                },
            ),
            migrations.CreateModel(
                name='Observation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(unique=True, verbose_name='手机端编号')),
                    ('taken_at', models.DateTimeField(verbose_name='手机记录时间')),
                    ('drift', models.IntegerField(verbose_name='手机时钟偏差（秒）')),
                    ('clock_turned', models.BooleanField(default=False, verbose_name='离线期间时钟被调过')),
                    ('latitude', models.FloatField(blank=True, null=True, verbose_name='纬度')),
                    ('longitude', models.FloatField(blank=True, null=True, verbose_name='经度')),
                    ('accuracy', models.FloatField(blank=True, null=True, verbose_name='定位精度（米）')),
                    ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='服务器收到时间')),
                    ('where', models.CharField(choices=[('hall', '大厅'), ('department', '部门'), ('phone', '电话')], max_length=12, verbose_name='地点')),
                    ('outcome', models.CharField(choices=[('accepted_hall', '大厅窗口当场可办'), ('sent_away', '大厅窗口让到部门去办'), ('cannot', '大厅窗口表示不能办'), ('nobody', '大厅窗口无人'), ('referred_hall', '部门引导到大厅办理'), ('accepted_department', '部门自行收件办理'), ('seen', '现场所见（不作判断）'), ('not_asked', '没有问成')], max_length=20, verbose_name='结果')),
                    ('words', models.TextField(blank=True, verbose_name='情况')),
                    ('digest', models.CharField(max_length=64, verbose_name='内容摘要')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.itemversion', verbose_name='事项')),
                    ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='inspections.observation', verbose_name='更正的记录')),
                    ('step', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.scriptstep', verbose_name='脚本步骤')),
                ],
                options={
                    'verbose_name': '现场记录',
                    'verbose_name_plural': '现场记录',
                    'ordering': ['taken_at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Photo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(unique=True, verbose_name='手机端编号')),
                    ('taken_at', models.DateTimeField(verbose_name='手机记录时间')),
                    ('drift', models.IntegerField(verbose_name='手机时钟偏差（秒）')),
                    ('clock_turned', models.BooleanField(default=False, verbose_name='离线期间时钟被调过')),
                    ('latitude', models.FloatField(blank=True, null=True, verbose_name='纬度')),
                    ('longitude', models.FloatField(blank=True, null=True, verbose_name='经度')),
                    ('accuracy', models.FloatField(blank=True, null=True, verbose_name='定位精度（米）')),
                    ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='服务器收到时间')),
                    ('digest', models.CharField(max_length=64, verbose_name='SHA-256 摘要')),
                    ('size', models.PositiveIntegerField(verbose_name='字节数')),
                    ('whole_at', models.DateTimeField(blank=True, null=True, verbose_name='收全时间')),
                    ('camera_at', models.DateTimeField(blank=True, null=True, verbose_name='照片自带拍摄时间')),
                    ('doubts', models.CharField(blank=True, max_length=300, verbose_name='与记录不符之处')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='记录人')),
                    ('observation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='inspections.observation', verbose_name='现场记录')),
                ],
                options={
                    'verbose_name': '现场照片',
                    'verbose_name_plural': '现场照片',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='序号')),
                    ('code', models.CharField(max_length=20, verbose_name='问题编号')),
                    ('text', models.CharField(max_length=300, verbose_name='问题')),
                    ('basis', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                    ('scope', models.CharField(choices=[('department', '整个部门'), ('item', '逐个事项')], max_length=12, verbose_name='提问范围')),
                    ('check_against', models.CharField(blank=True, choices=[('item_runs', '核验结论（逐个事项）'), ('all_run', '核验结论（全部事项）'), ('no_outside', '台账与办件的对应'), ('all_entered', '进驻声明和负面清单'), ('no_branch', '部门分厅登记'), ('in_time', '数据报送核对'), ('orders_done', '整改单'), ('', '无数据可核对')], max_length=12, verbose_name='核对依据')),
                    ('needs_evidence', models.BooleanField(default=False, verbose_name='须附佐证')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='inspections.checklistversion', verbose_name='清单版本')),
                ],
                options={
                    'verbose_name': '自查问题',
                    'verbose_name_plural': '自查问题',
                    'ordering': ['version', 'place'],
                },
            ),
            migrations.CreateModel(
                name='SelfAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('prefilled', models.CharField(blank=True, choices=[('yes', '是'), ('no', '否'), ('idle', '无业务')], max_length=10, verbose_name='系统预填')),
                    ('answer', models.CharField(blank=True, choices=[('yes', '是'), ('no', '否'), ('idle', '无业务')], max_length=10, verbose_name='答案')),
                    ('words', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                    ('mend_by', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='填报时间')),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填报人')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='inspections.question', verbose_name='自查问题')),
                    ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.itemversion', verbose_name='事项版本')),
                ],
                options={
                    'verbose_name': '自查答案',
                    'verbose_name_plural': '自查答案',
                    'ordering': ['sheet', 'question__place', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Contradiction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('said', models.CharField(choices=[('yes', '是'), ('no', '否'), ('idle', '无业务')], max_length=10, verbose_name='当时的答案')),
                    ('figure', models.PositiveIntegerField(verbose_name='不符件数')),
                    ('sentence', models.CharField(max_length=500, verbose_name='数据怎么说')),
                    ('settled', models.CharField(choices=[('corrected', '已更正'), ('explained', '坚持并说明')], max_length=10, verbose_name='部门处理')),
                    ('explanation', models.CharField(blank=True, max_length=500, verbose_name='部门说明')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.run', verbose_name='核验批次')),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contradictions', to='inspections.selfanswer', verbose_name='自查答案')),
                ],
                options={
                    'verbose_name': '答案与数据不符',
                    'verbose_name_plural': '答案与数据不符',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='AnswerEvidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                    ('digest', models.CharField(max_length=64, verbose_name='SHA-256 摘要')),
                    ('size', models.PositiveIntegerField(verbose_name='字节数')),
                    ('media_type', models.CharField(max_length=100, verbose_name='类型')),
                    ('effective_on', models.DateField(verbose_name='生效日期')),
                    ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='收到时间')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提交人')),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='inspections.selfanswer', verbose_name='自查答案')),
                ],
                options={
                    'verbose_name': '自查佐证',
                    'verbose_name_plural': '自查佐证',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='SelfRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('title', models.CharField(max_length=100, verbose_name='名称')),
                    ('period_from', models.DateField(verbose_name='自查起始日期')),
                    ('period_to', models.DateField(verbose_name='自查截止日期')),
                    ('deadline', models.DateField(verbose_name='报送期限')),
                    ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='发布时间')),
                    ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_rounds', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='inspections.checklistversion', verbose_name='清单版本')),
                ],
                options={
                    'verbose_name': '自查轮次',
                    'verbose_name_plural': '自查轮次',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='SelfSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                    ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签发时间')),
                    ('digest', models.CharField(blank=True, max_length=64, verbose_name='签发内容摘要')),
                    ('number', models.CharField(blank=True, max_length=60, verbose_name='报告文号')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_sheets', to='people.department', verbose_name='部门')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_sheets', to='people.region', verbose_name='所属区划')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='inspections.selfround', verbose_name='自查轮次')),
                    ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '部门自查表',
                    'verbose_name_plural': '部门自查表',
                    'ordering': ['round', 'department'],
                },
            ),
            migrations.AddField(
                model_name='selfanswer',
                name='sheet',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='inspections.selfsheet', verbose_name='部门自查表'),
            ),
            migrations.CreateModel(
                name='SheetReturn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.CharField(max_length=500, verbose_name='退回原因')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='退回时间')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='退回人')),
                    ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='inspections.selfsheet', verbose_name='部门自查表')),
                ],
                options={
                    'verbose_name': '退回',
                    'verbose_name_plural': '退回',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Visit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                    ('sealed', models.TextField(verbose_name='封存的对象')),
                    ('commitment', models.CharField(max_length=64, verbose_name='对象承诺')),
                    ('nonce', models.CharField(blank=True, max_length=64, verbose_name='对象随机数')),
                    ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='启封时间')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='取消原因')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='people.department', verbose_name='督查对象')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督查人员一')),
                    ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='启封人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='people.region', verbose_name='所属区划')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督查人员二')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '督查',
                    'verbose_name_plural': '督查',
                    'ordering': ['plan', 'number'],
                },
            ),
            migrations.AddField(
                model_name='observation',
                name='visit',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='inspections.visit', verbose_name='督查'),
            ),
            migrations.CreateModel(
                name='VisitFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('raised', models.BooleanField(verbose_name='由本次督查提出')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rectification.finding', verbose_name='疑点')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.visit', verbose_name='督查')),
                ],
                options={
                    'verbose_name': '督查疑点',
                    'verbose_name_plural': '督查疑点',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='VisitPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('title', models.CharField(max_length=100, verbose_name='名称')),
                    ('period_from', models.DateField(verbose_name='最早督查日期')),
                    ('period_to', models.DateField(verbose_name='最晚督查日期')),
                    ('visits_wanted', models.PositiveSmallIntegerField(verbose_name='督查次数')),
                    ('floor_days', models.PositiveSmallIntegerField(verbose_name='最长未督查天数')),
                    ('weight_wrong', models.PositiveSmallIntegerField(verbose_name='权重：每项疑似不实事项')),
                    ('weight_findings', models.PositiveSmallIntegerField(verbose_name='权重：每条未办结疑点')),
                    ('weight_credibility', models.PositiveSmallIntegerField(verbose_name='权重：自查每被推翻一成')),
                    ('weight_months', models.PositiveSmallIntegerField(verbose_name='权重：距上次督查每月')),
                    ('sealed_secret', models.TextField(verbose_name='封存的密值')),
                    ('commitment', models.CharField(max_length=64, verbose_name='种子承诺')),
                    ('frame_digest', models.CharField(max_length=64, verbose_name='抽签名单摘要')),
                    ('committed_at', models.DateTimeField(auto_now_add=True, verbose_name='承诺时间')),
                    ('beacon_source', models.CharField(max_length=100, verbose_name='公开随机数来源')),
                    ('beacon_on', models.DateField(verbose_name='公开随机数日期')),
                    ('beacon', models.CharField(blank=True, max_length=200, verbose_name='公开随机数')),
                    ('drawn_at', models.DateTimeField(blank=True, null=True, verbose_name='抽签时间')),
                    ('secret', models.CharField(blank=True, max_length=64, verbose_name='密值')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visit_plans', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '督查计划',
                    'verbose_name_plural': '督查计划',
                    'ordering': ['-pk'],
                },
            ),
            migrations.AddField(
                model_name='visit',
                name='plan',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='inspections.visitplan', verbose_name='督查计划'),
            ),
            migrations.CreateModel(
                name='PlanInspector',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('own_department', models.CharField(blank=True, max_length=20, verbose_name='所属部门编号')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督查人员')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspectors', to='inspections.visitplan', verbose_name='督查计划')),
                ],
                options={
                    'verbose_name': '参加抽签的督查人员',
                    'verbose_name_plural': '参加抽签的督查人员',
                    'ordering': ['user__username'],
                },
            ),
            migrations.CreateModel(
                name='PairBefore',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('times', models.PositiveSmallIntegerField(verbose_name='次数')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督查人员一')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='督查人员二')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs_before', to='inspections.visitplan', verbose_name='督查计划')),
                ],
                options={
                    'verbose_name': '以往搭档次数',
                    'verbose_name_plural': '以往搭档次数',
                },
            ),
            migrations.CreateModel(
                name='Candidate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('wrong', models.PositiveIntegerField(verbose_name='疑似不实事项数')),
                    ('findings', models.PositiveIntegerField(verbose_name='未办结疑点数')),
                    ('refuted_tenths', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='自查被推翻（成）')),
                    ('months', models.PositiveSmallIntegerField(verbose_name='距上次督查月数')),
                    ('weight', models.PositiveIntegerField(verbose_name='权重')),
                    ('must', models.BooleanField(verbose_name='到期必查')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.department', verbose_name='部门')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='inspections.visitplan', verbose_name='督查计划')),
                ],
                options={
                    'verbose_name': '抽签部门',
                    'verbose_name_plural': '抽签部门',
                    'ordering': ['-must', '-weight', 'department__code'],
                },
            ),
            migrations.CreateModel(
                name='VisitScript',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, verbose_name='名称')),
                    ('number', models.PositiveIntegerField(verbose_name='版本号')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编写人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visit_scripts', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '暗访脚本',
                    'verbose_name_plural': '暗访脚本',
                    'ordering': ['name', '-number'],
                },
            ),
            migrations.AddField(
                model_name='visitplan',
                name='script',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='inspections.visitscript', verbose_name='暗访脚本'),
            ),
            migrations.AddField(
                model_name='scriptstep',
                name='script',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='inspections.visitscript', verbose_name='暗访脚本'),
            ),
            migrations.CreateModel(
                name='VisitSignature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64, verbose_name='记录摘要')),
                    ('signed_at', models.DateTimeField(auto_now_add=True, verbose_name='签字时间')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签字人')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='inspections.visit', verbose_name='督查')),
                ],
                options={
                    'verbose_name': '督查签字',
                    'verbose_name_plural': '督查签字',
                    'ordering': ['pk'],
                },
            ),
            migrations.AddConstraint(
                model_name='checklist',
                constraint=models.UniqueConstraint(fields=('region', 'name'), name='checklist_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='checklistversion',
                constraint=models.UniqueConstraint(fields=('checklist', 'number'), name='checklist_version_once'),
            ),
            migrations.AddConstraint(
                model_name='question',
                constraint=models.UniqueConstraint(fields=('version', 'code'), name='question_once_a_version'),
            ),
            migrations.AddConstraint(
                model_name='selfround',
                constraint=models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='self_round_dates'),
            ),
            migrations.AddConstraint(
                model_name='selfsheet',
                constraint=models.UniqueConstraint(fields=('round', 'department'), name='self_sheet_once_a_round'),
            ),
            migrations.AddConstraint(
                model_name='selfanswer',
                constraint=models.UniqueConstraint(fields=('sheet', 'question', 'version'), name='self_answer_once_an_item'),
            ),
            migrations.AddConstraint(
                model_name='selfanswer',
                constraint=models.UniqueConstraint(condition=models.Q(('version__isnull', True)), fields=('sheet', 'question'), name='self_answer_once_a_department'),
            ),
            migrations.AddConstraint(
                model_name='visitfinding',
                constraint=models.UniqueConstraint(fields=('visit', 'finding'), name='finding_once_a_visit'),
            ),
            migrations.AddConstraint(
                model_name='visit',
                constraint=models.UniqueConstraint(fields=('plan', 'number'), name='visit_once_a_number'),
            ),
            migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='visit_of_two'),
            ),
            migrations.AddConstraint(
                model_name='planinspector',
                constraint=models.UniqueConstraint(fields=('plan', 'user'), name='inspector_once_a_plan'),
            ),
            migrations.AddConstraint(
                model_name='pairbefore',
                constraint=models.UniqueConstraint(fields=('plan', 'first', 'second'), name='pair_once_a_plan'),
            ),
            migrations.AddConstraint(
                model_name='candidate',
                constraint=models.UniqueConstraint(fields=('plan', 'department'), name='candidate_once_a_plan'),
            ),
            migrations.AddConstraint(
                model_name='visitscript',
                constraint=models.UniqueConstraint(fields=('region', 'name', 'number'), name='visit_script_once'),
            ),
            migrations.AddConstraint(
                model_name='visitplan',
                constraint=models.CheckConstraint(condition=models.Q(('period_to__gte', models.F('period_from'))), name='visit_plan_dates'),
            ),
            migrations.AddConstraint(
                model_name='scriptstep',
                constraint=models.UniqueConstraint(fields=('script', 'place'), name='script_step_once_a_place'),
            ),
            migrations.AddConstraint(
                model_name='visitsignature',
                constraint=models.UniqueConstraint(fields=('visit', 'by', 'digest'), name='signed_once_a_digest'),
            ),
        ]),
    ]
