"""Attacks by the thousand: our own combinations of what sanitisers have been broken with, the same ones for each seed.

Each is one text. What makes it dangerous is put together from parts: a tag, an attribute, an address with a scheme in
some spelling, an encoding of it all, and what it stands in. None is copied from anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Final

RUN: Final = "alert(document.domain)"
LONGEST: Final = 1500

TAGS: Final = (
    "a abbr audio b base body button canvas details dialog div embed em fieldset font form frame frameset h1 h2 html "
    "iframe image img input isindex keygen label li link listing map marquee math menu meta mglyph noembed noframes "
    "noscript "
    "object ol option p param picture plaintext portal pre s script select slot source span strong style svg table "
    "tbody td template textarea th title track tt u ul video wbr x-x xmp"
).split()
ATTRIBUTES: Final = (
    "action archive background cite classid code codebase data dynsrc formaction href icon id is longdesc lowsrc "
    "manifest name onanimationstart onbeforetoggle onclick onerror onfocus onload onmouseover onpointerenter onscroll "
    "ontoggle ontransitionend part ping poster profile rel slot src srcdoc srcset style target usemap xlink:href "
    "xml:base xmlns"
).split()
SCHEMES: Final = (
    "javascript data vbscript livescript mocha jar view-source blob filesystem file ftp feed intent tel sms ws about "
    "chrome resource ms-its mhtml"
).split()
FOREIGN: Final = (
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example",
    "https:evil.example",
    "http:\\\\evil.example",
)
NAMESPACES: Final = (
    "<svg>{}</svg>", "<math>{}</math>", "<svg><foreignObject>{}</foreignObject></svg>", "<svg><desc>{}</desc></svg>",
    "<svg><title>{}</title></svg>", "<svg><style>{}</style></svg>", "<math><mtext>{}</mtext></math>",
    "<math><annotation-xml encoding='text/html'>{}</annotation-xml></math>",
    "<math><mi><mglyph>{}</mglyph></mi></math>",
    "<math><mtext><table><mglyph><style>{}</style></mglyph></table></mtext></math>",
    "<form><math><mtext></form><form>{}",
)  # fmt: skip
CONTAINERS: Final = (
    "{}", "a {} b", "<p>{}</p>", "<b><i>{}</b></i>", "<table>{}</table>", "<table><tr>{}</table>",
    "<select>{}</select>", "<noscript><p title='</noscript>{}'></noscript>", "<style><!--</style>{}--></style>",
    "<title>{}</title>{}", "<textarea>{}</textarea>{}", "<xmp>{}</xmp>{}", "<!--{}-->", "<!--><!-->{}-->",
    "<![CDATA[{}]]>", "<?xml {}?>{}", "<template>{}</template>", "<iframe>{}</iframe>", "<noembed>{}</noembed>{}",
    "<plaintext>{}", "</p>{}</div>", "<a href=/>{}</a>", "<a title='{}'>x</a>", '<a title="{}">x</a>', "<p {}>x</p>",
    "<li>{}", "<pre>\n{}</pre>", "<code>{}</code>", "<img alt='{}'>", *NAMESPACES,
)  # fmt: skip
MARKDOWN: Final = (
    "{}", "> {}", "- {}", "1. {}", "# {}", "    {}", "**{}**", "_{}_", "`{}`", "```\n{}\n```", "``` {}\nx\n```",
    "~~~{.{}}\nx\n~~~", "[{}](/x)", "[x]({})", "[x](<{}>)", '[x](/x "{}")', "![{}](/x)", "![x]({})",
    '![x]({} "{}")', "[{}][k]\n\n[k]: /x", "[x][k]\n\n[k]: {}", "![x][k]\n\n[k]: {}", "<{}>", "[![{}](/x)]({})",
    "| {} |\n|---|\n| {} |", "x\n{}\n===", "{}\n---", "\\{}", "*[x]: {}", "[^1]: {}\n\n[^1]", "x {: {} }",
    "[x]({}){: onclick=x }", "$${}$$", "[[{}]]", "www.x.nl/{}", "https://x.nl/{}", "&#91;x&#93;({})", "[x]\\({})",
    "![wat](/blogs/foto/{})", "[x](/blogs/foto/../{})",
)  # fmt: skip


def everywhere(text: str, sign: str, every: int) -> str:
    return sign.join(text[at : at + every] for at in range(0, len(text), every))


SPELLINGS: Final[dict[str, Callable[[str], str]]] = {
    "as it is": lambda text: text,
    "capitals": lambda text: "".join(one.upper() if at % 2 else one for at, one in enumerate(text)),
    "decimal": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "long decimal": lambda text: "".join(f"&#{ord(one):07}" for one in text),
    "hexadecimal": lambda text: "".join(f"&#x{ord(one):x};" for one in text),
    "colon": lambda text: text.replace(":", "&colon;"),
    "tab": lambda text: everywhere(text, "\t", 2),
    "tab by name": lambda text: everywhere(text, "&Tab;", 3),
    "new line by name": lambda text: everywhere(text, "&NewLine;", 3),
    "new line": lambda text: everywhere(text, "\n", 4),
    "nothing to see": lambda text: everywhere(text, "\u200b", 2),
    "backwards": lambda text: f"\u202e{text}\u202c",
    "control": lambda text: f"\x01\x0b {text}",
    "zero": lambda text: everywhere(text, "\x00", 3),
    "percent": lambda text: "".join(f"%{ord(one):02x}" for one in text),
    "wide": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "slashes": lambda text: text.replace(":", "\\:"),
    "twice": lambda text: text.replace("&", "&amp;").replace("<", "&lt;"),
    "comment": lambda text: everywhere(text, "/**/", 4),
    "soft": lambda text: everywhere(text, "&shy;", 4),
}  # fmt: skip
QUOTES: Final = ("{}={}", '{}="{}"', "{}='{}'", "{}=`{}`", "{} = {}", '{}="{}', '{}="x"{}=\'{}', "/{}={}/", "{}\x0c={}")


def addresses() -> Iterator[str]:
    for scheme, (name, spell) in product(SCHEMES, SPELLINGS.items()):
        yield spell(f"{scheme}:{RUN}") + ("" if name != "percent" else ":")
    for address, spell in product(FOREIGN, SPELLINGS.values()):
        yield spell(address)


def elements(draw: random.Random, number: int, places: list[str]) -> Iterator[str]:
    """Yield tags of which an attribute runs or fetches something; every tag and every attribute comes by."""
    pairs = list(product(TAGS, ATTRIBUTES))
    for tag, attribute in draw.sample(pairs, number):
        runs = attribute.startswith("on") or attribute in {"style", "srcdoc"}
        value = draw.choice(list(SPELLINGS.values()))(RUN) if runs else draw.choice(places)
        written = draw.choice(QUOTES).format(attribute, value, value)
        closing = draw.choice(["", f"</{tag}>", f"</{tag}\n>", "/>", f"</ {tag}>", f"x</{tag}>"])
        space, end = draw.choice([" ", "/", "\n", "\t", "\x0c"]), draw.choice([">", " >", "/>", "", "<"])
        yield f"<{tag}{space}{written}{end}{closing}"


def attacks(seed: int, number: int) -> list[str]:
    """Return that many texts, for a seed always the same: half of them HTML in each other, half of them Markdown."""
    draw = random.Random(seed)  # noqa: S311 - the same texts every time
    places = list(addresses())
    inner = list(elements(draw, min(number, len(TAGS) * len(ATTRIBUTES)), places))

    def put(text: str, patterns: Sequence[str]) -> str:
        return draw.choice(patterns).replace("{}", text)

    def in_html(text: str) -> str:
        for _ in range(draw.randint(1, 3)):
            text = put(text, CONTAINERS)
        return draw.choice(list(SPELLINGS.values()))(text) if draw.random() < 0.2 else text

    def in_markdown(text: str) -> str:
        text = put(draw.choice([text, draw.choice(places), draw.choice(places)]), MARKDOWN)
        return put(text, MARKDOWN) if draw.random() < 0.3 else text

    cores = [inner[at % len(inner)] for at in range(number)]
    return [(in_html(core) if at % 2 else in_markdown(core))[:LONGEST] for at, core in enumerate(cores)]
