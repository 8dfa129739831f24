"""All settings of yimen; what differs between machines comes from the environment (.env.example lists it)."""

import gc
import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured

# Django makes many objects and few rings of them: at Python's 700 a fifth of a start or a test run goes into looking.
gc.set_threshold(50_000, 20, 50)

ROOT = Path(__file__).resolve().parents[3]


def env(name: str, default: str | None = None) -> str:
    """The value of an environment variable; a missing one without default stops the start with its name."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"缺少环境变量 {name}：请照 .env.example 设置后再启动。")
    return value


def env_flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on."""
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# Demonstration mode (演示模式) prints accounts and their codes: it is only for one's own machine.
DEMONSTRATION = env_flag("YIMEN_DEMONSTRATION")
DEBUG = env_flag("YIMEN_DEBUG")
YIMEN_DATA = Path(env("YIMEN_DATA", str(ROOT / "data"))).resolve()
ALLOWED_HOSTS = env("YIMEN_HOSTS", "127.0.0.1,localhost").split(",")
if DEMONSTRATION and not set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]", "testserver"}:
    raise ImproperlyConfigured("演示模式会公开账号，只允许在本机地址上运行：请把 YIMEN_HOSTS 设为 127.0.0.1。")
SECRET_KEY = env("YIMEN_SECRET_KEY", "demonstration-only-" + "0123456789abcdef" * 4 if DEMONSTRATION else None)
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("YIMEN_SECRET_KEY 太短：至少 50 个随机字符。")

# Private keys of signatures lie in the database encrypted under this secret, which lies elsewhere.
SIGNING_SECRET = env("YIMEN_SIGNING_SECRET", "demonstration-only-" + "fedcba98" * 4 if DEMONSTRATION else None)
if len(SIGNING_SECRET) < 40:
    raise ImproperlyConfigured("YIMEN_SIGNING_SECRET 太短：至少 40 个随机字符。")
# The signing service of UKeys (docs/signing.md); without an address there are software certificates only.
UKEY_URL = env("YIMEN_UKEY_URL", "")
UKEY_TOKEN = env("YIMEN_UKEY_TOKEN", "")
# The SMS gateway of the operator (docs/portal.md); without an address citizens can't sign in by phone.
SMS_URL = env("YIMEN_SMS_URL", "").rstrip("/")
SMS_TOKEN = env("YIMEN_SMS_TOKEN", "")
# Where posted letters are (快递100 实时查询, docs/cases.md); without an address nobody is asked. The carrier is whose
# numbers those are that say nothing themselves.
EXPRESS_URL = env("YIMEN_EXPRESS_URL", "").rstrip("/")
EXPRESS_CUSTOMER = env("YIMEN_EXPRESS_CUSTOMER", "")
EXPRESS_KEY = env("YIMEN_EXPRESS_KEY", "")
EXPRESS_CARRIER = env("YIMEN_EXPRESS_CARRIER", "ems")
# The province's identity (省统一身份认证, docs/portal.md): the issuer's address (empty: no such sign-in), the client
# that it registered us as, the levels of assurance (acr) that will do, and how it calls what it says of a person.
IDENTITY_URL = env("YIMEN_IDENTITY_URL", "")
IDENTITY_CLIENT = env("YIMEN_IDENTITY_CLIENT", "")
IDENTITY_SECRET = env("YIMEN_IDENTITY_SECRET", "")
IDENTITY_LEVELS = env("YIMEN_IDENTITY_LEVELS", "").split()
IDENTITY_CLAIMS = dict(
    each.split("=", 1)
    for each in env(
        "YIMEN_IDENTITY_CLAIMS", "name=name person_id=id_number firm_id=legal_code firm_name=legal_name"
    ).split()
)
if set(IDENTITY_CLAIMS) != {"name", "person_id", "firm_id", "firm_name"}:
    raise ImproperlyConfigured("YIMEN_IDENTITY_CLAIMS 要写全四项：name= person_id= firm_id= firm_name=，用空格隔开。")
# Where the public reaches this system: stands in the codes on signed papers.
PUBLIC_URL = env("YIMEN_PUBLIC_URL", "http://127.0.0.1:8000" if DEMONSTRATION else f"https://{ALLOWED_HOSTS[0]}")

# The province's platform (docs/platform.md): where it answers, and the key that both sides have. Without an address
# nothing is sent over the network; packages of files need the key only.
PLATFORM_URL = env("YIMEN_PLATFORM_URL", "")
PLATFORM_KEY = env("YIMEN_PLATFORM_KEY", "yimen")
PLATFORM_SECRET = env("YIMEN_PLATFORM_SECRET", "demonstration-only-" + "89abcdef" * 4 if DEMONSTRATION else "")
PLATFORM_ALGORITHM = env("YIMEN_PLATFORM_ALGORITHM", "HMAC-SM3")
# Counties that report their cases and items there, by code; the others leave no messages.
PLATFORM_REGIONS = frozenset(
    env("YIMEN_PLATFORM_REGIONS", "230522000000" if DEMONSTRATION else "").replace(",", " ").split()
)
if wrong := sorted(each for each in PLATFORM_REGIONS if not (len(each) == 12 and each.isdecimal())):
    raise ImproperlyConfigured(f"YIMEN_PLATFORM_REGIONS 应为 12 位区划代码，逗号隔开：{'、'.join(wrong)} 不是。")
if PLATFORM_ALGORITHM not in {"HMAC-SM3", "HMAC-SHA256"}:
    raise ImproperlyConfigured("YIMEN_PLATFORM_ALGORITHM 应为 HMAC-SM3 或 HMAC-SHA256。")
if (PLATFORM_URL or PLATFORM_SECRET) and len(PLATFORM_SECRET) < 32:
    raise ImproperlyConfigured("YIMEN_PLATFORM_SECRET 太短：至少 32 个随机字符，与省平台约定。")

ROOMS = [
    "ledger",
    "people",
    "exchange",
    "documents",
    "catalog",
    "halls",
    "entry",
    "cases",
    "rectification",
    "evaluation",
    "training",
    "evidence",
    "inspections",
    "programme",
    "overview",
    "api",
    "portal",
    "demonstration",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "yimen.common",
    *[f"yimen.{room}" for room in ROOMS],
    "yimen.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yimen.config.middleware.security_headers",
    "yimen.halls.queue.drawings.boards_first",
    "yimen.config.middleware.possible_addresses",
    "yimen.config.middleware.database_away",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yimen.people.middleware.limit_session",
    "yimen.people.middleware.require_second_factor",
    "yimen.people.middleware.explain_refusal",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yimen.config.urls"
WSGI_APPLICATION = "yimen.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src/yimen/common/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yimen.config.navigation.navigation",
            ],
        },
    }
]

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
    "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456;PRAGMA cache_size=-40000;PRAGMA journal_size_limit=67108864;"
)


def database(url: str) -> dict[str, object]:
    """Django's database settings for `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "CONN_MAX_AGE": None,
            # FULL, not NORMAL: in WAL mode NORMAL loses acknowledged writes when the power fails.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
            # A file, so that tests run in WAL mode like the real thing.
            "TEST": {"NAME": str(YIMEN_DATA / "test.sqlite3")},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # A statement said for the third time on a connection is planned no more: half of the server's work on a
            # short one. A pooler in between must know prepared statements (PgBouncer 1.21 and later).
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
        }
    raise ImproperlyConfigured(f"YIMEN_DATABASE_URL 的类型 {parts.scheme} 不认识：请用 sqlite:/// 或 postgresql://。")


YIMEN_DATA.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": database(env("YIMEN_DATABASE_URL", f"sqlite://{YIMEN_DATA / 'yimen.sqlite3'}"))}
# On disk, so that a code used once in one worker process is known to the others.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(YIMEN_DATA / "cache")}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Time: stored in UTC, computed and shown in Asia/Shanghai.
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True

# Sign-in: password, then a code from an authenticator (TOTP); lock-out after five failures for fifteen minutes.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "yimen.people.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "一门"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {"authenticate": "yimen.people.forms.CodeForm", "reauthenticate": "yimen.people.forms.ConfirmForm"}
# One address may fail five times an account (axes, below); all addresses together twenty times in a quarter of an hour.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/15m/key"}
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "yimen.people.adapter.attempted_name"
AXES_VERBOSE = False

# Working days within which an objection to the negative list (负面清单) is answered.
OBJECTION_DAYS = int(env("YIMEN_OBJECTION_DAYS", "10"))

# Evidence sets from outside (外来证据集): gigabytes of one, and of the disk that stay free; how many verified ones keep
# their files in each county; after how many days one that nobody goes on handing in is given up.
FOREIGN_SET_LARGEST = int(env("YIMEN_FOREIGN_SET_GB", "50")) * 2**30
FOREIGN_SET_RESERVE = int(env("YIMEN_FOREIGN_SET_RESERVE_GB", "2")) * 2**30
FOREIGN_SETS_KEPT = int(env("YIMEN_FOREIGN_SETS_KEPT", "6"))
FOREIGN_SET_DAYS = int(env("YIMEN_FOREIGN_SET_DAYS", "7"))

# Appointments (预约): after so many to which somebody did not come, and for how many days he books at a hall only.
NO_SHOWS = int(env("YIMEN_NO_SHOWS", "3"))
NO_SHOW_DAYS = int(env("YIMEN_NO_SHOW_DAYS", "30"))

SESSION_IDLE_SECONDS = int(env("YIMEN_SESSION_IDLE_SECONDS", str(15 * 60)))
SESSION_ABSOLUTE_SECONDS = int(env("YIMEN_SESSION_ABSOLUTE_SECONDS", str(8 * 3600)))
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
# Behind TLS (every installation but one's own machine) cookies are bound to the host and to https.
TLS = env_flag("YIMEN_TLS", default=not (DEMONSTRATION or DEBUG))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_NAME = "__Host-sessionid" if TLS else "sessionid"
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 31536000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [origin for origin in env("YIMEN_ORIGINS", "").split(",") if origin]
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # a floor plan sends nine fields for each thing drawn on it
FILE_UPLOAD_PERMISSIONS = 0o600

STATIC_URL = "/static/"
STATIC_ROOT = YIMEN_DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(YIMEN_DATA / "files")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("YIMEN_LOG_LEVEL", "WARNING")},
}
