"""Made-up exports in the shapes that platforms write them, with what must come out of each. No figure is anybody's.

Each builder gives the bytes of a file; `EXPECTED` holds the figures that were worked out by hand.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook


def as_csv(rows: Iterable[Sequence[Any]], delimiter: str = ",", encoding: str = "utf-8", above: str = "") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return (above + text.getvalue()).encode(encoding)


def as_xlsx(*sheets: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def octobers(*figures: Callable[[int], Any], day: str = "2026-10-{:02d}") -> list[list[Any]]:
    """Return a row for each day of October with these figures of the day."""
    return [[day.format(number), *(figure(number) for figure in figures)] for number in range(1, 32)]


def facebook_posts_en() -> bytes:
    """Comma, byte order mark, American days, thousands with a comma; one post of September falls outside."""
    header = [
        "Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time", "Permalink",
        "Post type", "Data comment", "Date", "Views", "Reach", "Reactions, Comments and Shares", "Reactions",
        "Comments", "Shares", "Total clicks",
    ]  # fmt: skip
    posts = [
        ("09/20/2026 09:00", "500", "400", 9, 9, 0, 0, 1),
        ("10/05/2026 09:00", "1,500", "1,234", 20, 15, 3, 2, 40),
        ("10/12/2026 19:30", "900", "700", 12, 10, 1, 1, 8),
        ("10/25/2026 19:30", "300", "250", 6, 5, 1, 0, ""),
        ("11/02/2026 08:15", "12,000", "9,800", 90, 70, 12, 8, 210),
        ("10/31/2026 08:15", "100", "80", 2, 2, 0, 0, 0),
    ]
    rows = [
        [f"1784136{number:09d}", "1029384756", "Bibliotheek Waterrijk", "Boek, van de week", "Lees\nmee", 0, when,
         "https://example.org/1", "Photos", "", "Lifetime", *figures]
        for number, (when, *figures) in enumerate(posts)
    ]  # fmt: skip
    return as_csv([header, *rows], encoding="utf-8-sig")


def instagram_posts_nl() -> bytes:
    """Dutch headers, semicolons, Windows letters, no column that adds the interactions up."""
    header = [
        "Bericht-ID", "Gebruikersnaam account", "Beschrijving", "Publicatietijd", "Type bericht", "Weergaven", "Bereik",
        "Vind-ik-leuks", "Opmerkingen", "Keren gedeeld", "Keren opgeslagen",
    ]  # fmt: skip
    rows = [
        [number, "waterrijk", "Café Één", f"{number + 12}-10-2026 10:00", "Reel", "1.250", 1000 + number, 20, 3, 2, 1]
        for number in range(1, 7)
    ]
    return as_csv([header, *rows], delimiter=";", encoding="cp1252")


def meta_days() -> bytes:
    """UTF-16, a sep line, and two channels: every figure is a table below its own title."""
    parts = ["sep=,\n"]
    titles = ["Bereik op Facebook", "Facebook-bezoeken", "Bereik op Instagram"]
    for place, title in enumerate(titles, start=1):
        parts.append(f'"{title}"\n"Datum","Primair"\n')
        parts += [f'"2026-10-{day:02d}T00:00:00","{day * place}"\n' for day in range(1, 32)]
        parts.append("\n")
    return "".join(parts).encode("utf-16")


def linkedin_posts() -> bytes:
    """A workbook: figures a day on the first sheet, posts on the second, each below a line of explanation."""
    metrics = [
        ["Aggregated engagement metrics. Dates are in UTC."],
        ["Date", "Impressions (total)", "Clicks (total)", "Reactions (total)", "Comments (total)", "Reposts (total)"],
        *octobers(lambda day: day, lambda day: 1, lambda day: 1, lambda day: 0, lambda day: 0, day="10/{:02d}/2026"),
    ]
    posts = [
        ["Engagement metrics for individual posts."],
        ["Post title", "Post link", "Post type", "Posted by", "Created date", "Impressions", "Clicks",
         "Click through rate (CTR)", "Likes", "Comments", "Reposts", "Follows", "Engagement rate"],
        *[[f"Vacature {day}", "https://example.org", "Image", "Noor", f"10/{day:02d}/2026", 100 * day, day, 0.05, 4, 2,
           1, 0, 0.12] for day in (3, 9, 14, 22, 30)],
    ]  # fmt: skip
    return as_xlsx(metrics, posts)


def linkedin_days() -> bytes:
    return as_xlsx(
        [
            ["Date", "Impressions (organic)", "Impressions (total)", "Clicks (total)", "Reactions (organic)",
             "Reactions (total)", "Comments (total)", "Reposts (total)"],
            *octobers(*[lambda day: 9, lambda day: 10, lambda day: 2, lambda day: 1, lambda day: 3, lambda day: 1,
                        lambda day: 0], day="10/{:02d}/2026"),
        ]
    )  # fmt: skip


def linkedin_followers() -> bytes:
    header = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]
    return as_csv([header, *octobers(lambda day: 0, lambda day: 2, lambda day: 1, lambda day: 3)])


def youtube_videos() -> bytes:
    """The total comes first, and days are in words."""
    header = [
        "Content", "Video title", "Video publish time", "Duration", "Views", "Watch time (hours)", "Subscribers",
        "Likes", "Comments added", "Shares", "Impressions", "Impressions click-through rate (%)",
    ]  # fmt: skip
    return as_csv(
        [
            header,
            ["Total", "", "", "", 1060, 30.5, 12, 50, 9, 6, 20000, 3.1],
            ["a1", "Boek van de week", "Nov 3, 2026", 61, 700, 20.5, 8, 30, 5, 4, 12000, 3.5],
            ["b2", "Zo leen je een luisterboek", "Oct 20, 2026", 95, 300, 8.0, 4, 15, 4, 2, 7000, 2.5],
            ["c3", "Oud filmpje", "Mar 1, 2024", 120, 60, 2.0, 0, 5, 0, 0, 1000, 2.0],
        ]
    )


def youtube_days_nl() -> bytes:
    """Dutch: the total first, and a comma before the decimals of the hours."""
    rows = octobers(lambda day: 10, lambda day: "0,5", lambda day: 1)
    return as_csv([["Datum", "Weergaven", "Kijktijd (uren)", "Abonnees"], ["Totaal", 310, "15,5", 31], *rows])


def mastodon_posts() -> bytes:
    header = ["id", "created_at", "content", "visibility", "replies_count", "reblogs_count", "favourites_count"]
    return as_csv([header, *[[day, f"2026-10-{day:02d}T09:00:00.000Z", "#boek Lees mee", "public", 1, 2, 5]
                             for day in range(20, 27)]])  # fmt: skip


def matomo_days_nl() -> bytes:
    """UTF-16 with tabs, as Matomo writes it for Excel."""
    rows = octobers(lambda day: 40, lambda day: 50, lambda day: 120, lambda day: "12%")
    return as_csv(
        [["Datum", "Unieke bezoekers", "Bezoeken", "Paginaweergaven", "Bouncepercentage"], *rows],
        delimiter="\t",
        encoding="utf-16",
    )


def matomo_pages() -> bytes:
    return as_csv(
        [["Label", "nb_visits", "nb_hits", "bounce_rate"], ["/agenda", 30, 45, "20%"], ["/", 100, 160, "31%"]]
    )


def ga4_pages() -> bytes:
    """Comments tell the period; a total below."""
    above = (
        "# ----------------------------------------\n# Pages and screens\n# Account: Waterrijk, website\n"
        "# Property: 123456789\n#\n# Start date: 20261001\n# End date: 20261031\n"
        "# ----------------------------------------\n\n"
    )
    rows = [
        ["Page path", "Views", "Active users", "Views per active user", "Bounce rate"],
        ["/", 1200, 800, 1.5, 0.41],
        ["/agenda", 300, 200, 1.5, 0.32],
        ["", 1500, 1000, 1.5, "Grand total"],
    ]
    return as_csv(rows, above=above)


def ga4_days_nl() -> bytes:
    rows = octobers(lambda day: 20, lambda day: 30, lambda day: 15, day="202610{:02d}")
    return as_csv([["Datum", "Sessies", "Weergaven", "Actieve gebruikers"], *rows], above="# Begindatum: 20261001\n\n")


def mailchimp() -> bytes:
    header = [
        "Title", "Subject", "List", "Send Date", "Send Weekday", "Total Recipients", "Successful Deliveries",
        "Total Bounces", "Unique Opens", "Open Rate", "Total Opens", "Unique Clicks", "Click Rate", "Total Clicks",
        "Unsubscribes",
    ]  # fmt: skip
    return as_csv(
        [
            header,
            ["Nov", "Nieuw", "Leden", "Nov 03, 2026 10:00 am", "Tuesday", "2,410", "2,400", 10, "1,200", "50%", "2,100",
             96, "4%", 140, 3],
            ["Okt", "Nieuw", "Leden", "Oct 06, 2026 10:00 am", "Tuesday", "2,310", "2,300", 10, "1,000", "43%", "1,800",
             80, "3.5%", 120, 5],
        ]
    )  # fmt: skip


def laposta() -> bytes:
    header = ["Naam", "Onderwerp", "Verzonden op", "Ontvangers", "Uniek geopend", "Uniek geklikt", "Openratio"]
    return as_csv(
        [
            header,
            ["Nov", "Nieuws", "dinsdag 3 november 2026 10:00", "1.204", "600", "31", "49,8 %"],
            ["Okt", "Nieuws", "6 okt. 2026 10:00", "1.190", "590", "29", "49,6 %"],
            ["Sep", "Nieuws", "1 sep. 2026 10:00", "1.150", "500", "20", "43,5 %"],
        ],
        delimiter=";",
    )


def mailerlite() -> bytes:
    header = ["Campaign name", "Subject", "Sent at", "Recipients", "Unique opens", "Open rate", "Unique clicks"]
    rows = [
        [f"Nieuws {day}", "Lees mee", f"2026-10-{day:02d} 09:00:00", 800 + day, 400, "50%", 25] for day in (1, 15, 29)
    ]
    return as_csv([header, *rows])


def brevo() -> bytes:
    header = ["Campaign ID", "Campaign Name", "Subject", "Sent date", "Delivered", "Trackable opens", "Clickers"]
    rows = [[number, "Nieuws", "Lees mee", f"{number}/10/2026 09:00", 500 + number, 200, 10] for number in (8, 15, 29)]
    return as_csv([header, *rows], delimiter=";", encoding="utf-8-sig")


def own_table() -> bytes:
    """What somebody keeps herself in Excel: no platform, real days and numbers, a formula below."""
    rows = [[date(2026, 10, day), 2, 100 + day, 7.5] for day in range(1, 32)]
    header = ["Dag", "Geplaatst", "Vrienden van de bieb", "Uren werk"]
    return as_xlsx([["Ons kanaal"], [], header, *rows, ["Totaal", "=SUM(B4:B34)", None, None]])


@dataclass(frozen=True)
class Expected:
    """What must come out of a sample: figures by measure, in one reading for each channel."""

    make: Callable[[], bytes]
    name: str
    platform: str
    period: tuple[str, str] | None
    figures: dict[str, int]
    others: list[str] = field(default_factory=list)
    says: str = ""


EXPECTED = [
    Expected(
        facebook_posts_en, "posts.csv", "facebook_posts", ("2026-10-04", "2026-11-02"),
        # 20 + 12 + 6 + 90 + 2; views 1500 + 900 + 300 + 12000 + 100; reach 1234 + 700 + 250 + 9800 + 80
        {"posts": 5, "interactions": 130, "views": 14800, "reach": 12064, "clicks": 258},
        says="Het bestand begint op 20 september 2026. We telden alleen de laatste 30 dagen.",
    ),
    Expected(
        instagram_posts_nl, "posts.csv", "instagram_posts", ("2026-10-13", "2026-10-18"),
        {"posts": 6, "interactions": 6 * 26, "views": 6 * 1250, "reach": 6021},
        says="In “Weergaven” staat 1.250. Dat lazen we als 1250, omdat de kopjes Nederlands zijn. Kijk of dat klopt.",
    ),
    Expected(
        meta_days, "insights.csv", "facebook_days", ("2026-10-02", "2026-10-31"),
        {"reach": 495, "visits": 990}, others=["instagram_days"],
    ),
    Expected(
        linkedin_posts, "posts.xlsx", "linkedin_posts", ("2026-10-03", "2026-10-30"),
        {"posts": 5, "interactions": 35, "views": 7800, "clicks": 78},
    ),
    Expected(
        linkedin_days, "content.xlsx", "linkedin_days", ("2026-10-02", "2026-10-31"),
        {"interactions": 120, "views": 300, "clicks": 60},
    ),
    Expected(
        linkedin_followers, "followers.csv", "linkedin_followers", ("2026-10-02", "2026-10-31"), {},
        says="In dit bestand staan alleen de nieuwe volgers van elke dag. "
        "Hoeveel volgers je hebt, zie je op je pagina.",
    ),
    Expected(
        youtube_videos, "Table data.csv", "youtube_videos", ("2026-10-05", "2026-11-03"),
        {"posts": 2, "views": 1000, "interactions": 60},
    ),
    Expected(
        youtube_days_nl, "Tabelgegevens.csv", "youtube_days", ("2026-10-02", "2026-10-31"), {"views": 300},
    ),
    Expected(
        mastodon_posts, "toots.csv", "mastodon_posts", ("2026-10-20", "2026-10-26"), {"posts": 7, "interactions": 56},
    ),
    Expected(
        matomo_days_nl, "Export.csv", "matomo_days", ("2026-10-02", "2026-10-31"), {"visits": 1500, "views": 3600},
    ),
    Expected(
        matomo_pages, "pages.csv", "matomo_pages", None, {"views": 205},
        says="We vonden geen datums. De cijfers gaan over het hele bestand.",
    ),
    Expected(
        ga4_pages, "data-export.csv", "ga4", ("2026-10-01", "2026-10-31"), {"views": 1500},
        says="De cijfers gaan over het hele bestand. Per dag staan ze er niet in.",
    ),
    Expected(ga4_days_nl, "data-export.csv", "ga4", ("2026-10-02", "2026-10-31"), {"visits": 600, "views": 900}),
    Expected(
        mailchimp, "campaigns.csv", "mailchimp", ("2026-10-06", "2026-11-03"),
        {"posts": 2, "subscribers": 2400, "opens": 2200, "clicks": 176},
    ),
    Expected(
        laposta, "campagnes.csv", "laposta", ("2026-10-05", "2026-11-03"),
        {"posts": 2, "subscribers": 1204, "opens": 1190, "clicks": 60},
    ),
    Expected(
        mailerlite, "campaigns.csv", "mailerlite", ("2026-10-01", "2026-10-29"),
        {"posts": 3, "subscribers": 829, "opens": 1200, "clicks": 75},
    ),
    Expected(
        brevo, "campaigns.csv", "brevo", ("2026-10-08", "2026-10-29"),
        {"posts": 3, "subscribers": 529, "opens": 600, "clicks": 30},
    ),
    Expected(own_table, "kanaal.xlsx", "other", ("2026-10-02", "2026-10-31"), {}),
]  # fmt: skip
