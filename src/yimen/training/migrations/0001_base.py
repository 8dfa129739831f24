import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from yimen.common.together import Together


class Migration(migrations.Migration):

    replaces = [
        ("training", "1000_training"),
        ("training", "1001_exams_committed"),
    ]

    initial = True

    dependencies = [
        ('catalog', '0001_base'),
        ('exchange', '0001_base'),
        ('people', '0001_base'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Course',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, verbose_name='课程编号')),
                    ('name', models.CharField(max_length=60, verbose_name='课程名称')),
                    ('retired_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='people.region', verbose_name='所属区划')),
                ],
                options={
                    'verbose_name': '课程',
                    'verbose_name_plural': '课程',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='BankQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, verbose_name='题目编号')),
                    ('retired_on', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                    ('retired_for', models.CharField(blank=True, max_length=200, verbose_name='停用原因')),
                    ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.course', verbose_name='课程')),
                ],
                options={
                    'verbose_name': '题目',
                    'verbose_name_plural': '题目',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='CourseVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本号')),
                    ('outline', models.TextField(verbose_name='讲什么')),
                    ('hours', models.PositiveSmallIntegerField(verbose_name='学时')),
                    ('months', models.PositiveSmallIntegerField(verbose_name='合格有效期（月）')),
                    ('everyone', models.BooleanField(default=False, verbose_name='窗口人员都要学')),
                    ('keeps', models.BooleanField(default=True, verbose_name='上一版合格的继续有效')),
                    ('valid_from', models.DateField(verbose_name='起用日期')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='training.course', verbose_name='课程')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ],
                options={
                    'verbose_name': '课程版本',
                    'verbose_name_plural': '课程版本',
                    'ordering': ['course', '-number'],
                },
            ),
            migrations.CreateModel(
                name='CourseSession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('starts_at', models.DateTimeField(verbose_name='开始时间')),
                    ('ends_at', models.DateTimeField(verbose_name='结束时间')),
                    ('place', models.CharField(max_length=100, verbose_name='地点')),
                    ('teacher', models.CharField(max_length=60, verbose_name='授课人')),
                    ('seats', models.PositiveSmallIntegerField(verbose_name='座位数')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='排定人')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='training.courseversion', verbose_name='课程版本')),
                ],
                options={
                    'verbose_name': '培训期次',
                    'verbose_name_plural': '培训期次',
                    'ordering': ['-starts_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='CourseItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.item', verbose_name='事项')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='training.courseversion', verbose_name='课程版本')),
                ],
                options={
                    'verbose_name': '课程对应事项',
                    'verbose_name_plural': '课程对应事项',
                    'ordering': ['version', 'item__code'],
                },
            ),
            migrations.CreateModel(
                name='CourseCause',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cause', models.CharField(choices=[('unknown', '原因待查'), ('untrained', '业务不熟、培训不足'), ('no_space', '场地受限'), ('no_power', '授权不到位'), ('no_staff', '派驻人员不足'), ('system', '业务系统未贯通、重复录入'), ('data', '数据报送错漏'), ('habit', '沿用原办理习惯')], max_length=20, verbose_name='原因')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='causes', to='training.courseversion', verbose_name='课程版本')),
                ],
                options={
                    'verbose_name': '课程对应原因',
                    'verbose_name_plural': '课程对应原因',
                    'ordering': ['version', 'cause'],
                },
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('enrolled_at', models.DateTimeField(auto_now_add=True, verbose_name='报名时间')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='退出时间')),
                    ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签到时间')),
                    ('signed_way', models.CharField(blank=True, choices=[('code', '本人输入签到码'), ('list', '组织者按名单')], max_length=10, verbose_name='签到方式')),
                    ('enrolled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报名人')),
                    ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='training.coursesession', verbose_name='培训期次')),
                    ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签到经办')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='people.staff', verbose_name='工作人员')),
                ],
                options={
                    'verbose_name': '报名',
                    'verbose_name_plural': '报名',
                    'ordering': ['staff__department__code', 'staff__code'],
                },
            ),
            migrations.CreateModel(
                name='Exam',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('title', models.CharField(max_length=80, verbose_name='名称')),
                    ('opens_at', models.DateTimeField(verbose_name='开考时间')),
                    ('closes_at', models.DateTimeField(verbose_name='结束时间')),
                    ('minutes', models.PositiveSmallIntegerField(verbose_name='答卷时间（分钟）')),
                    ('pass_share', models.PositiveSmallIntegerField(verbose_name='合格线（%）')),
                    ('sealed_secret', models.TextField(verbose_name='封存的密值')),
                    ('commitment', models.CharField(max_length=64, verbose_name='种子承诺')),
                    ('frame_digest', models.CharField(max_length=64, verbose_name='题目名单摘要')),
                    ('committed_at', models.DateTimeField(verbose_name='承诺时间')),
                    ('secret', models.CharField(blank=True, max_length=64, verbose_name='密值')),
                    ('reason', models.CharField(blank=True, max_length=200, verbose_name='取消原因')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='组卷人')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exams', to='training.courseversion', verbose_name='课程版本')),
                ],
                options={
                    'verbose_name': '考试',
                    'verbose_name_plural': '考试',
                    'ordering': ['-opens_at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='ExamPaper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('status', models.CharField(max_length=20, verbose_name='状态')),
                    ('status_at', models.DateTimeField(verbose_name='状态时间')),
                    ('try_number', models.PositiveSmallIntegerField(verbose_name='第几次考')),
                    ('started_at', models.DateTimeField(verbose_name='开始时间')),
                    ('ends_at', models.DateTimeField(verbose_name='应交卷时间')),
                    ('handed_in_at', models.DateTimeField(blank=True, null=True, verbose_name='交卷时间')),
                    ('marks', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='得分')),
                    ('full_marks', models.PositiveSmallIntegerField(verbose_name='满分')),
                    ('passed', models.BooleanField(blank=True, null=True, verbose_name='合格')),
                    ('exam', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='training.exam', verbose_name='考试')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='people.staff', verbose_name='考生')),
                    ('status_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='状态经办')),
                ],
                options={
                    'verbose_name': '试卷',
                    'verbose_name_plural': '试卷',
                    'ordering': ['exam', 'staff__code'],
                },
            ),
            migrations.CreateModel(
                name='ExamPart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='序号')),
                    ('topic', models.CharField(max_length=40, verbose_name='知识点')),
                    ('difficulty', models.PositiveSmallIntegerField(choices=[(1, '易'), (2, '中'), (3, '难')], verbose_name='难度')),
                    ('count', models.PositiveSmallIntegerField(verbose_name='题数')),
                    ('marks', models.PositiveSmallIntegerField(verbose_name='每题分值')),
                    ('exam', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='training.exam', verbose_name='考试')),
                ],
                options={
                    'verbose_name': '组卷蓝图行',
                    'verbose_name_plural': '组卷蓝图行',
                    'ordering': ['exam', 'place'],
                },
            ),
            migrations.CreateModel(
                name='Qualification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=40, verbose_name='合格证编号')),
                    ('valid_from', models.DateField(verbose_name='起始日期')),
                    ('valid_to', models.DateField(verbose_name='有效期至')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                    ('ended_for', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
                    ('paper', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='qualification', to='training.exampaper', verbose_name='试卷')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='people.staff', verbose_name='工作人员')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='training.courseversion', verbose_name='课程版本')),
                ],
                options={
                    'verbose_name': '培训合格',
                    'verbose_name_plural': '培训合格',
                    'ordering': ['-valid_from', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='QuestionVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='版本号')),
                    ('kind', models.CharField(choices=[('single', '单选'), ('multiple', '多选'), ('judge', '判断')], max_length=10, verbose_name='题型')),
                    ('topic', models.CharField(max_length=40, verbose_name='知识点')),
                    ('difficulty', models.PositiveSmallIntegerField(choices=[(1, '易'), (2, '中'), (3, '难')], verbose_name='难度')),
                    ('stem', models.CharField(max_length=500, verbose_name='题目')),
                    ('reasons', models.CharField(blank=True, max_length=500, verbose_name='解析')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                    ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.importbatch', verbose_name='导入批次')),
                    ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='命题人')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='training.bankquestion', verbose_name='题目')),
                ],
                options={
                    'verbose_name': '题目版本',
                    'verbose_name_plural': '题目版本',
                    'ordering': ['question__code', '-number'],
                },
            ),
            migrations.CreateModel(
                name='QuestionOption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('letter', models.CharField(max_length=1, verbose_name='序号')),
                    ('text', models.CharField(max_length=200, verbose_name='内容')),
                    ('right', models.BooleanField(verbose_name='正确')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='options', to='training.questionversion', verbose_name='题目版本')),
                ],
                options={
                    'verbose_name': '选项',
                    'verbose_name_plural': '选项',
                    'ordering': ['version', 'letter'],
                },
            ),
            migrations.CreateModel(
                name='PaperQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='题号')),
                    ('shown', models.CharField(max_length=6, verbose_name='选项次序')),
                    ('marks', models.PositiveSmallIntegerField(verbose_name='分值')),
                    ('answer', models.CharField(blank=True, max_length=6, verbose_name='作答')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='作答时间')),
                    ('right', models.BooleanField(blank=True, null=True, verbose_name='答对')),
                    ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='training.exampaper', verbose_name='试卷')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.questionversion', verbose_name='题目版本')),
                ],
                options={
                    'verbose_name': '卷面题',
                    'verbose_name_plural': '卷面题',
                    'ordering': ['paper', 'place'],
                },
            ),
            migrations.CreateModel(
                name='FramedQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('exam', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frame', to='training.exam', verbose_name='考试')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.questionversion', verbose_name='题目版本')),
                ],
                options={
                    'verbose_name': '入围题目',
                    'verbose_name_plural': '入围题目',
                    'ordering': ['exam', 'version__question__code'],
                },
            ),
            migrations.CreateModel(
                name='TrainingTerms',
                fields=[
                    ('region', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='training_terms', serialize=False, to='people.region', verbose_name='所属区划')),
                    ('gate', models.CharField(choices=[('remind', '提醒：照常开窗、受理，写明缺什么'), ('bar', '拦住：取得有效培训合格前不能开窗、受理')], default='remind', max_length=10, verbose_name='没有有效培训时')),
                    ('tries', models.PositiveSmallIntegerField(default=2, verbose_name='每次培训后可以考几次（含补考）')),
                    ('resit_days', models.PositiveSmallIntegerField(default=3, verbose_name='补考至少间隔几天（自然日）')),
                    ('remind_days', models.PositiveSmallIntegerField(default=30, verbose_name='到期前几天提醒（自然日）')),
                    ('effect_days', models.PositiveSmallIntegerField(default=90, verbose_name='效果比较的时间跨度（培训前后各几天）')),
                    ('set_at', models.DateTimeField(auto_now=True, verbose_name='设定时间')),
                    ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='设定人')),
                ],
                options={
                    'verbose_name': '培训参数',
                    'verbose_name_plural': '培训参数',
                },
            ),
            migrations.AddConstraint(
                model_name='course',
                constraint=models.UniqueConstraint(fields=('region', 'code'), name='course_code_once_a_region'),
            ),
            migrations.AddConstraint(
                model_name='bankquestion',
                constraint=models.UniqueConstraint(fields=('course', 'code'), name='question_code_once_a_course'),
            ),
            migrations.AddConstraint(
                model_name='courseversion',
                constraint=models.UniqueConstraint(fields=('course', 'number'), name='course_version_once'),
            ),
            migrations.AddConstraint(
                model_name='courseversion',
                constraint=models.CheckConstraint(condition=models.Q(('months__gte', 1), ('months__lte', 60)), name='course_validity'),
            ),
            migrations.AddConstraint(
                model_name='coursesession',
                constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after_it_starts'),
            ),
            migrations.AddConstraint(
                model_name='coursesession',
                constraint=models.CheckConstraint(condition=models.Q(('seats__gte', 1)), name='session_has_a_seat'),
            ),
            migrations.AddConstraint(
                model_name='coursesession',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'held', 'cancelled'])), name='session_status'),
            ),
            migrations.AddConstraint(
                model_name='courseitem',
                constraint=models.UniqueConstraint(fields=('version', 'item'), name='course_item_once'),
            ),
            migrations.AddConstraint(
                model_name='coursecause',
                constraint=models.UniqueConstraint(fields=('version', 'cause'), name='course_cause_once'),
            ),
            migrations.AddConstraint(
                model_name='enrolment',
                constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('session', 'staff'), name='one_seat_a_person'),
            ),
            migrations.AddConstraint(
                model_name='enrolment',
                constraint=models.CheckConstraint(condition=models.Q(('signed_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='who_was_there_did_not_withdraw'),
            ),
            migrations.AddConstraint(
                model_name='exam',
                constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='exam_closes_after_it_opens'),
            ),
            migrations.AddConstraint(
                model_name='exam',
                constraint=models.CheckConstraint(condition=models.Q(('pass_share__gte', 1), ('pass_share__lte', 100)), name='exam_pass_share'),
            ),
            migrations.AddConstraint(
                model_name='exam',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['committed', 'closed', 'called_off'])), name='exam_status'),
            ),
            migrations.AddConstraint(
                model_name='exampaper',
                constraint=models.UniqueConstraint(fields=('exam', 'staff'), name='one_paper_a_candidate'),
            ),
            migrations.AddConstraint(
                model_name='exampaper',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['writing', 'handed_in', 'marked'])), name='exam_paper_status'),
            ),
            migrations.AddConstraint(
                model_name='exampart',
                constraint=models.UniqueConstraint(fields=('exam', 'place'), name='exam_part_once_a_place'),
            ),
            migrations.AddConstraint(
                model_name='exampart',
                constraint=models.UniqueConstraint(fields=('exam', 'topic', 'difficulty'), name='exam_part_once_a_stratum'),
            ),
            migrations.AddIndex(
                model_name='qualification',
                index=models.Index(fields=['staff', 'valid_to'], name='qualification_by_staff'),
            ),
            migrations.AddConstraint(
                model_name='qualification',
                constraint=models.UniqueConstraint(fields=('version', 'number'), name='qualification_number_once'),
            ),
            migrations.AddConstraint(
                model_name='qualification',
                constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='qualification_dates'),
            ),
            migrations.AddConstraint(
                model_name='questionversion',
                constraint=models.UniqueConstraint(fields=('question', 'number'), name='question_version_once'),
            ),
            migrations.AddConstraint(
                model_name='questionoption',
                constraint=models.UniqueConstraint(fields=('version', 'letter'), name='option_letter_once'),
            ),
            migrations.AddConstraint(
                model_name='paperquestion',
                constraint=models.UniqueConstraint(fields=('paper', 'place'), name='paper_question_once_a_place'),
            ),
            migrations.AddConstraint(
                model_name='paperquestion',
                constraint=models.UniqueConstraint(fields=('paper', 'version'), name='paper_question_once'),
            ),
            migrations.AddConstraint(
                model_name='framedquestion',
                constraint=models.UniqueConstraint(fields=('exam', 'version'), name='framed_once'),
            ),
        ]),
    ]
