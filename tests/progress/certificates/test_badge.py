"""The badge: by the public schemas, by the standards' own sentences, verifiable with nothing but what it points at."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft201909Validator, FormatChecker

from course.people.models import User
from course.progress.certificates import badge, keys
from course.progress.certificates.actions import forget, revoke
from course.progress.certificates.verifying import LARGEST_LIST, NotVerifiedError, bit, verify
from course.progress.models import STATUS_LIST_SIZE, BadgeKey, Certificate

As = Callable[[User | None], Client]
pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).parent / "schemas"
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def schema(name: str) -> Draft201909Validator:
    return Draft201909Validator(
        json.loads((SCHEMAS / f"ob_v3p0_{name}_schema.json").read_text()), format_checker=FormatChecker()
    )


def get(url: str) -> Any:
    """Fetch an address of this site as a stranger, who takes no cookie along and gets none."""
    answer = Client().get(urlsplit(url).path)
    assert answer.status_code == 200
    assert not answer.cookies
    return answer


@pytest.fixture
def token(as_: As, ada: User, certificate: Certificate) -> str:
    """Ada's badge as she downloads it."""
    return as_(ada).get(reverse("certificates:badge", args=[certificate.code])).text


@pytest.fixture
def document(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def checked(token: str, at: datetime | None = None) -> dict[str, Any]:
    """Verify as a stranger does: the key and the list are what stands at the addresses in the badge."""
    return verify(
        token, lambda kid: get(kid).json(), lambda url: str(get(url).text), at or timezone.now() + timedelta(minutes=1)
    )


def signed_again(document: dict[str, Any], key: Any = None, **header: Any) -> str:
    """Sign this with the site's own key (or another), as only somebody who stole it could."""
    kid, own = keys.signing_key()
    headers = {"kid": badge.key_address(kid), "typ": "JWT"} | header
    return jwt.encode(document, key or own, headers.get("alg", "RS256"), headers=headers)


# --- The standards -----------------------------------------------------------------------------------------------


def test_the_credential_is_valid_by_the_schema_of_1edtech(
    as_: As, ada: User, certificate: Certificate, document: dict[str, Any]
) -> None:
    shown = as_(ada).get(reverse("certificates:badge", args=[certificate.code]), {"vorm": "json"}).json()

    for credential in (shown, document):
        assert not list(schema("achievementcredential").iter_errors(credential))


def test_the_schema_would_have_noticed(document: dict[str, Any]) -> None:
    """A failure test for the test above: without the achievement's name it is no badge."""
    del document["credentialSubject"]["achievement"]["name"]

    assert list(schema("achievementcredential").iter_errors(document))


def test_the_issuer_is_valid_by_the_schema_of_1edtech(document: dict[str, Any]) -> None:
    profile = get(document["issuer"]["id"]).json()

    assert not list(schema("profile").iter_errors(profile))
    assert profile["id"] == document["issuer"]["id"]
    assert profile["name"] == document["issuer"]["name"] == "POI Het Verband"


def test_the_achievement_stands_where_the_badge_says(document: dict[str, Any]) -> None:
    achievement = document["credentialSubject"]["achievement"]
    published = get(achievement["id"]).json()

    assert published["id"] == achievement["id"]
    assert published["criteria"]["narrative"] == achievement["criteria"]["narrative"] == "Minstens 4 van de 4 dingen."


def test_the_token_is_made_as_open_badges_8_2_says(token: str, document: dict[str, Any]) -> None:
    header = jwt.get_unverified_header(token)

    assert set(header) <= {"alg", "kid", "typ", "jwk"}
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    jwk = get(header["kid"]).json()
    assert "d" not in jwk
    assert document["iss"] == document["issuer"]["id"]
    assert document["jti"] == document["id"]
    assert document["sub"] == document["credentialSubject"]["id"]
    assert document["nbf"] == int(datetime.fromisoformat(document["validFrom"]).timestamp())
    assert "vc" not in document


def test_the_credential_keeps_the_musts_of_verifiable_credentials_2(document: dict[str, Any]) -> None:
    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"  # 4.3: the first one, in order.
    assert "VerifiableCredential" in document["type"]  # 4.5
    assert urlsplit(document["id"]).scheme in {"http", "https"}  # 4.4: one URL.
    assert urlsplit(document["issuer"]["id"]).scheme in {"http", "https"}  # 4.7
    assert datetime.fromisoformat(document["validFrom"]).tzinfo is not None  # 4.9: dateTimeStamp.
    assert document["credentialStatus"]["type"] == "BitstringStatusListEntry"  # 4.10: each status has a type.
    assert document["credentialSchema"][0].keys() == {"id", "type"}  # 4.11: both.
    assert "issuanceDate" not in document  # A word of version 1.


def test_the_status_list_keeps_the_musts_of_bitstring_status_list_1(document: dict[str, Any]) -> None:
    entry = document["credentialStatus"]
    assert entry["statusPurpose"] == "revocation"
    assert entry["statusListIndex"].isdecimal()  # 2.1: a whole number of 0 or more, as a string.
    assert entry["id"] != entry["statusListCredential"]  # 2.1: the entry's id is not the list's address.

    answer = get(entry["statusListCredential"])
    assert answer["Content-Type"] == "application/vc+jwt"
    listed = jwt.decode(answer.text, options={"verify_signature": False})
    assert listed["id"] == entry["statusListCredential"]
    assert {"VerifiableCredential", "BitstringStatusListCredential"} <= set(listed["type"])  # 2.2
    subject = listed["credentialSubject"]
    assert subject["type"] == "BitstringStatusList"
    assert subject["statusPurpose"] == "revocation"
    encoded = subject["encodedList"]
    assert encoded[0] == "u"  # 2.2: multibase, base64url without padding.
    assert "=" not in encoded
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) * 8 >= 131_072  # 3.3: the least, for the privacy of a group.
    assert set(bits) == {0}


def test_the_badge_names_nobody(ada: User, token: str, document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False)
    assert ada.name not in text
    assert ada.email not in text
    [identity] = document["credentialSubject"]["identifier"]
    assert identity["identityHash"] == f"sha256${hashlib.sha256((ada.email + identity['salt']).encode()).hexdigest()}"
    assert "evidence" not in document


def test_the_same_badge_is_the_same_bytes(as_: As, ada: User, certificate: Certificate, token: str) -> None:
    assert as_(ada).get(reverse("certificates:badge", args=[certificate.code])).text == token


def test_the_picture_carries_the_token(as_: As, ada: User, certificate: Certificate, token: str) -> None:
    picture = as_(ada).get(reverse("certificates:badge", args=[certificate.code]), {"vorm": "svg"})

    assert picture["Content-Type"] == "image/svg+xml"
    assert 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in picture.text
    assert f'<openbadges:credential verify="{token}">' in picture.text


# --- Verifying ---------------------------------------------------------------------------------------------------


def test_a_stranger_verifies_the_badge_with_what_it_points_at(token: str, certificate: Certificate) -> None:
    document = checked(token)

    assert document["id"].endswith(certificate.get_absolute_url())


def test_a_revoked_badge_no_longer_holds(tove: User, certificate: Certificate, token: str) -> None:
    revoke(by=tove, certificate=certificate, reason="mistake")

    with pytest.raises(NotVerifiedError, match="revoked"):
        checked(token)


def test_who_asked_to_be_forgotten_has_no_badge_that_holds(ada: User, token: str) -> None:
    forget(ada)

    with pytest.raises(NotVerifiedError, match="revoked"):
        checked(token)


@pytest.mark.parametrize("place", [0, 7, 8, 4_711, STATUS_LIST_SIZE - 1])
def test_revoking_one_badge_leaves_the_others(place: int) -> None:
    encoded = badge.encoded([place])

    assert bit(encoded, place)
    assert not any(bit(encoded, other) for other in (place - 1, place + 1) if 0 <= other < STATUS_LIST_SIZE)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_letter_anywhere_is_noticed(token: str, part: int) -> None:
    parts = token.split(".")
    middle = len(parts[part]) // 2
    changed = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + changed + parts[part][middle + 1 :]

    with pytest.raises(NotVerifiedError):
        verify(".".join(parts), lambda _kid: BadgeKey.objects.get().jwk, lambda _url: None, timezone.now())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": "http://testserver/certificaat/uitgever/een-ander/"}, "issuer"),
        ({"jti": "http://testserver/certificaat/iets-anders/"}, " id:"),
        ({"sub": "urn:uuid:00000000-0000-4000-8000-000000000000"}, "subject"),
        ({"nbf": 1}, "validFrom"),
        ({"exp": 9_999_999_999}, "validUntil"),
        ({"validFrom": "gisteren"}, "validFrom"),
        ({"issuer": "https://elders.example", "iss": "https://elders.example"}, "another site"),
        ({"type": ["VerifiableCredential"]}, "another kind"),
        ({"credentialStatus": {"type": "Iets"}}, "not known here"),
        ({"credentialStatus": "weg"}, "not known here"),
    ],
)
def test_even_signed_by_the_true_key_what_does_not_fit_is_refused(
    document: dict[str, Any], change: dict[str, Any], why: str
) -> None:
    with pytest.raises(NotVerifiedError, match=why):
        checked(signed_again(document | change))


def test_a_badge_that_leaves_out_its_claims_is_refused(document: dict[str, Any]) -> None:
    for claim in ("iss", "jti", "nbf", "sub"):
        with pytest.raises(NotVerifiedError):
            checked(signed_again({key: value for key, value in document.items() if key != claim}))


def test_a_badge_is_not_valid_before_its_day(token: str, certificate: Certificate) -> None:
    with pytest.raises(NotVerifiedError, match="not yet"):
        checked(token, at=certificate.issued_at - timedelta(days=1))


def test_a_badge_without_a_signature_is_refused(document: dict[str, Any]) -> None:
    unsigned = jwt.encode(document, None, "none", headers={"kid": badge.key_address(keys.signing_key()[0])})

    with pytest.raises(NotVerifiedError, match="none"):
        checked(unsigned)


def test_the_public_key_as_a_secret_signs_nothing(document: dict[str, Any]) -> None:
    """The old confusion: a MAC with the published key as its secret, in a verifier that believes the header."""
    kid, key = keys.signing_key()
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = {"alg": "HS256", "typ": "JWT", "kid": badge.key_address(kid)}
    signing = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (head, document)
    )
    mac = hmac.new(pem, signing.encode(), "sha256").digest()

    with pytest.raises(NotVerifiedError, match="HS256"):
        checked(f"{signing}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}")


def test_a_badge_that_brings_its_own_key_is_refused(document: dict[str, Any]) -> None:
    jwk = keys.public_jwk(OTHER_KEY)
    kid = badge.key_address(keys.thumbprint(jwk))

    with pytest.raises(NotVerifiedError, match="more than alg, kid and typ"):
        checked(signed_again(document, OTHER_KEY, jwk=jwk))
    with pytest.raises(NotVerifiedError, match="not published"):
        verify(signed_again(document, OTHER_KEY, kid=kid), lambda _kid: None, lambda _url: None, timezone.now())


def test_another_algorithm_with_another_key_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(NotVerifiedError, match="EdDSA"):
        checked(signed_again(document, ed25519.Ed25519PrivateKey.generate(), alg="EdDSA"))


def test_a_badge_of_another_signer_under_our_key_id_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(NotVerifiedError, match="signature"):
        checked(signed_again(document, OTHER_KEY))


def test_a_status_list_must_be_the_issuers_own_and_whole(document: dict[str, Any], token: str) -> None:
    def find_key(kid: str) -> dict[str, Any]:
        found: dict[str, Any] = get(kid).json()
        return found

    now = timezone.now() + timedelta(minutes=1)
    listed = badge.status_credential(0)
    bad = [
        listed | {"id": listed["id"] + "1", "credentialSubject": listed["credentialSubject"]},
        listed | {"type": ["VerifiableCredential"]},
        listed | {"credentialSubject": listed["credentialSubject"] | {"statusPurpose": "suspension"}},
        listed | {"credentialSubject": listed["credentialSubject"] | {"encodedList": "uAAAA"}},
        listed | {"credentialSubject": listed["credentialSubject"] | {"encodedList": "zAAAA"}},
    ]
    for wrong in bad:
        with pytest.raises(NotVerifiedError):
            verify(token, find_key, lambda _url, wrong=wrong: badge.signed(wrong), now)  # type: ignore[misc]
    with pytest.raises(NotVerifiedError, match="cannot be looked up"):
        verify(token, find_key, lambda _url: None, now)
    old = badge.signed(badge.status_credential(0, at=now - timedelta(days=3)))
    with pytest.raises(NotVerifiedError, match="until"):
        verify(token, find_key, lambda _url: old, now)


def test_a_list_that_unpacks_without_end_is_refused() -> None:
    bomb = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(LARGEST_LIST * 4))).rstrip(b"=").decode()

    with pytest.raises(NotVerifiedError, match="size"):
        bit(bomb, 1)
    with pytest.raises(NotVerifiedError, match="size"):
        bit("u" + base64.urlsafe_b64encode(gzip.compress(bytes(100))).rstrip(b"=").decode(), 1)


@pytest.mark.parametrize("junk", ["", "a", "a.b", "a.b.c", "....", "é", "e30.e30.", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"])
def test_junk_is_refused_with_a_sentence(junk: str) -> None:
    with pytest.raises(NotVerifiedError, match=r"\w+"):
        verify(junk, lambda _kid: None, lambda _url: None, datetime.now(UTC))


# --- From the command line ---------------------------------------------------------------------------------------


def test_verify_badge_says_yes_and_no(
    token: str, tove: User, certificate: Certificate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "badge.jwt"
    file.write_text(f"{token}\n")
    call_command("verify_badge", file)
    assert "Verified: 23 dingen" in capsys.readouterr().out

    (tmp_path / "key.json").write_text(json.dumps(BadgeKey.objects.get().jwk))
    (tmp_path / "list.jwt").write_text(badge.signed(badge.status_credential(certificate.status_list)))
    call_command("verify_badge", file, key=tmp_path / "key.json", status=tmp_path / "list.jwt")

    revoke(by=tove, certificate=certificate, reason="mistake")
    with pytest.raises(CommandError, match="revoked"):
        call_command("verify_badge", file)
    file.write_text(token[:-8] + "AAAAAAAA")
    with pytest.raises(CommandError, match="Not verified"):
        call_command("verify_badge", file)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_badge", tmp_path / "nergens.jwt")
