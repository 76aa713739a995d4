"""Who gets in where: every named address of ours, everybody of the cast, for GET and for POST, with ada's own objects.

To add an address, add a row to TABLE: `"room:name": Row(GET, post=POST)`. A cell says what the rest gets and then the
exceptions: "404; 200 ada ben tove; login nobody". The words:

    200 302 422 ...  the status; a form that is sent empty is 422 for who may send it
    403 404 405      refused; there is nothing for her; not by this method
    login            the way to the sign-in page
    302-             this status, and yet nothing changes (a minus behind any status)

Cells that come often have a name (SIGNED_IN, HERS); POST is 405 for everybody unless the row says otherwise; SAME is
the cell of GET again. An argument in an address that nobody used before gets ada's object in FROM_ADA
(access_world.py). Each test is one person: when a row is wrong, the failure lists what she found and what the row says.

What is held beside the statuses: a POST that is refused changes nothing in the whole database; without a token every
POST is refused; an id that does not exist is no page and no error of ours; and none but trainers and coordinators get
anywhere in Wagtail's admin.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from course.people.models import User
from tests.conftest import Place
from tests.house.access_world import (
    ADMIN,
    CAST,
    OURS,
    REFUSALS,
    World,
    digest,
    expected,
    make_world,
    outcome,
    written,
)

PUBLIC = "200"
SIGNED_IN = "200; login nobody"
HERS = "404; 200 ada; login nobody"
TAKES_PART = "403; 200 ada ben cleo; login nobody"
NO = "405"
BEHIND_SIGN_IN = "405; login nobody"
SAME = "same"


@dataclass(frozen=True)
class Row:
    """What GET and POST of one address give, to each of the cast."""

    get: str
    post: str = NO

    def cell(self, method: str) -> str:
        return self.get if method == "get" or self.post == SAME else self.post


TABLE: dict[str, Row] = {
    # --- Pages for everybody
    "about": Row(PUBLIC),
    "accessibility": Row(PUBLIC),
    "help": Row(PUBLIC),
    "privacy": Row(PUBLIC),
    "set_language": Row("302", post=SAME),
    "wagtailcore_login": Row("login", post=SAME),
    # --- operations
    "operations:healthz": Row(PUBLIC),
    "operations:outbox": Row("404"),
    "operations:readyz": Row(PUBLIC),
    "operations:robots": Row(PUBLIC),
    "operations:security_txt": Row(PUBLIC),
    "operations:who": Row(PUBLIC),
    # --- study
    "study:account": Row(SIGNED_IN, post=SAME),
    "study:calendar": Row(SIGNED_IN, post=BEHIND_SIGN_IN),
    "study:calendar_file": Row("404; 200 ada ben cleo; login nobody", post=BEHIND_SIGN_IN),
    "study:card": Row(SIGNED_IN, post=SAME),
    "study:my_course": Row(SIGNED_IN, post=SAME),
    "study:take_part": Row("302; login nobody", post=SAME),
    # --- people
    "people:profile": Row(SIGNED_IN, post=SAME),
    "people:who_looked": Row(SIGNED_IN),
    "people:sight": Row(SIGNED_IN),
    # --- organisations: coordinators keep all, trainers those of their POI, managers the teams of their library
    "organisations:add_library": Row(
        "403; 200 tove joke root; 404 thea mona max lou; login nobody",
        post="403; 422 tove joke root; 404 thea mona max lou; login nobody",
    ),
    "organisations:add_organisation": Row("403; 200 joke root; login nobody", post="403; 422 joke root; login nobody"),
    "organisations:add_team": Row(
        "403; 200 tove joke root mona lou; 404 thea max; login nobody",
        post="403; 422 tove joke root mona lou; 404 thea max; login nobody",
    ),
    "organisations:change_library": Row(NO, post="403; 302 tove joke root; 404 thea mona max lou; login nobody"),
    # A POI with libraries does not close.
    "organisations:change_organisation": Row(NO, post="403; 302- joke root; login nobody"),
    "organisations:index": Row("403; 200 tove thea mona max lou joke root; login nobody"),
    "organisations:library": Row(
        "403; 200 tove joke root mona lou; 404 thea max; login nobody",
        post="403; 422 tove joke root; 404 thea max; login nobody",
    ),
    "organisations:merge": Row(
        "403; 200 tove joke root; 404 thea mona max lou; login nobody",
        post="403; 422 tove joke root; 404 thea mona max lou; login nobody",
    ),
    "organisations:organisation": Row(
        "403; 200 tove joke root; 404 thea mona max lou; login nobody",
        post="403; 422 tove joke root; 404 thea mona max lou; login nobody",
    ),
    "organisations:team": Row(
        "403; 200 tove joke root mona lou; 404 thea max; login nobody",
        post="403; 422 tove joke root mona lou; 404 thea max; login nobody",
    ),
    # --- all my data: always one's own, without an id in the address
    "own_data:cancel": Row(NO, post="302-; login nobody"),
    "own_data:download": Row("302; login nobody"),
    "own_data:erase": Row(SIGNED_IN, post="422; login nobody"),
    "own_data:make": Row(NO, post="302; login nobody"),
    "own_data:overview": Row(SIGNED_IN),
    "own_data:purposes": Row(PUBLIC),
    # --- notifications
    "notifications:confirm_address": Row(BEHIND_SIGN_IN, post="302-; login nobody"),
    "notifications:less": Row(PUBLIC, post="422"),
    "notifications:wishes": Row(SIGNED_IN, post="422; login nobody"),
    # --- cohorts: in Wagtail's admin, where 403 is also the way back to its first page
    "cohorts:add": Row("403; 200 tove thea root; login nobody", post=SAME),
    "cohorts:add_new_things": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:change_enrolment": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:copy_course": Row("403; 405 tove thea joke root; login nobody", post="403; 302 tove root; login nobody"),
    "cohorts:courses": Row("403; 200 tove thea joke root; login nobody", post=SAME),
    "cohorts:delete": Row("403; login nobody", post=SAME),
    "cohorts:edit": Row("403; 200 tove root; 404 thea; login nobody", post=SAME),
    "cohorts:history": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 404 thea joke; 405 tove root; login nobody"
    ),
    "cohorts:history_results": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 404 thea joke; 405 tove root; login nobody"
    ),
    "cohorts:index": Row("403; 200 tove thea root; login nobody", post="403; 405 tove thea root; login nobody"),
    "cohorts:index_results": Row("403; 200 tove thea root; login nobody", post="403; 405 tove thea root; login nobody"),
    "cohorts:buddies": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 422 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:change_calendar": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 422 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:pair_all": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:part": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:people": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 422 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:press": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 404 tove thea joke root; login nobody"
    ),
    "cohorts:programme": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 422 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:take_back": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 422- tove root; 404 thea joke; login nobody"
    ),
    "cohorts:mail": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 405 tove thea joke root; login nobody"
    ),
    "cohorts:mail_address": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302- tove root; 404 thea joke; login nobody"
    ),
    "cohorts:mail_again": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302- tove root; 404 thea joke; login nobody"
    ),
    "cohorts:usage": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 404 thea joke; 405 tove root; login nobody"
    ),
    # --- joining: what lets people in, below a cohort in the admin
    "cohorts:joining": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_approve": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 422 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_disapprove": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_invite": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 422 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_invite_rest": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_invite_waiting": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_resend": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_revoke": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    "cohorts:joining_withdraw": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302 tove root; 404 thea joke; login nobody"
    ),
    # --- joining: the pages for who takes no part yet; a link is shown to whoever holds it, and its key is in the form
    "joining:code": Row(PUBLIC, post="422"),
    "joining:cohort": Row(PUBLIC, post="422"),
    "joining:invitation": Row(PUBLIC),
    "joining:renew": Row(NO, post="404"),
    "joining:sent": Row(PUBLIC),
    "joining:use": Row("404", post=SAME),
    # --- blogs
    "blogs:change_comment": Row("404; 200 ada; 403 ben tove; login nobody", post=SAME),
    "blogs:comment": Row("404; 302 ada ben tove; login nobody", post="404; 200 ada ben tove; login nobody"),
    "blogs:decide_guest": Row(BEHIND_SIGN_IN, post="404; login nobody"),
    "blogs:delete": Row(HERS, post="404; 302 ada; login nobody"),
    "blogs:directory": Row(SIGNED_IN),
    "blogs:directory_add": Row(SIGNED_IN, post=SAME),
    "blogs:directory_remove": Row(BEHIND_SIGN_IN, post="302-; 302 ada; login nobody"),
    "blogs:discard": Row(HERS, post="404; 409 ada; login nobody"),
    "blogs:draft": Row(NO, post="404; 200 ada; 200- nobody"),
    "blogs:edit": Row(HERS, post="404; 302 ada; login nobody"),
    "blogs:export": Row(SIGNED_IN, post=SAME),
    # Nobody reports her own words; who decides herself has no need to.
    "blogs:flag": Row("404; 200 ben; 403 ada tove; login nobody", post=SAME),
    "blogs:flag_comment": Row("404; 200 ben; 403 ada tove; login nobody", post=SAME),
    "blogs:flags": Row("403; 200 tove thea joke; login nobody"),
    "blogs:follow": Row(BEHIND_SIGN_IN, post="404; 302 ben tove; login nobody"),
    "blogs:following": Row(SIGNED_IN),
    "blogs:from_worksheet": Row(BEHIND_SIGN_IN, post="403; 404 ada ben cleo; login nobody"),
    # The post of this table takes no guests: tests/blogs/test_guests.py has one.
    "blogs:guest": Row("404", post=SAME),
    "blogs:guest_decision": Row("404", post=SAME),
    "blogs:history": Row(HERS),
    "blogs:import": Row(SIGNED_IN, post="422; login nobody"),
    "blogs:import_choose": Row("302; login nobody", post=SAME),
    "blogs:mine": Row(SIGNED_IN),
    "blogs:moderate": Row("404; 200 tove; 403 ada ben; login nobody", post=SAME),
    "blogs:moderate_comment": Row("404; 200 tove; 403 ada ben; login nobody", post=SAME),
    "blogs:person": Row("404; 200 ada ben tove"),
    "blogs:picture": Row("404; 200 ada ben tove"),
    "blogs:pictures": Row(NO, post="404; 200 ada; login nobody"),
    "blogs:post": Row("404; 200 ada ben tove"),
    "blogs:remove_comment": Row(
        "404; 200 ada tove; 403 ben; login nobody", post="404; 302 ada tove; 403 ben; login nobody"
    ),
    "blogs:search": Row(PUBLIC),
    "blogs:seen": Row(BEHIND_SIGN_IN, post="204; login nobody"),
    "blogs:stream": Row(PUBLIC),
    "blogs:tag": Row("404; 200 ada ben tove"),
    "blogs:thank": Row(BEHIND_SIGN_IN, post="404; 302 ben tove; 403 ada; login nobody"),
    "blogs:version": Row(HERS, post="404; 409 ada; login nobody"),
    "blogs:view_as": Row(HERS),
    "blogs:withdraw": Row(HERS, post="404; 302 ada; login nobody"),
    "blogs:write": Row("302; login nobody"),
    # --- blogs elsewhere
    "elsewhere:confirm": Row(HERS, post=SAME),
    "elsewhere:overview": Row(SIGNED_IN, post=SAME),
    "elsewhere:prove": Row(BEHIND_SIGN_IN, post="404; 302 ada; login nobody"),
    "elsewhere:remove": Row(HERS, post="404; 302 ada; login nobody"),
    # --- feeds: those of a person and a group want a key in the address
    "feeds:feeds": Row(SIGNED_IN, post="302; login nobody"),
    "feeds:group": Row("404"),
    "feeds:opml": Row("404"),
    "feeds:person": Row("404"),
    "feeds:thing": Row(PUBLIC),
    # --- answers
    "answers:ask": Row(BEHIND_SIGN_IN, post="403; 302 ada ben; login nobody"),
    "answers:decide_change": Row(BEHIND_SIGN_IN, post="403; 302 tove root; login nobody"),
    # No worksheet that reads exports here: tests/answers/test_exports.py.
    "answers:export": Row("403; 404 ada ben cleo; login nobody", post=SAME),
    "answers:export_row": Row(BEHIND_SIGN_IN, post="403; 404 ada ben cleo; login nobody"),
    "answers:file": Row(HERS, post=BEHIND_SIGN_IN),
    "answers:handed_in": Row("403; 200 tove; login nobody", post=BEHIND_SIGN_IN),
    "answers:logbook": Row(SIGNED_IN, post=BEHIND_SIGN_IN),
    # No planner here: tests/answers/test_plans.py has one.
    "answers:plan_calendar": Row("403; 404 ada ben cleo tove root; login nobody", post=BEHIND_SIGN_IN),
    "answers:results": Row("403; 200 tove root; login nobody", post=BEHIND_SIGN_IN),
    "answers:review": Row("404; 200 ada tove; login nobody", post="404; 403 tove; 422 ada; login nobody"),
    "answers:shared_log": Row("403; 200 ada ben cleo tove root; login nobody", post=BEHIND_SIGN_IN),
    # Nor a worksheet: tests/answers/test_worksheets.py and tests/blogs/test_copying.py have one.
    "answers:shared_plans": Row("403; 404 ada ben cleo tove root; login nobody", post=BEHIND_SIGN_IN),
    "answers:shared_sheets": Row("403; 404 ada ben cleo tove root; login nobody", post=BEHIND_SIGN_IN),
    "answers:submit": Row(BEHIND_SIGN_IN, post="403; 422 ada ben cleo; login nobody"),
    "answers:take_plan": Row(BEHIND_SIGN_IN, post="403; 404 ada ben cleo; login nobody"),
    "answers:worksheet_csv": Row("403; 404 ada ben cleo tove root; login nobody", post=BEHIND_SIGN_IN),
    "answers:write_log": Row(BEHIND_SIGN_IN, post="403; 422 ada ben cleo; login nobody"),
    # --- progress
    "progress:why": Row(TAKES_PART, post=SAME),
    # --- people_files: lists of people; each list is of one person alone (tests/cohorts/people_files/test_pages.py)
    "people_files:carry_out": Row("405", post="403; 404 tove thea mona max lou root; login nobody"),
    "people_files:columns": Row("403; 404 tove thea mona max lou root; login nobody", post=SAME),
    "people_files:correct": Row("405", post="403; 404 tove thea mona max lou root; login nobody"),
    "people_files:export": Row("403; 200 tove mona max lou root; 404 thea; login nobody"),
    "people_files:list": Row("403; 404 tove thea mona max lou root; login nobody"),
    "people_files:start": Row(
        "403; 200 tove thea mona max lou root; login nobody", post="403; 422 tove thea mona max lou root; login nobody"
    ),
    "people_files:throw_away": Row("405", post="403; 404 tove thea mona max lou root; login nobody"),
    # --- certificates
    "certificates:achievement": Row(PUBLIC),
    "certificates:ask": Row("404; 302 ada; login nobody", post="404; 302- ada; login nobody"),
    "certificates:badge": Row(HERS),
    "certificates:change_name": Row(HERS, post="404; 422 ada; login nobody"),
    "certificates:installation": Row(PUBLIC),
    "certificates:issuer": Row(PUBLIC),
    "certificates:key": Row(PUBLIC),
    "certificates:keys": Row(PUBLIC),
    "certificates:mine": Row(SIGNED_IN),
    "certificates:paper": Row(HERS),
    "certificates:pdf": Row(HERS),
    "certificates:status": Row(PUBLIC),
    "certificates:verify": Row(PUBLIC),  # For who has the code; an unknown one is a 404.
    "cohort_certificates:give_again": Row(
        "403; 405 tove thea joke root; login nobody", post="403; 302- tove root; 404 thea joke; login nobody"
    ),
    "cohort_certificates:list": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 405 tove thea joke root; login nobody"
    ),
    "cohort_certificates:revoke": Row(
        "403; 200 tove root; 404 thea joke; login nobody", post="403; 422 tove root; 404 thea joke; login nobody"
    ),
    # --- evaluations
    "evaluations:final": Row(TAKES_PART, post=BEHIND_SIGN_IN),
    "evaluations:final_opinion": Row(TAKES_PART, post="403; 422 ada ben cleo; login nobody"),
    "evaluations:final_own": Row(TAKES_PART, post="403; 422 ada ben cleo; login nobody"),
    "evaluations:final_result": Row("403; 302 ada ben cleo; login nobody", post=BEHIND_SIGN_IN),
    "evaluations:final_results": Row("403; 200 tove; 404 thea; login nobody", post="403; 405 tove thea; login nobody"),
    "evaluations:intake": Row(TAKES_PART, post="403; 422 ada ben cleo; login nobody"),
    "evaluations:intake_result": Row("403; 302 ada ben cleo; login nobody", post=BEHIND_SIGN_IN),
    "evaluations:intake_results": Row("403; 200 tove; 404 thea; login nobody", post="403; 405 tove thea; login nobody"),
    "evaluations:results": Row("403; 200 tove thea; login nobody", post="403; 405 tove thea; login nobody"),
    "evaluations:skip_final": Row(BEHIND_SIGN_IN, post="403; 302 ada ben cleo; login nobody"),
    "evaluations:skip_intake": Row(BEHIND_SIGN_IN, post="403; 302 ada ben cleo; login nobody"),
    "evaluations:skip_thing": Row(BEHIND_SIGN_IN, post="403; 302 ada ben cleo; login nobody"),
    "evaluations:thing": Row(TAKES_PART, post="403; 422 ada ben cleo; login nobody"),
    "evaluations:thing_results": Row("403; 200 tove; login nobody", post="403; 405 tove thea; login nobody"),
    # --- reports
    "reports:completion": Row("403; 200 mona max lou; login nobody"),
    "reports:completion_csv": Row("403; 200 mona lou; 404 max; login nobody"),
    "reports:completion_xlsx": Row("403; 200 mona lou; 404 max; login nobody"),
    "reports:index": Row("403; 302 mona max lou; login nobody"),
    # --- signing in (allauth)
    "account_change_password": Row("302; login nobody", post=SAME),
    "account_confirm_login_code": Row("302; login nobody", post=SAME),
    "account_email": Row(SIGNED_IN, post="302; login nobody"),
    "account_email_verification_sent": Row("302; login nobody", post=SAME),
    "account_inactive": Row(PUBLIC),
    "account_login": Row("302; 200 nobody", post="302; 422 nobody"),
    "account_logout": Row("200; 302 nobody", post="302"),
    "account_reauthenticate": Row("302; login nobody", post=SAME),
    "account_request_login_code": Row("302; 200 nobody", post=SAME),
    "account_reset_password": Row(PUBLIC, post=SAME),
    "account_reset_password_done": Row(PUBLIC),
    "account_reset_password_from_key_done": Row(PUBLIC),
    "account_set_password": Row(SIGNED_IN, post=SAME),
    "account_signup": Row("302; 200 nobody", post=SAME),
    # --- signing in: here nobody has a second step, nor a library with a sign-in of its own
    "mfa_activate_totp": Row(SIGNED_IN, post=SAME),
    "mfa_add_webauthn": Row(SIGNED_IN, post=SAME),
    "mfa_authenticate": Row("302; login nobody", post=SAME),
    "mfa_deactivate_totp": Row("404; login nobody", post=SAME),
    "mfa_download_recovery_codes": Row("404; login nobody", post=SAME),
    "mfa_generate_recovery_codes": Row(SIGNED_IN, post=SAME),
    "mfa_index": Row(SIGNED_IN, post=BEHIND_SIGN_IN),
    "mfa_list_webauthn": Row(SIGNED_IN, post=BEHIND_SIGN_IN),
    "mfa_login_webauthn": Row("302; login nobody", post=SAME),
    "mfa_reauthenticate": Row("302; login nobody", post=SAME),
    "mfa_reauthenticate_webauthn": Row("302; login nobody", post=SAME),
    "mfa_view_recovery_codes": Row("404; login nobody", post=BEHIND_SIGN_IN),
    "sign_in:end_session": Row(BEHIND_SIGN_IN, post="404; 302 ada; login nobody"),
    "sign_in:prove": Row(SIGNED_IN, post="422; login nobody"),
    "socialaccount_connections": Row(SIGNED_IN, post="302; login nobody"),
    "socialaccount_login_cancelled": Row(PUBLIC),
    "socialaccount_login_error": Row("401"),
    "socialaccount_signup": Row("login", post=SAME),
    "usersessions_list": Row(SIGNED_IN, post="302; login nobody"),
}

ELSEWHERE = {
    "wagtail_serve": "pages have their own tests (tests/study/test_lesson.py, tests/lessons/test_pages.py)",
    "wagtaildocs_serve": "public documents of a course, served by Wagtail with its own policy header",
    "wagtaildocs_authenticate_with_password": "shared passwords are off (settings.base)",
    "wagtailcore_authenticate_with_password": "shared passwords are off (settings.base)",
    "account_reset_password_from_key": "a secret key in the address, tested by allauth",
    "mfa_edit_webauthn": "a key of one's own only, by allauth; tests/browser/test_sign_in.py opens it",
    "mfa_remove_webauthn": "a key of one's own only, by allauth; tests/browser/test_sign_in.py opens it",
    "openid_connect_callback": "has a real provider in tests/people/sign_in/test_organisations.py",
    "openid_connect_login": "has a real provider in tests/people/sign_in/test_organisations.py",
}

WITHOUT_TOKEN = {
    "set_language": "a visitor gets no cookie before she chooses a language, and all it can do is set that one",
    "notifications:less": "a mail program posts it with one press (RFC 8058); the key in the address is the proof",
}
"""Addresses that take a POST without a CSRF token, and why."""

UNKNOWN_IS_A_PAGE = {
    "notifications:less": "200, 422",
    "blogs:import_choose": "302",
    "blogs:pictures": "200",
    "blogs:edit": "200, 302",
    "blogs:draft": "200, 204",
    "blogs:directory_remove": "302",
}
"""Where an id that names nothing is something else than 403 or 404 for who is signed in: the statuses it may give."""


def test_every_named_address_has_a_row() -> None:
    missing = sorted(OURS.keys() - TABLE.keys() - ELSEWHERE.keys())
    assert not missing, f"Add a row to TABLE for each, as the top of this file says: {missing}"
    assert sorted((TABLE.keys() | ELSEWHERE.keys()) - OURS.keys()) == [], "Rows of addresses that are not there."
    assert TABLE.keys().isdisjoint(ELSEWHERE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_each_row_reads(name: str) -> None:
    for method in ("get", "post"):
        for status in expected(TABLE[name].cell(method)).values():
            assert re.fullmatch(r"(login|[2-5]\d\d)-?", status), status
            assert not status.startswith("5")


# --- One person at every door ---------------------------------------------------------------------------------------


@pytest.fixture
def world(place: Place, ada: User) -> World:
    return make_world(place, ada)


@dataclass(frozen=True)
class Visit:
    """One of the cast, signed in, in ada's world."""

    who: str
    client: Client
    world: World

    def each(self, method: str) -> Iterator[tuple[str, str]]:
        """Yield every address with what the table says she gets there."""
        for name, row in TABLE.items():
            if name in OURS:  # Else another test says so.
                yield name, expected(row.cell(method))[self.who]

    def ask(self, method: str, name: str, arguments: dict[str, Any]) -> Any:
        """Return the answer, as if it were her first of this visit."""
        cookies = copy.deepcopy(self.client.cookies)
        response = getattr(self.client, method)(reverse(name, kwargs=arguments))
        self.client.cookies = cookies
        return response


@pytest.fixture(params=CAST)
def visit(request: pytest.FixtureRequest, world: World, as_: Callable[[User | None], Client]) -> Visit:
    """Each of the cast in turn. Her first page of the admin, which lays her rights right, is behind her."""
    cache.clear()  # Or the limits of allauth would count the visits of others.
    who: str = request.param
    client = as_(None if who == "nobody" else request.getfixturevalue(who))
    client.get(reverse("wagtailadmin_home"))
    client.raise_request_exception = False
    return Visit(who, client, world)


def test_what_everybody_gets_to_see(visit: Visit) -> None:
    wrong = []
    for name, says in visit.each("get"):
        with transaction.atomic():
            found = outcome(visit.ask("get", name, OURS[name].filled(visit.world)))
            transaction.set_rollback(True)
        if found != says:
            wrong.append(f"{name}: {visit.who} gets {found}, the table says {says}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_what_everybody_may_change(visit: Visit) -> None:
    """Who may, is rolled back. What is refused is not: afterwards the database must be as it was."""
    wrong, before, writers = [], digest(), {}
    for name, says in visit.each("post"):
        is_refused = says in REFUSALS or says.endswith("-")
        arguments = OURS[name].filled(visit.world)
        with transaction.atomic(), written() as statements:
            found = outcome(visit.ask("post", name, arguments))
            transaction.set_rollback(not is_refused)
        if found != says.removesuffix("-"):
            wrong.append(f"{name}: {visit.who} gets {found}, the table says {says}")
        if is_refused and statements:
            writers[name] = statements
    assert not wrong, "\n" + "\n".join(wrong)
    after = digest()
    assert {table for table in before if before[table] != after[table]} == set(), writers


@pytest.mark.parametrize("visit", ["ada", "tove", "mona", "nobody"], indirect=True)
def test_without_a_token_nothing_is_taken(visit: Visit) -> None:
    """Four are enough: the token is asked for before anybody's role is."""
    visit.client.handler.enforce_csrf_checks = True
    taken = [
        name
        for name, _says in visit.each("post")
        if name not in WITHOUT_TOKEN
        and visit.ask("post", name, OURS[name].filled(visit.world)).status_code not in (403, 405)
    ]
    assert taken == []


def test_an_id_that_names_nothing_is_no_page_and_no_error(visit: Visit) -> None:
    wrong = []
    before = digest()
    for method in ("get", "post"):
        for name, _says in visit.each(method):
            if OURS[name].arguments:
                found = outcome(visit.ask(method, name, OURS[name].foreign()))
                if found not in REFUSALS and found not in UNKNOWN_IS_A_PAGE.get(name, ""):
                    wrong.append(f"{method} {name}: {found}")
    assert wrong == []
    after = digest()
    assert {table for table in before if before[table] != after[table]} == set()


# --- Wagtail's own addresses ---------------------------------------------------------------------------------------


def example(route: str) -> str:
    """Return an address of this route with made-up arguments."""
    route = re.sub(r"<(?:int|slug|str|path|uuid):\w+>|<\w+>", "1", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def test_who_is_signed_in_and_may_not_enter_the_admin_reads_so(place: Place, ada: User, as_) -> None:
    """And is not sent to the sign-in page, which would send her back for ever."""
    response = as_(ada).get(reverse("wagtailadmin_home"))
    assert response.status_code == 403
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    ("who", "method"),
    [*((who, "get") for who in ("ada", "gina", "mona", "otto", "eva", "nobody")), ("eva", "post"), ("nobody", "post")],
)
def test_who_does_not_train_gets_nowhere_in_the_admin(
    who: str, method: str, place: Place, request: pytest.FixtureRequest, as_: Callable[[User | None], Client]
) -> None:
    """All of Wagtail's own addresses: the sign-in page, a refusal, or nothing there; never a page."""
    person = None if who == "nobody" else request.getfixturevalue(who)
    client = as_(person)
    # Words and icons of the admin itself: the same for everybody, nothing of a course.
    public = {"wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_login", "wagtailadmin_sprite"}
    opened = [
        (address.name, example(address.route))
        for address in ADMIN
        if address.name not in public and getattr(client, method)(example(address.route)).status_code == 200
    ]
    assert opened == []
