import django.db.models.deletion
import uuid
import yimen.ledger.models
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("evaluation", "0001_initial"),
        ("evaluation", "0002_weeks_untold"),
    ]

    initial = True

    dependencies = [
        ('cases', '0001_base'),
        ('catalog', '0001_base'),
        ('halls', '0001_base'),
        ('people', '0001_base'),
        ('rectification', '0001_base'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='BadRating',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('call_due', models.DateField(verbose_name='回访期限')),
                    ('called_at', models.DateTimeField(blank=True, null=True, verbose_name='回访时间')),
                    ('hard', models.BooleanField(default=False, verbose_name='情况复杂')),
                    ('judgement', models.TextField(blank=True, verbose_name='核实意见')),
                    ('demand', models.TextField(blank=True, verbose_name='整改要求')),
                    ('right_due', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                    ('righted', models.TextField(blank=True, verbose_name='整改结果')),
                    ('righted_at', models.DateTimeField(blank=True, null=True, verbose_name='整改提交时间')),
                    ('fed_back', models.TextField(blank=True, verbose_name='反馈内容')),
                    ('fed_back_at', models.DateTimeField(blank=True, null=True, verbose_name='反馈时间')),
                    ('finding_held', models.CharField(blank=True, max_length=200, verbose_name='未提出疑点的原因')),
                    ('called_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回访人')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bad_ratings', to='people.department', verbose_name='责任部门')),
                    ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rectification.finding', verbose_name='疑点')),
                    ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回访责任人')),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item', verbose_name='告知的事项')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.region', verbose_name='所属区划')),
                    ('righted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='整改人')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '差评处置',
                    'verbose_name_plural': '差评处置',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='CallBack',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('at', models.DateTimeField(verbose_name='回访时间')),
                    ('reached', models.BooleanField(verbose_name='联系上')),
                    ('words', models.TextField(verbose_name='回访情况')),
                    ('bad_rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='evaluation.badrating', verbose_name='差评处置')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='回访人')),
                ],
                options={
                    'verbose_name': '回访记录',
                    'verbose_name_plural': '回访记录',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Hindrance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('kind', models.CharField(choices=[('hindrance', '办不成事'), ('objection', '对办件的异议')], default='hindrance', max_length=10, verbose_name='类别')),
                    ('number', models.CharField(max_length=30, verbose_name='编号')),
                    ('secret', models.CharField(max_length=64, verbose_name='查询码摘要')),
                    ('channel', models.CharField(choices=[('window', '窗口'), ('online', '网上'), ('phone', '电话')], max_length=10, verbose_name='渠道')),
                    ('name', models.CharField(blank=True, max_length=60, verbose_name='称呼')),
                    ('contact', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                    ('words', models.TextField(verbose_name='反映内容')),
                    ('cause', models.CharField(blank=True, choices=[('off_hall', '被要求到大厅以外办理'), ('papers', '要求指南以外的材料'), ('pingpong', '部门之间推诿'), ('clerk', '窗口不会办或不能办'), ('system', '系统故障或数据不通'), ('policy', '政策不清或不符合条件'), ('history', '历史遗留问题'), ('other', '其他')], max_length=10, verbose_name='原因')),
                    ('received_at', models.DateTimeField(verbose_name='收到时间')),
                    ('hard', models.BooleanField(default=False, verbose_name='情况复杂')),
                    ('due_on', models.DateField(verbose_name='答复期限')),
                    ('answer', models.TextField(blank=True, verbose_name='答复')),
                    ('outcome', models.CharField(blank=True, choices=[('done', '已经办成'), ('under_way', '已启动办理'), ('explained', '依法不能办，已说明'), ('corrected', '异议成立，已纠正'), ('upheld', '维持原处理')], max_length=10, verbose_name='结果')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='答复时间')),
                    ('closing', models.CharField(blank=True, max_length=500, verbose_name='办结说明')),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='cases.case', verbose_name='办件')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hindrances', to='people.department', verbose_name='承办部门')),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hindrances', to='catalog.item', verbose_name='事项')),
                    ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hindrances', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '办不成事反映',
                    'verbose_name_plural': '办不成事反映',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Dispute',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('words', models.TextField(verbose_name='本人意见')),
                    ('answer_then', models.TextField(verbose_name='当时的答复')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                    ('hindrance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='evaluation.hindrance', verbose_name='办不成事反映')),
                ],
                options={
                    'verbose_name': '不满意',
                    'verbose_name_plural': '不满意',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Rating',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('salt', models.BinaryField(default=yimen.ledger.models.new_salt, max_length=32, verbose_name='盐值')),
                    ('service', models.CharField(choices=[('reception', '窗口收件'), ('delivery', '窗口领取'), ('matter', '网上办事')], max_length=10, verbose_name='服务')),
                    ('turn', models.PositiveSmallIntegerField(default=1, verbose_name='第几次评价')),
                    ('grade', models.CharField(choices=[('excellent', '非常满意'), ('good', '满意'), ('fair', '基本满意'), ('poor', '不满意'), ('very_poor', '非常不满意')], max_length=20, verbose_name='评价等级')),
                    ('channel', models.CharField(choices=[('device', '窗口评价器'), ('page', '网上'), ('mobile', '手机扫码'), ('sms', '短信'), ('call', '电话回访')], max_length=10, verbose_name='评价渠道')),
                    ('origin', models.CharField(choices=[('here', '本系统'), ('province', '省平台'), ('before', '原好差评系统')], default='here', max_length=10, verbose_name='来源')),
                    ('default', models.BooleanField(default=False, verbose_name='系统默认评价')),
                    ('words', models.TextField(blank=True, verbose_name='评价文字')),
                    ('contact', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                    ('terminal', models.CharField(blank=True, max_length=60, verbose_name='评价终端')),
                    ('rated_at', models.DateTimeField(verbose_name='评价时间')),
                    ('released', models.BooleanField(default=False, verbose_name='已公布')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='cases.case', verbose_name='办件')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='people.department', verbose_name='被评部门')),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item', verbose_name='事项')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='people.region', verbose_name='所属区划')),
                    ('window', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='halls.window', verbose_name='窗口')),
                ],
                options={
                    'verbose_name': '评价',
                    'verbose_name_plural': '评价',
                    'ordering': ['-rated_at', '-pk'],
                },
            ),
            migrations.AddField(
                model_name='badrating',
                name='again',
                field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cured', to='evaluation.rating', verbose_name='再次评价'),
            ),
            migrations.AddField(
                model_name='badrating',
                name='rating',
                field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cure', to='evaluation.rating', verbose_name='评价'),
            ),
            migrations.CreateModel(
                name='RatingCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('service', models.CharField(choices=[('reception', '窗口收件'), ('delivery', '窗口领取'), ('matter', '网上办事')], max_length=10, verbose_name='服务')),
                    ('channel', models.CharField(choices=[('device', '窗口评价器'), ('page', '网上'), ('mobile', '手机扫码'), ('sms', '短信'), ('call', '电话回访')], default='device', max_length=10, verbose_name='渠道')),
                    ('digest', models.CharField(max_length=64, unique=True, verbose_name='评价码摘要')),
                    ('issued_at', models.DateTimeField(auto_now_add=True, verbose_name='发放时间')),
                    ('expires_at', models.DateTimeField(verbose_name='失效时间')),
                    ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='使用时间')),
                    ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rating_codes', to='cases.dossier', verbose_name='办理卷')),
                    ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发放人')),
                ],
                options={
                    'verbose_name': '评价码',
                    'verbose_name_plural': '评价码',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='RatingIndicator',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=3, verbose_name='指标代码')),
                    ('rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indicators', to='evaluation.rating', verbose_name='评价')),
                ],
                options={
                    'verbose_name': '评价选项',
                    'verbose_name_plural': '评价选项',
                    'ordering': ['rating', 'code'],
                },
            ),
            migrations.CreateModel(
                name='Release',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('size', models.PositiveIntegerField(verbose_name='评价数')),
                    ('week_from', models.DateField(verbose_name='起始周')),
                    ('week_to', models.DateField(verbose_name='截止周')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='公布时间')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='people.department', verbose_name='部门')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '评价公布批次',
                    'verbose_name_plural': '评价公布批次',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='ReleasedRating',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='编号')),
                    ('grade', models.CharField(choices=[('excellent', '非常满意'), ('good', '满意'), ('fair', '基本满意'), ('poor', '不满意'), ('very_poor', '非常不满意')], max_length=20, verbose_name='评价等级')),
                    ('week', models.DateField(blank=True, null=True, verbose_name='所在周')),
                    ('reasons', models.CharField(blank=True, max_length=400, verbose_name='评价选项')),
                    ('words', models.TextField(blank=True, verbose_name='评价文字')),
                    ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item', verbose_name='事项')),
                    ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='evaluation.release', verbose_name='公布批次')),
                ],
                options={
                    'verbose_name': '公布的评价',
                    'verbose_name_plural': '公布的评价',
                    'ordering': ['release', 'id'],
                },
            ),
            migrations.CreateModel(
                name='StaffMark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('phone', '手机号码'), ('identity', '公民身份号码')], max_length=10, verbose_name='种类')),
                    ('digest', models.CharField(max_length=64, verbose_name='摘要')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='工作人员')),
                ],
                options={
                    'verbose_name': '工作人员比对摘要',
                    'verbose_name_plural': '工作人员比对摘要',
                },
            ),
            migrations.CreateModel(
                name='Suspicion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('self', '疑似工作人员自评'), ('quick', '办结数秒内评价'), ('burst', '短时间成串评价'), ('machine', '同一地址多次评价'), ('words', '文字相同')], max_length=10, verbose_name='类别')),
                    ('seen', models.CharField(max_length=200, verbose_name='看到了什么')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='标记时间')),
                    ('rating', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suspicions', to='evaluation.rating', verbose_name='评价')),
                ],
                options={
                    'verbose_name': '可疑评价',
                    'verbose_name_plural': '可疑评价',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='Terms',
                fields=[
                    ('region', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='evaluation_terms', serialize=False, to='people.region', verbose_name='所属区划')),
                    ('rate_days', models.PositiveSmallIntegerField(default=30, verbose_name='服务结束后几天内可以评价（自然日）')),
                    ('call_days', models.PositiveSmallIntegerField(default=1, verbose_name='差评回访时限（工作日）')),
                    ('right_days', models.PositiveSmallIntegerField(default=5, verbose_name='差评整改时限（工作日）')),
                    ('hard_days', models.PositiveSmallIntegerField(default=15, verbose_name='复杂差评整改时限（工作日）')),
                    ('group_least', models.PositiveSmallIntegerField(default=10, verbose_name='向部门公布评价的最小组')),
                    ('hindrance_days', models.PositiveSmallIntegerField(default=5, verbose_name='办不成事答复时限（工作日）')),
                    ('hard_hindrance_days', models.PositiveSmallIntegerField(default=10, verbose_name='复杂的办不成事答复时限（工作日）')),
                    ('objection_days', models.PositiveSmallIntegerField(default=15, verbose_name='异议答复时限（工作日）')),
                    ('set_at', models.DateTimeField(auto_now=True, verbose_name='设定时间')),
                    ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人')),
                ],
                options={
                    'verbose_name': '评价参数',
                    'verbose_name_plural': '评价参数',
                },
            ),
            migrations.AddIndex(
                model_name='hindrance',
                index=models.Index(fields=['region', 'status', 'due_on'], name='hindrance_by_county'),
            ),
            migrations.AddIndex(
                model_name='hindrance',
                index=models.Index(fields=['department', 'status', 'due_on'], name='hindrance_by_department'),
            ),
            migrations.AddIndex(
                model_name='hindrance',
                index=models.Index(fields=['region', 'received_at'], name='hindrance_by_day'),
            ),
            migrations.AddConstraint(
                model_name='hindrance',
                constraint=models.UniqueConstraint(fields=('region', 'number'), name='hindrance_number_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='hindrance',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'objection'), _negated=True), ('case__isnull', False), _connector='OR'), name='objection_names_its_case'),
            ),
            migrations.AddIndex(
                model_name='rating',
                index=models.Index(fields=['region', '-rated_at', '-id'], name='rating_by_day'),
            ),
            migrations.AddIndex(
                model_name='rating',
                index=models.Index(fields=['department', 'released', 'rated_at'], name='rating_to_release'),
            ),
            migrations.AddIndex(
                model_name='rating',
                index=models.Index(fields=['region', 'terminal', 'rated_at'], name='rating_by_terminal'),
            ),
            migrations.AddConstraint(
                model_name='rating',
                constraint=models.UniqueConstraint(condition=models.Q(('default', False)), fields=('case', 'service', 'turn'), name='one_rating_a_service'),
            ),
            migrations.AddConstraint(
                model_name='rating',
                constraint=models.UniqueConstraint(condition=models.Q(('default', True)), fields=('case', 'service'), name='one_default_a_service'),
            ),
            migrations.AddConstraint(
                model_name='rating',
                constraint=models.CheckConstraint(condition=models.Q(('turn__in', (1, 2))), name='rated_once_more_at_most'),
            ),
            migrations.AddIndex(
                model_name='badrating',
                index=models.Index(fields=['region', 'status', 'call_due'], name='bad_rating_by_county'),
            ),
            migrations.AddIndex(
                model_name='badrating',
                index=models.Index(fields=['department', 'status', 'right_due'], name='bad_rating_by_department'),
            ),
            migrations.AddConstraint(
                model_name='ratingindicator',
                constraint=models.UniqueConstraint(fields=('rating', 'code'), name='indicator_once_a_rating'),
            ),
            migrations.AddConstraint(
                model_name='staffmark',
                constraint=models.UniqueConstraint(fields=('staff', 'kind', 'digest'), name='staff_mark_once'),
            ),
            migrations.AddConstraint(
                model_name='suspicion',
                constraint=models.UniqueConstraint(fields=('rating', 'kind'), name='suspicion_once_a_rating'),
            ),
        ]),
    ]
