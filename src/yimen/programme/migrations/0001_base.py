import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("programme", "0001_initial"),
        ("programme", "0002_drafts_of_notices"),
        ("programme", "0003_gauges"),
        ("programme", "1100_gauge_of_visits"),
        ("programme", "1200_meetings"),
        ("programme", "1201_letters_and_terms"),
        ("programme", "1202_reports_and_digests"),
    ]

    initial = True

    dependencies = [
        ('documents', '0001_base'),
        ('people', '0001_base'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Digest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='日期')),
                    ('sent_at', models.DateTimeField(verbose_name='发出时间')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to=settings.AUTH_USER_MODEL, verbose_name='收件人')),
                ],
                options={
                    'verbose_name': '每日汇总',
                    'verbose_name_plural': '每日汇总',
                    'ordering': ['-day'],
                },
            ),
            migrations.CreateModel(
                name='DigestLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('label', models.CharField(max_length=60, verbose_name='事项')),
                    ('number', models.PositiveIntegerField(verbose_name='数量')),
                    ('before', models.PositiveIntegerField(default=0, verbose_name='上次数量')),
                    ('unit', models.CharField(max_length=10, verbose_name='单位')),
                    ('url', models.CharField(max_length=300, verbose_name='所在页面')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                    ('wrong', models.BooleanField(default=False, verbose_name='已逾期')),
                    ('digest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='programme.digest', verbose_name='每日汇总')),
                ],
                options={
                    'verbose_name': '汇总条目',
                    'verbose_name_plural': '汇总条目',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Meeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('serial', models.PositiveSmallIntegerField(verbose_name='第几次会议')),
                    ('held_on', models.DateField(verbose_name='开会日期')),
                    ('begins_at', models.TimeField(verbose_name='开会时间')),
                    ('place', models.CharField(max_length=60, verbose_name='地点')),
                    ('agenda', models.TextField(verbose_name='议题')),
                    ('minutes', models.TextField(blank=True, verbose_name='会议情况')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='通知时间')),
                    ('called_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='通知人')),
                    ('document', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument', verbose_name='纪要')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '会议',
                    'verbose_name_plural': '会议',
                    'ordering': ['-held_on', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='Attendee',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('standing', models.CharField(choices=[('present', '出席'), ('substitute', '委托他人出席'), ('excused', '请假'), ('absent', '缺席')], max_length=10, verbose_name='出席情况')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.leadinggroupmember', verbose_name='职务')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendees', to='programme.meeting', verbose_name='会议')),
                ],
                options={
                    'verbose_name': '参会职务',
                    'verbose_name_plural': '参会职务',
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=60, verbose_name='发文字号')),
                    ('title', models.CharField(max_length=300, verbose_name='标题')),
                    ('issuer', models.CharField(max_length=100, verbose_name='发文机关')),
                    ('issued_on', models.DateField(verbose_name='发文日期')),
                    ('basis', models.TextField(blank=True, verbose_name='依据')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '通知',
                    'verbose_name_plural': '通知',
                },
            ),
            migrations.AddField(
                model_name='meeting',
                name='notice',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='programme.notice', verbose_name='通知'),
            ),
            migrations.CreateModel(
                name='NoticeDraft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('text', models.TextField(verbose_name='全文')),
                    ('file_name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                    ('file_digest', models.CharField(blank=True, max_length=64, verbose_name='文件摘要（SHA-256）')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='录入时间')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('notice', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='programme.notice', verbose_name='登记为')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notice_drafts', to='people.region', verbose_name='所属区划')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '通知草稿',
                    'verbose_name_plural': '通知草稿',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='ProgrammeReport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('monthly', '月报'), ('final', '总结报告')], max_length=10, verbose_name='种类')),
                    ('period_from', models.DateField(verbose_name='起始日期')),
                    ('period_to', models.DateField(verbose_name='截止日期')),
                    ('events', models.PositiveBigIntegerField(verbose_name='账本事件数')),
                    ('head', models.CharField(max_length=64, verbose_name='账本链上摘要')),
                    ('digest', models.CharField(max_length=64, verbose_name='数字摘要（SHA-256）')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='编制时间')),
                    ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument', verbose_name='发文')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='programme.notice', verbose_name='通知')),
                ],
                options={
                    'verbose_name': '专项行动报告',
                    'verbose_name_plural': '专项行动报告',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='ProgrammeTerms',
                fields=[
                    ('region', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='programme_terms', serialize=False, to='people.region', verbose_name='所属区划')),
                    ('soon_days', models.PositiveSmallIntegerField(default=7, verbose_name='到期前几天亮“即将到期”（自然日）')),
                    ('answer_days', models.PositiveSmallIntegerField(default=5, verbose_name='督办函的答复期限（工作日）')),
                    ('quiet_from', models.TimeField(default=datetime.time(18, 0), verbose_name='免打扰自')),
                    ('quiet_to', models.TimeField(default=datetime.time(8, 0), verbose_name='免打扰至')),
                    ('days_off', models.BooleanField(default=False, verbose_name='休息日也汇总提醒')),
                    ('set_at', models.DateTimeField(auto_now=True, verbose_name='设定时间')),
                    ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人')),
                ],
                options={
                    'verbose_name': '督办参数',
                    'verbose_name_plural': '督办参数',
                },
            ),
            migrations.CreateModel(
                name='SupervisionLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('issued_on', models.DateField(verbose_name='发函日期')),
                    ('answer_by', models.DateField(verbose_name='答复期限')),
                    ('demand', models.TextField(verbose_name='办理要求')),
                    ('received_at', models.DateTimeField(blank=True, null=True, verbose_name='签收时间')),
                    ('decision', models.CharField(blank=True, max_length=500, verbose_name='审查意见')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervision_letters', to='people.department', verbose_name='部门')),
                    ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.issueddocument', verbose_name='发文')),
                    ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发函经办')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='programme.notice', verbose_name='通知')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '督办函',
                    'verbose_name_plural': '督办函',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='LetterAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='答复')),
                    ('file_name', models.CharField(blank=True, max_length=200, verbose_name='佐证材料文件名')),
                    ('digest', models.CharField(blank=True, max_length=64, verbose_name='佐证材料摘要（SHA-256）')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='答复时间')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='答复人')),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='programme.supervisionletter', verbose_name='督办函')),
                ],
                options={
                    'verbose_name': '督办函答复',
                    'verbose_name_plural': '督办函答复',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Task',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=20, verbose_name='序号')),
                    ('title', models.CharField(max_length=200, verbose_name='任务')),
                    ('content', models.TextField(verbose_name='内容')),
                    ('due', models.DateField(verbose_name='完成时限')),
                    ('product', models.CharField(blank=True, max_length=200, verbose_name='应交成果')),
                    ('gauge', models.CharField(blank=True, choices=[('entered', '进驻声明'), ('signed', '承诺书签订'), ('running', '实质运行'), ('settled', '分厅处置'), ('inspected', '自查报告'), ('visits', '最多跑一次')], max_length=10, verbose_name='用什么数据衡量')),
                    ('decided_on', models.DateField(blank=True, null=True, verbose_name='议定日期')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='programme.notice', verbose_name='通知')),
                ],
                options={
                    'verbose_name': '任务',
                    'verbose_name_plural': '任务',
                    'ordering': ['notice', 'number'],
                },
            ),
            migrations.CreateModel(
                name='Submission',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(verbose_name='内容')),
                    ('declared_on', models.DateField(verbose_name='上报日期')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上报人')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='people.department', verbose_name='部门')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='programme.task', verbose_name='任务')),
                ],
                options={
                    'verbose_name': '上报',
                    'verbose_name_plural': '上报',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Service',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('declared_on', models.DateField(verbose_name='送达日期')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='送达人')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='people.department', verbose_name='部门')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='programme.task', verbose_name='任务')),
                ],
                options={
                    'verbose_name': '送达',
                    'verbose_name_plural': '送达',
                },
            ),
            migrations.CreateModel(
                name='LetterTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('missed_on', models.DateField(verbose_name='错过的期限')),
                    ('seen', models.CharField(max_length=100, verbose_name='发函时的情况')),
                    ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='programme.supervisionletter', verbose_name='督办函')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letter_lines', to='programme.task', verbose_name='任务')),
                ],
                options={
                    'verbose_name': '所督任务',
                    'verbose_name_plural': '所督任务',
                },
            ),
            migrations.CreateModel(
                name='Duty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('part', models.CharField(choices=[('lead', '牵头'), ('cooperating', '配合')], max_length=12, verbose_name='分工')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='people.department', verbose_name='部门')),
                    ('department_set', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='people.departmentset', verbose_name='部门集合')),
                    ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='programme.task', verbose_name='任务')),
                ],
                options={
                    'verbose_name': '职责',
                    'verbose_name_plural': '职责',
                },
            ),
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='programme.meeting', verbose_name='会议')),
                    ('task', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='programme.task', verbose_name='任务')),
                ],
                options={
                    'verbose_name': '议定事项',
                    'verbose_name_plural': '议定事项',
                    'ordering': ['meeting', 'number'],
                },
            ),
            migrations.AddConstraint(
                model_name='digest',
                constraint=models.UniqueConstraint(fields=('user', 'day'), name='digest_once_a_day'),
            ),
            migrations.AddConstraint(
                model_name='digestline',
                constraint=models.UniqueConstraint(fields=('digest', 'label'), name='digest_line_once'),
            ),
            migrations.AddConstraint(
                model_name='attendee',
                constraint=models.UniqueConstraint(fields=('meeting', 'member'), name='attendee_once_a_meeting'),
            ),
            migrations.AddConstraint(
                model_name='notice',
                constraint=models.UniqueConstraint(fields=('region', 'number'), name='notice_number_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='meeting',
                constraint=models.UniqueConstraint(fields=('notice', 'serial'), name='meeting_serial_once_a_notice'),
            ),
            migrations.AddConstraint(
                model_name='programmereport',
                constraint=models.UniqueConstraint(fields=('notice', 'kind', 'period_to'), name='report_once_a_notice_and_day'),
            ),
            migrations.AddConstraint(
                model_name='task',
                constraint=models.UniqueConstraint(fields=('notice', 'number'), name='task_number_once_a_notice'),
            ),
            migrations.AddConstraint(
                model_name='service',
                constraint=models.UniqueConstraint(fields=('task', 'department'), name='served_once'),
            ),
            migrations.AddConstraint(
                model_name='lettertask',
                constraint=models.UniqueConstraint(fields=('letter', 'task'), name='task_once_a_letter'),
            ),
            migrations.AddConstraint(
                model_name='duty',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('department_set__isnull', True)), models.Q(('department__isnull', True), ('department_set__isnull', False)), _connector='OR'), name='duty_of_one_or_a_set'),
            ),
            migrations.AddConstraint(
                model_name='decision',
                constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='decision_number_once_a_meeting'),
            ),
        ]),
    ]
