"""Pages of certificates, and what whoever checks a file offline needs: root, list of revocations, program."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.common.page import page
from yimen.documents.signing import queries, services
from yimen.documents.signing.forms import IssueForm, RevokeForm
from yimen.documents.signing.models import Certificate, SigningAuthority
from yimen.people.access import SignedRequest, public, requires
from yimen.people.models import Region, User, in_force
from yimen.people.queries import may
from yimen.people.rules import ACTS

CHECKER = Path(__file__).parent / "standalone" / "verify_signed_file.py"


@requires("certificate.read")
def certificates(request: SignedRequest) -> HttpResponse:
    """The county's certificates; with the right, a form to give out another."""
    return _list(request)


def _list(request: SignedRequest, status: int = 200, form: IssueForm | None = None) -> HttpResponse:
    region = request.user.region
    context: dict[str, object] = {
        "page": page(request, queries.visible_to(request.user)),
        "authority": SigningAuthority.objects.filter(region=region).first(),
        "now": timezone.now(),
        "region": region,
        "form": form or IssueForm(holders=_holders(request)),
        "may_keep": may(request.user, "certificate.keep"),
    }
    return render(request, "documents/signing/certificates.html", context, status=status)


def _holders(request: SignedRequest) -> object:
    """Accounts that may sign and have no certificate in use."""
    used = Certificate.objects.filter(holder=OuterRef("pk"), revoked_at__isnull=True)
    rows = User.objects.filter(
        in_force(timezone.localdate(), "grants__"), ~Exists(used), region=request.user.region_id, is_active=True,
        grants__role__in=ACTS["agreement.sign"].roles,
    )  # fmt: skip
    return rows.distinct().order_by("username")


@require_POST
@requires("certificate.keep")
def open_authority(request: SignedRequest) -> HttpResponse:
    """The county's authority, opened."""
    services.open_authority(by=request.user, region=request.user.region)
    messages.success(request, "签名机构已建立，可以发放证书。")
    return redirect("signing:certificates")


@require_POST
@requires("certificate.keep")
def issue(request: SignedRequest) -> HttpResponse:
    """A certificate given out."""
    form = IssueForm(request.POST, holders=_holders(request))
    if not form.is_valid():
        return _list(request, 422, form)
    row = services.issue(by=request.user, **form.cleaned_data)
    messages.success(request, f"已为“{row.holder}”发放证书。")
    return redirect("signing:certificates")


@requires("certificate.keep")
def revoke(request: SignedRequest, pk: int) -> HttpResponse:
    """A certificate revoked, for a reason."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.revoke(by=request.user, certificate=row, **form.cleaned_data)
        messages.success(request, "证书已吊销；吊销之前的签名仍然有效。")
        return redirect("signing:certificates")
    context = {"certificate": row, "form": form}
    return render(request, "documents/signing/revoke.html", context, status=422 if form.errors else 200)


@public
def root(request: HttpRequest, region: str) -> HttpResponse:
    """The county's root certificate, PEM."""
    found = queries.authority_of(get_object_or_404(Region, pk=region))
    return _download(found.certificate.encode(), f"root-{region}.pem")


@public
def crl(request: HttpRequest, region: str) -> HttpResponse:
    """The county's list of revoked certificates, DER, as of now."""
    found = queries.revocations(get_object_or_404(Region, pk=region), timezone.now())
    return _download(found.public_bytes(Encoding.DER), f"revoked-{region}.crl")


@public
def checker(request: HttpRequest) -> HttpResponse:
    """The program that checks a file offline."""
    return _download(CHECKER.read_bytes(), CHECKER.name)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
