"""Private keys lie sealed: another secret, another holder or a changed byte opens none of them."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yimen.common.errors import Refused
from yimen.documents.signing import authority, queries, sealing, services
from yimen.documents.signing.models import Certificate, SigningAuthority
from yimen.people.models import Region, User

OTHER_SECRET = "another secret of forty characters or more"


def test_a_key_opens_with_its_secret_for_its_holder_only(settings: Any) -> None:
    key = authority.fresh_key()
    sealed = sealing.seal(key, "person|230522|7")
    opened = sealing.unseal(sealed, "person|230522|7")
    assert opened.private_numbers() == key.private_numbers()
    with pytest.raises(Refused, match="密钥被移动过"):
        sealing.unseal(sealed, "person|230522|8")
    settings.SIGNING_SECRET = OTHER_SECRET
    with pytest.raises(Refused, match="YIMEN_SIGNING_SECRET"):
        sealing.unseal(sealed, "person|230522|7")


def test_a_changed_byte_opens_nothing() -> None:
    version, _, text = sealing.seal(authority.fresh_key(), "root|230522").partition(":")
    content = bytearray(base64.b64decode(text))
    content[-1] ^= 1
    with pytest.raises(Refused, match="签名密钥打不开"):
        sealing.unseal(f"{version}:{base64.b64encode(bytes(content)).decode()}", "root|230522")


def test_the_same_key_is_never_sealed_to_the_same_text() -> None:
    key = authority.fresh_key()
    assert sealing.seal(key, "root|230522") != sealing.seal(key, "root|230522")


@pytest.mark.django_db
def test_what_lies_in_the_database_holds_no_key_in_the_clear(county: Region, approver: User, settings: Any) -> None:
    services.open_authority(by=None, region=county)
    certificate = services.issue(by=None, holder=approver)
    kept = SigningAuthority.objects.get().sealed_key + Certificate.objects.get().sealed_key
    assert "PRIVATE KEY" not in kept and certificate.sealed_key.startswith("1:")
    label = queries.key_label(county.pk, approver.pk)
    public = sealing.unseal(certificate.sealed_key, label).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert base64.b64decode(certificate.sealed_key.partition(":")[2]).find(pem) == -1
    settings.SIGNING_SECRET = OTHER_SECRET
    with pytest.raises(Refused, match="YIMEN_SIGNING_SECRET"):
        services.issue(by=None, holder=approver)
