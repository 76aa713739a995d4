"""Reports of mail that came back, in the shapes of the large mail servers. Written for these tests; nobody's mail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Returned:
    """What a report tells of: the mail, its reader, and what the last server said."""

    message_id: str
    address: str
    status: str = "5.1.1"
    said: str = "550 5.1.1 The account does not exist"
    action: str = "failed"


def lines(text: str) -> bytes:
    return text.strip("\n").replace("\n", "\r\n").encode() + b"\r\n"


def like_postfix(of: Returned) -> bytes:
    """Return the plainest shape: with the original recipient, and the headers of what came back."""
    return lines(f"""
Return-Path: <>
From: MAILER-DAEMON@mail.dingen.example (Mail Delivery System)
To: terug@dingen.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4bB1/mail.dingen.example"

--4bB1/mail.dingen.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

Your message could not be handed over to one or more readers.

<{of.address}>: host mx.waterrijk.example said: {of.said}

--4bB1/mail.dingen.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.dingen.example
X-Postfix-Queue-ID: 4bB1
Arrival-Date: Mon, 23 Nov 2026 09:01:12 +0100 (CET)

Final-Recipient: rfc822; {of.address}
Original-Recipient: rfc822;{of.address}
Action: {of.action}
Status: {of.status}
Remote-MTA: dns; mx.waterrijk.example
Diagnostic-Code: smtp; {of.said}

--4bB1/mail.dingen.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Received: by mail.dingen.example
From: 23 dingen <hulp@dingen.example>
To: {of.address}
Message-ID:
 {of.message_id}
Subject: =?utf-8?q?Week_2_is_open?=

--4bB1/mail.dingen.example--
""")


def like_exchange(of: Returned) -> bytes:
    """Return the shape with a page of help before the report, other capitals, and the whole mail below it."""
    return lines(f"""
From: Microsoft Outlook <MicrosoftExchange@waterrijk.example>
To: <terug@dingen.example>
Date: Mon, 23 Nov 2026 08:01:14 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_c0ffee_"
In-Reply-To: {of.message_id}
References: {of.message_id}
Subject: Undeliverable: Week 2 is open
Auto-Submitted: auto-replied
MIME-Version: 1.0

--_c0ffee_
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="_tea_"

--_tea_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Uw bericht aan {of.address} is niet bezorgd.=20

--_tea_
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PHA+TmlldCBiZXpvcmdkLjwvcD4=

--_tea_--

--_c0ffee_
Content-Type: message/delivery-status

Reporting-MTA: dns;EXCH01.waterrijk.example
Received-From-MTA: dns;mail.dingen.example
Arrival-Date: Mon, 23 Nov 2026 08:01:13 +0000

Final-recipient: RFC822;{of.address}
Action: {of.action}
Status: {of.status}
Diagnostic-code: smtp;{of.said}
Remote-MTA: dns;EXCH01.waterrijk.example

--_c0ffee_
Content-Type: message/rfc822

From: 23 dingen <hulp@dingen.example>
To: {of.address}
Message-ID: {of.message_id}
Subject: Week 2 is open
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"

Dag Ada,

--_c0ffee_--
""")


def like_google(of: Returned) -> bytes:
    """Return the shape with pictures around it, whose Message-ID stands among the fields of the report."""
    return lines(f"""
From: Mail Delivery Subsystem <mailer-daemon@post.example>
To: terug@dingen.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {of.message_id}
In-Reply-To: {of.message_id}
Content-Type: multipart/report; boundary="000000000000a1"; report-type=delivery-status

--000000000000a1
Content-Type: multipart/related; boundary="000000000000b2"

--000000000000b2
Content-Type: text/html; charset="UTF-8"

<p>Dit postvak is niet gevonden.</p>

--000000000000b2
Content-Type: image/png; name="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgo=

--000000000000b2--

--000000000000a1
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example
Arrival-Date: Mon, 23 Nov 2026 00:01:14 -0800 (PST)
X-Original-Message-ID: {of.message_id}

Final-Recipient: rfc822; {of.address}
Action: {of.action}
Status: {of.status}
Remote-MTA: dns; mx.waterrijk.example. (192.0.2.25, the server for the domain.)
Diagnostic-Code: smtp; {of.said}
Last-Attempt-Date: Mon, 23 Nov 2026 00:01:15 -0800 (PST)

--000000000000a1
Content-Type: message/rfc822

From: 23 dingen <hulp@dingen.example>
To: {of.address}
Subject: Week 2 is open

--000000000000a1--
""")


SHAPES = {"postfix": like_postfix, "exchange": like_exchange, "google": like_google}
