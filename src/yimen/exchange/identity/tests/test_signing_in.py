"""Signing in at the province's provider: what fits gets in, and nothing forged, late, doubled or mixed up does."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt

from yimen.common.errors import Refused
from yimen.exchange.identity import provider as providers
from yimen.exchange.identity import signing_in as identity
from yimen.exchange.identity.tests.issuer import Issuer, new_key

BACK = "https://hall.example/portal/identity/back/"
ANOTHER = "https://other.example"


def now() -> datetime:
    return datetime.now(UTC)


def there_and_back(issuer: Issuer) -> tuple[dict[str, Any], dict[str, str]]:
    """What the session kept, and what the browser brings back."""
    address, kept = identity.begin(back=BACK, at=now())
    return kept, issuer.agree(address)


def signed_in(issuer: Issuer) -> identity.Vouched:
    kept, answer = there_and_back(issuer)
    return identity.finish(kept=kept, answer=answer, back=BACK, at=now())


def test_who_agrees_at_the_provider_is_who_it_says_at_the_level_that_it_says(issuer: Issuer) -> None:
    found = signed_in(issuer)
    assert found == identity.Vouched(issuer.address, "u1", "某甲", "11010519491231002X", "L2")


def test_what_the_token_leaves_out_is_asked_for_and_another_persons_is_refused(issuer: Issuer) -> None:
    issuer.userinfo, issuer.person = issuer.person, {"sub": "u1"}
    assert signed_in(issuer).name == "某甲"
    issuer.userinfo = {**issuer.userinfo, "sub": "u2"}
    with pytest.raises(Refused, match="对不上"):
        signed_in(issuer)


def test_a_changed_key_is_fetched_and_a_key_of_nobody_is_not_asked_for_all_day(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(issuer)
    issuer.key = new_key()
    with pytest.raises(Refused):  # within half a minute nobody makes us ask again
        signed_in(issuer)
    assert issuer.asked.count("/jwks") == 1
    monkeypatch.setattr(providers, "AGAIN_SECONDS", -1.0)
    assert signed_in(issuer).subject == "u1"
    assert issuer.asked.count("/jwks") == 2
    assert issuer.asked.count("/.well-known/openid-configuration") == 1


def coded(said: bytes) -> str:
    return urlsafe_b64encode(said).rstrip(b"=").decode()


def none(issuer: Issuer, claims: dict[str, Any]) -> str:
    """A token that nobody signed."""
    return ".".join((coded(json.dumps({"alg": "none"}).encode()), coded(json.dumps(claims).encode()), ""))


def shared(issuer: Issuer, claims: dict[str, Any]) -> str:
    """A token signed with the public key as if it were a shared secret; the library refuses to make one."""
    head = {"alg": "HS256", "kid": issuer.key.kid}
    said = ".".join(coded(json.dumps(part).encode()) for part in (head, claims))
    return f"{said}.{coded(hmac.digest(issuer.key.as_pem(private=False), said.encode(), 'sha256'))}"


def thief(issuer: Issuer, claims: dict[str, Any]) -> str:
    """A token signed with somebody's own key under the number of the provider's."""
    return jwt.encode({"alg": "RS256", "kid": issuer.key.kid}, claims, new_key())


FORGED: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": ANOTHER},
    "another audience": {"aud": "another"},
    "two audiences and another party": {"aud": ["yimen", "another"], "azp": "another"},
    "another nonce": {"nonce": "n"},
    "no nonce": {"nonce": None},
    "expired": {"exp": int(time.time()) - 3600},
    "no end": {"exp": None},
    "not yet": {"nbf": int(time.time()) + 3600},
    "nobody": {"sub": None},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


def test_a_token_whose_words_are_not_as_they_should_be_is_refused(issuer: Issuer) -> None:
    for name, claims in FORGED.items():
        issuer.claims = claims
        with pytest.raises(Refused, match="对不上"):
            signed_in(issuer)
            pytest.fail(name)


@pytest.mark.parametrize("forge", [none, shared, thief])
def test_a_token_not_signed_by_the_providers_key_is_refused(
    issuer: Issuer, forge: Callable[[Issuer, dict[str, Any]], str]
) -> None:
    issuer.sign = lambda claims: forge(issuer, claims)
    with pytest.raises(Refused, match="对不上"):
        signed_in(issuer)


def test_an_answer_that_another_browser_began_or_none_or_too_late_is_refused(issuer: Issuer) -> None:
    kept, answer = there_and_back(issuer)
    others, _ = there_and_back(issuer)
    late = now() + timedelta(minutes=identity.MINUTES, seconds=1)
    for mine, at in ((others, now()), (None, now()), (kept, late)):
        with pytest.raises(Refused, match="对不上"):
            identity.finish(kept=mine, answer=answer, back=BACK, at=at)
    assert identity.finish(kept=kept, answer=answer, back=BACK, at=now()).subject == "u1"


def test_a_stolen_code_is_worth_nothing_without_the_verifier_nor_a_second_time(issuer: Issuer) -> None:
    kept, answer = there_and_back(issuer)
    with pytest.raises(Refused):
        identity.finish(kept={**kept, "verifier": "v" * 64}, answer=answer, back=BACK, at=now())
    kept, answer = there_and_back(issuer)
    identity.finish(kept=kept, answer=answer, back=BACK, at=now())
    with pytest.raises(Refused, match="没有应答"):
        identity.finish(kept=kept, answer=answer, back=BACK, at=now())


def test_an_answer_of_another_provider_is_refused_before_the_code_goes_anywhere(issuer: Issuer) -> None:
    kept, answer = there_and_back(issuer)
    for said in ({**answer, "iss": ANOTHER}, {name: value for name, value in answer.items() if name != "iss"}):
        with pytest.raises(Refused, match="对不上"):
            identity.finish(kept=kept, answer=said, back=BACK, at=now())
    assert len(issuer.codes) == 1  # nobody redeemed it


def test_a_level_below_the_wanted_one_is_refused_in_words(issuer: Issuer, settings: Any) -> None:
    settings.IDENTITY_LEVELS = ["L3"]
    address, _ = identity.begin(back=BACK, at=now())
    assert "acr_values=L3" in address
    with pytest.raises(Refused, match="认证等级不够"):
        signed_in(issuer)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": ANOTHER},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": None},
    ],
)
def test_a_description_that_is_anothers_or_leads_out_in_clear_is_not_followed(
    issuer: Issuer, said: dict[str, Any]
) -> None:
    issuer.said = said
    with pytest.raises(Refused, match="没有应答"):
        identity.begin(back=BACK, at=now())


def test_who_does_not_agree_is_told_so(issuer: Issuer) -> None:
    kept, answer = there_and_back(issuer)
    with pytest.raises(Refused, match="没有同意"):
        identity.finish(kept=kept, answer={"error": "access_denied", "state": answer["state"]}, back=BACK, at=now())
