"""培训 as nouns: Django looks for a room's models here; they stand in the rooms within."""

from yimen.training.bank.models import BankQuestion, QuestionOption, QuestionVersion
from yimen.training.courses.models import Course, CourseCause, CourseItem, CourseVersion, TrainingTerms
from yimen.training.exams.models import Exam, ExamPaper, ExamPart, FramedQuestion, PaperQuestion
from yimen.training.sessions.models import CourseSession, Enrolment
from yimen.training.standing.models import Qualification

__all__ = [
    "BankQuestion", "Course", "CourseCause", "CourseItem", "CourseSession", "CourseVersion", "Enrolment", "Exam",
    "ExamPaper", "ExamPart", "FramedQuestion", "PaperQuestion", "Qualification", "QuestionOption", "QuestionVersion",
    "TrainingTerms",
]  # fmt: skip
