"""What the invented participants of the demo write: Dutch texts, with nothing in them but words.

Nobody here exists, and no text names a person or a real library, so that any of them can have written it. Who wrote
which post stands in demo_people; the other texts are dealt by chance. A comment therefore fits under every post of its
ding, a reply under every comment. Posts for later dingen, work to give feedback on and short lines stand as Markdown in
demo_markdown/, where they read as texts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

FOLDER = Path(__file__).parent / "demo_markdown"


@cache
def pieces(name: str) -> tuple[str, ...]:
    """Return the texts of a file of demo_markdown/, which a line with --- parts."""
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return tuple(piece.strip() for piece in text.split("\n---\n"))


@cache
def posts(number: int) -> tuple[tuple[str, str], ...]:
    """Return (title, Markdown) of the posts for a ding."""
    parted = (piece.partition("\n") for piece in pieces(f"{number:02}"))
    return tuple((title.removeprefix("# "), source.strip()) for title, _, source in parted)


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for section in (FOLDER / "lists.md").read_text(encoding="utf-8").split("## ")[1:]:
        name, *rest = section.splitlines()
        found[name] = tuple(line.removeprefix("- ") for line in rest if line)
    return found


def lines(name: str) -> tuple[str, ...]:
    """Return the short texts of one list of demo_markdown/lists.md; empty for a list that is not there."""
    return _lists().get(name, ())


# --- Posts (title, Markdown) -------------------------------------------------------------------------------------

FIRST_POSTS: Final[tuple[tuple[str, str], ...]] = (
    (
        "Waar blijft het antwoord van zaterdag?",
        (
            "Ik sta drie dagen in de week aan de balie. Daar durf ik alles. Iemand zoekt een boek met een blauwe "
            "kaft en een hond erop, en samen komen we er wel uit. Maar zodra dezelfde vraag op Facebook staat, word "
            "ik stijf. Ik schrijf een zin en haal hem weer weg.\n\n"
            "Vorige week zag ik op maandag een vraag van zaterdagochtend staan: *zijn jullie vanmiddag open?* Er had "
            "gewoon niemand gekeken.\n\n"
            "Wat ik wil leren:\n\n"
            "- antwoorden in dezelfde toon als aan de balie\n"
            "- sneller zien dat er een vraag ligt\n"
            "- weten wat ik zelf mag beslissen\n\n"
            "Waar ik tegenop zie? Dat een fout blijft staan en dat iedereen meeleest. Aan de balie zeg ik sorry en "
            "dan is het klaar.\n\n"
            "Wie kijkt er bij jullie op zaterdag?"
        ),
    ),
    (
        "Nederlands is mijn derde taal",
        (
            "In mijn hoofd staat een bericht al klaar. Op papier duurt het langer, want Nederlands is mijn derde "
            "taal. Mijn collega's zeggen dat je dat bijna niet hoort. Maar je ziet het wel: *de* en *het* gaan bij "
            "mij nog vaak mis.\n\n"
            "Toch wil ik graag schrijven voor onze Facebookpagina. Ik weet hoe het is om een brief van de gemeente "
            "drie keer te lezen. Daarom kijk ik anders naar onze teksten. 'Wij attenderen u op gewijzigde "
            "openingstijden', dat zou ik nooit zeggen. **'Let op: vrijdag zijn we dicht'** is genoeg.\n\n"
            "Ik wil dus leren hoe je een kort bericht maakt dat iedereen begrijpt. En ik wil leren hoe je reageert "
            "als mensen boos zijn. Grapjes maken in een vreemde taal gaat nog wel. Rustig blijven in een vreemde "
            "taal is veel moeilijker.\n\n"
            "Laten jullie teksten door iemand lezen voordat ze online gaan? En hoe vraag je dat zonder dat het een "
            "week duurt?"
        ),
    ),
    (
        "Ik vraag iets wat ik zelf niet durf",
        (
            "Ik geef leiding aan negen mensen. In ons jaarplan staat dat wij 'zichtbaar zijn op sociale media'. Die "
            "zin heb ik zelf bedacht. Nu ik eraan begin, merk ik hoe makkelijk ik dat opschreef. Ik heb een "
            "LinkedIn-profiel met een foto van acht jaar geleden, en daar blijft het bij.\n\n"
            "Van mijn team vraag ik dus iets wat ik zelf niet durf. Dat vond ik geen fijne ontdekking.\n\n"
            "Ik wil leren wat er echt bij komt kijken. Hoeveel uur kost een goed bericht? Wie neemt het over bij "
            "ziekte? Wat is een redelijk doel voor een bibliotheek van onze grootte? Pas dan kan ik er eerlijk tijd "
            "voor geven.\n\n"
            "Waar ik tegenop zie: een klacht die groot wordt, op een avond dat niemand dienst heeft. Wie belt dan "
            "wie? Ik weet het niet.\n\n"
            "Aan de collega's die dit al jaren doen: **wat had jouw leidinggevende eerder moeten begrijpen?**"
        ),
    ),
    (
        "Drie likes, en één is van mijn moeder",
        (
            "Even eerlijk: ons laatste filmpje kreeg drie likes. Eentje was van mijn moeder. Eentje was van mij. Wie "
            "de derde is, weet ik niet, maar bedankt!\n\n"
            "Ik gebruik zelf elke dag Instagram en TikTok. Iedereen hier denkt daarom dat ik het ook voor de bieb "
            "wel 'even' kan. Maar kijken is iets heel anders dan maken. Op mijn werk sta ik een kwartier te hannesen "
            "met een telefoon naast de kast met strips.\n\n"
            "Wat ik wil leren:\n\n"
            "1. hoe je in drie seconden laat zien waar het over gaat\n"
            "2. hoe ik jongeren bereik zonder dat ik moet dansen\n"
            "3. hoe je ziet of iets werkt, behalve aan de likes\n\n"
            "Het ergste lijkt me mezelf terughoren. **Echt verschrikkelijk.** En straks ben ik de enige die het "
            "doet, omdat ik toevallig de jongste ben. Hoe verdelen jullie dat?"
        ),
    ),
    (
        "Op dinsdag schenk ik koffie",
        (
            "Ik ben vrijwilliger bij het digicafé. Op dinsdagochtend schenk ik koffie en help ik mensen met hun "
            "telefoon. Zelf heb ik pas twee jaar een smartphone. Dat is misschien wel handig, want ik weet nog goed "
            "welke knopjes eng zijn.\n\n"
            "Een collega vroeg of ik mee wilde doen aan deze cursus. Mijn eerste gedachte was: dat is toch voor "
            "jonge mensen? Mijn tweede gedachte was: dat zeggen onze bezoekers ook altijd.\n\n"
            "Ik wil graag leren wat er met een foto gebeurt als je hem plaatst. Wie ziet hem, en kun je hem ooit "
            "terughalen? Die vraag krijg ik bijna elke week en ik draai er nu een beetje omheen.\n\n"
            "Ik zie op tegen al die wachtwoorden. Ook ben ik bang dat ik op een verkeerde knop druk en dat dan het "
            "hele dorp meeleest.\n\n"
            "> Je kunt hier niets stukmaken, zei onze trainer.\n\n"
            "Die zin ligt nu op een briefje naast mijn laptop. Wie is hier nog meer vrijwilliger?"
        ),
    ),
    (
        "Moet dit er nou ook nog bij?",
        (
            "Ik zeg maar meteen hoe ik erover denk. Vorig jaar gingen er bij ons twee mensen weg en er kwam één voor "
            "terug. De reserveringen blijven liggen, de inlevermachine hapert, en nu moeten we ook nog leuk doen op "
            "Instagram. In werktijd, zegt mijn leidinggevende. Welke werktijd?\n\n"
            "En wie leest onze berichten? Ik heb het vijf vaste bezoekers gevraagd. Vier van hen wisten niet eens "
            "dat we een account hadden.\n\n"
            "Toch doe ik mee. Als we het doen, moet het ook ergens over gaan. Ik wil leren **welk kanaal we rustig "
            "kunnen sluiten**, en hoe je dat netjes doet. Misschien scheelt dat meer tijd dan deze cursus kost.\n\n"
            "Ik zie op tegen alle uitroeptekens die erbij schijnen te horen. Ik kan best vriendelijk zijn, maar dan "
            "op mijn eigen manier.\n\n"
            "Ben ik de enige die zo denkt?"
        ),
    ),
    (
        "Tussen de school en de bieb",
        (
            "Als leesconsulent kom ik op zes basisscholen. Ik zie daar elke week iets moois. Een klas die niet wil "
            "stoppen met voorlezen. Een meester die zijn lievelingsboek van vroeger meeneemt. Een kring die muisstil "
            "wordt bij het laatste hoofdstuk. Op onze pagina's zie je daar niets van terug, want ik plaats het "
            "niet.\n\n"
            "Waarom niet? Elke school heeft andere regels over foto's. Ik weet ook niet of de ouders meelezen. En om "
            "half vier ben ik gewoon moe.\n\n"
            "Ik wil leren hoe je over een klas vertelt zonder dat er een kind herkenbaar in beeld is. Misschien kan "
            "het met alleen de boeken, een tekening of een zin die iemand zei. Ook wil ik weten wat ik met de school "
            "moet afspreken, en hoe kort dat kan.\n\n"
            "Ik zie er vooral tegenop dat ik het steeds vergeet. **Een vast moment in de week** zou mij helpen. Welk "
            "moment werkt bij jullie?"
        ),
    ),
    (
        "Wat is er met de drempel?",
        (
            "Ik werk voor het Taalhuis. De hele dag let ik op woorden. Geen lange zinnen, geen deftige taal, rustig "
            "praten. Dus toen ik een bericht maakte over onze taalgroep, dacht ik: dit gaat vanzelf.\n\n"
            "Een vrijwilliger las het later voor in haar groep. Bij het woord 'laagdrempelig' keek iedereen op. Wat "
            "is er met de drempel? Niemand wist het. Ik eigenlijk ook niet meer.\n\n"
            "Sindsdien lees ik onze berichten hardop. Ik schrik ervan hoeveel woorden alleen voor onszelf zijn: "
            "*inloop*, *aanbod*, *doelgroep*.\n\n"
            "Ik wil leren schrijven voor mensen die nog niet goed lezen. En ik wil weten waar zij online zijn. "
            "Volgens mij gebruikt bijna iedereen in mijn groepen WhatsApp en YouTube, en daar zijn wij niet.\n\n"
            "Ik zie op tegen nare reacties onder berichten over nieuwkomers. Ik wil niet dat mensen uit mijn groep "
            "dat lezen. Hoe gaan jullie daarmee om?"
        ),
    ),
    (
        "Een boek, twee handen en geen gezicht",
        (
            "Bij ons op de jeugdafdeling gebeurt elke woensdag iets leuks. We bouwen, lezen voor en knoeien met "
            "lijm. Ik zou het graag laten zien. Maar zodra ik mijn telefoon pak, zie ik kinderen van wie ik de "
            "ouders niet heb gesproken. Dus stop ik hem weer weg.\n\n"
            "Laatst heb ik iets geprobeerd. Ik maakte een foto van twee handen boven een opengeslagen boek. Verder "
            "niks. Mijn collega zei dat je er meer in ziet dan in een hele groepsfoto. Daar was ik best trots op.\n\n"
            "Wat ik wil leren:\n\n"
            "- hoe je toestemming vraagt zonder stapels papier\n"
            "- hoe je een middag vertelt in drie beelden\n"
            "- wat ouders graag lezen, want de kinderen zelf zijn nog te jong\n\n"
            "Ik zie ertegenop dat mensen mij gaan opzoeken. Ik sta achter mijn werk, maar mijn gezicht hoeft er niet "
            "boven. Moet dat echt, of kan het ook anders?"
        ),
    ),
    (
        "Vijf kanalen en één paar handen",
        (
            "Ik doe de marketing, samen met niemand. Ik beheer onze website, Facebook, Instagram, de nieuwsbrief en "
            "een account dat al een jaar stilligt. Elke maandag krijg ik posters in mijn mailbox met de vraag: *kun "
            "je deze even online zetten?* Dat 'even' ken ik inmiddels.\n\n"
            "Het lastige is dat ik het dan ook doe. De poster gaat overal op, met dezelfde tekst. Ik weet best dat "
            "het zo niet werkt. Op een telefoon kun je zo'n poster niet eens lezen.\n\n"
            "Ik wil hier drie dingen leren:\n\n"
            "- **nee zeggen**, en dan iets beters voorstellen\n"
            "- meten wat echt iets oplevert, ook voor ons MT\n"
            "- collega's vragen om zelf een foto en twee zinnen te sturen\n\n"
            "Ik ben bang dat het na veertien weken weer inzakt. Dat heb ik bij eerdere plannen ook gezien. Wie heeft "
            "een afspraak met collega's die na een jaar nog steeds werkt?"
        ),
    ),
    (
        "Een volle zaal en een stille pagina",
        (
            "Ik organiseer de avonden bij ons: lezingen, een leesclub, soms een film. De zaal zit vaak vol. Dat komt "
            "door de flyer bij de bakker en doordat mensen elkaar meenemen. Online is het stil.\n\n"
            "Ik las mijn eigen berichten terug. Ik stel nooit een vraag en ik vertel nooit hoe het was. Na de "
            "leesclub staan mensen nog een half uur te praten met hun jas aan. Dat gesprek mis ik online.\n\n"
            "Ik wil leren hoe je een gesprek begint dat **voor en na** de avond doorgaat. Een stelling misschien, of "
            "één zin uit het boek.\n\n"
            "Maar wat als niemand iets zegt? Als ik een vraag stel en niemand antwoordt, ziet iedereen dat. Wat doen "
            "jullie dan? Weghalen, of laten staan en doorgaan?"
        ),
    ),
    (
        "Horen wij hier wel thuis?",
        (
            "Ik begin met een twijfel. In de bibliotheek zeggen we dat lezers bij ons veilig zijn. We bewaren zo "
            "weinig mogelijk over hen en we verkopen niets. En dan zetten we onze berichten op kanalen die leven van "
            "gegevens en advertenties. Ik krijg dat in mijn hoofd niet goed bij elkaar.\n\n"
            "> Als wij er niet zijn, horen mensen alleen de anderen.\n\n"
            "Dat zei een collega tijdens de lunch, en daar zit wat in. We doen veel voor mensen die nooit onze "
            "website openen.\n\n"
            "Ik wil dus leren kiezen. Welke kanalen passen bij een bibliotheek? Welke regels spreken we met elkaar "
            "af? Kan ik meedoen zonder eigen account? En wat zeggen we als een bezoeker ernaar vraagt?\n\n"
            "Ik ben bang dat mijn twijfel als onwil wordt gezien. Ik wil best. Ik wil alleen eerst weten waaraan ik "
            "begin. Wie heeft dit gesprek al eens gevoerd in het team?"
        ),
    ),
    (
        "Het boek dat niemand leende",
        (
            "Ik werk achter de schermen, bij de collectie. Wat ik doe, ziet bijna niemand. Ik koop boeken in, ik "
            "schrijf ze af en ik zet ze terug waar ze horen. Soms vind ik een prachtig boek dat in vier jaar één "
            "keer is uitgeleend. Dan blader ik er staand in, veel te lang, en denk ik: had iemand dit maar "
            "geweten.\n\n"
            "Laatst legde ik zo'n boek op de tafel bij de ingang, met een kaartje. *Niemand leende mij. Neem jij me "
            "mee?* Binnen een uur was het weg. Een collega zei dat ik dat online ook moest doen. Sindsdien loop ik "
            "ermee rond.\n\n"
            "Ik wil leren hoe je in twee zinnen vertelt waarom een boek mooi is. Verder wil ik weten of ik de omslag "
            "mag laten zien.\n\n"
            "Ik zie ertegenop dat ik **veel te lange stukken** schrijf. Dit bericht moest eigenlijk half zo lang "
            "worden. Heeft iemand een trucje om te schrappen?"
        ),
    ),
    (
        "Van de bloemen naar de boeken",
        (
            "Sinds drie maanden werk ik in de bibliotheek. Hiervoor stond ik in een bloemenwinkel. Daar zette ik "
            "elke ochtend een foto van de emmers op Facebook, met de prijs erbij. Dat was alles en het werkte prima. "
            "Mensen kwamen binnen en wezen aan wat ze wilden.\n\n"
            "In de bieb lijkt het ingewikkelder. Er is een huisstijl, er is een planning en er zijn vier mensen die "
            "iets van een tekst vinden. Ik snap dat wel. Maar soms is de pioenroos al uitgebloeid voordat de foto "
            "online staat, zeg maar.\n\n"
            "Ik wil leren hoe je **snel en toch zorgvuldig** bent. Ook wil ik weten wat bezoekers van een "
            "bibliotheek graag zien, want dat is vast iets anders dan tulpen.\n\n"
            "Ik zie het meest op tegen de d's en de t's. In een winkel lacht iemand erom. Bij een bibliotheek "
            "verwachten mensen dat alles klopt. Mag ik een fout later nog verbeteren, en zeg je dat er dan bij?"
        ),
    ),
)
"""Ding 2: what do you want to learn, and what do you dread? demo_people.FIRST_POST_OF says whose is whose; the texts of
demo_markdown/02.md come after these."""

FREE_POSTS: Final[tuple[tuple[str, str], ...]] = (
    (
        "Ik liet mijn telefoon voorlezen",
        (
            "Gisteren heb ik onze laatste tien foto's nagekeken met de voorleesfunctie van mijn telefoon. Dat was "
            "even slikken. Bij zeven foto's hoorde ik alleen 'afbeelding'. Bij één hoorde ik het nummer van het "
            "bestand, heel plechtig.\n\n"
            "Daarna heb ik er vijf een nieuwe alt-tekst gegeven. Eerst schreef ik: *foto van de knutselmiddag*. Toen "
            "bedacht ik wat je mist als je niets ziet. Nu staat er: *Twaalf kleine handen plakken draken van "
            "eierdozen, aan een tafel vol verf en glitter.* Dat kostte me twee minuten per foto.\n\n"
            "Mijn collega deed haar ogen dicht terwijl ik het voorlas. Ze zei dat ze de lijm kon ruiken. Ik reken "
            "dat goed.\n\n"
            "Wie schrijft bij jullie de alt-teksten: de maker van de foto of degene die hem plaatst?"
        ),
    ),
    (
        "Open dag: tien kannen koffie en één goede foto",
        (
            "We hadden open dag. Ik zou er verslag van doen, met elk uur een bericht. Dat plan hield stand tot kwart "
            "over tien. Toen stond er een rij tot aan de fietsen en had ik in elke hand een koffiekan.\n\n"
            "Aan het eind had ik precies één foto: een lege schaal met kruimels, en daarachter de poster met onze "
            "openingstijden. Die heb ik 's avonds geplaatst met de tekst **De koek is op, de boeken nog niet**. Er "
            "kwamen meer reacties op dan op alles van de maand ervoor.\n\n"
            "Volgende keer spreken we het beter af. Eén iemand maakt foto's en schenkt dus niks. En bij de deur komt "
            "een bordje dat er foto's worden gemaakt, want dat was ik ook vergeten."
        ),
    ),
    (
        "Mijn eerste video (#ifail)",
        (
            "Het plan: een filmpje van dertig seconden over ons nieuwe spreekuur. Het draaiboek was goed. De rest "
            "ging zo:\n\n"
            "- Poging 1: ik hield mijn telefoon dwars.\n"
            "- Poging 2: de inlevermachine piepte overal doorheen.\n"
            "- Poging 3: prachtig, maar ik noemde de verkeerde dag.\n"
            "- Poging 4: de stapel boeken onder mijn telefoon viel om. Dat stukje is wel heel scherp.\n\n"
            "De ondertiteling maakte van 'spreekuur' ook nog twee keer 'spreeuw'. Ik heb dus bijna reclame gemaakt "
            "voor een vogel.\n\n"
            "Ik heb niets geplaatst, en in ding 1 las ik dat #ifail geen schande is. Wel weet ik nu dat ik eerst het "
            "geluid moet testen. En één zin per keer is genoeg. Morgen poging 5, voordat we opengaan."
        ),
    ),
    (
        "Vraag: wie heeft bij jullie het wachtwoord?",
        (
            "Bij ons weet ik het sinds kort: bijna iedereen. Het wachtwoord van ons Instagramaccount lag op een geel "
            "briefje in een la. Ik heb het meteen veranderd. Een uur later belde een collega van de late dienst dat "
            "ze er niet meer in kon. Dat had ik dus eerst moeten overleggen.\n\n"
            "We willen het nu netjes regelen, met tweestapsverificatie. Maar op welke telefoon komt dan de code? En "
            "wat doe je als die collega vrij is?\n\n"
            "Ik hoor graag hoe jullie dat doen:\n\n"
            "1. Hoeveel mensen kunnen bij jullie iets plaatsen?\n"
            "2. Wie past het wachtwoord aan als iemand weggaat?\n"
            "3. Waar bewaar je het, als het geen geel briefje is?"
        ),
    ),
    (
        "Een kwartier, en dan gaat de wekker",
        (
            "Ik ben iemand die blijft schaven. Een bericht van vijf regels kost mij zo een middag, en dan plaats ik "
            "het alsnog niet. Daarom heb ik de tip uit ding 1 geprobeerd. Kookwekker op een kwartier, schrijven, "
            "klaar.\n\n"
            "Maandag kwam er onzin uit. Woensdag had ik een bericht over de leestafel, met een foto van de krant en "
            "een halve mandarijn. Ik vond het eng, maar ik heb het geplaatst. Er stond een typefout in. Iemand "
            "reageerde: 'Lekker plekje, ik kom vrijdag weer.'\n\n"
            "Over de typefout zei niemand iets. Ik heb hem 's middags stilletjes verbeterd. De kookwekker staat nu "
            "vast op mijn bureau."
        ),
    ),
    (
        "Wij hebben een kanaal gesloten",
        (
            "Ruim een jaar stond er niets nieuws op ons tweede account. Toch hield ik het open, want je weet maar "
            "nooit. Tot ik zag dat er nog een oud telefoonnummer in het profiel stond.\n\n"
            "Dit is wat we deden:\n\n"
            "- We plaatsten een laatste bericht: *Hier stoppen we. Je vindt ons op Facebook, in de nieuwsbrief en "
            "natuurlijk aan de balie.*\n"
            "- We pasten de tekst van het profiel aan.\n"
            "- We houden de naam zelf, zodat een ander er geen misbruik van maakt.\n\n"
            "Ik was bang voor boze reacties. Er kwam er één binnen: 'Ik wist niet eens dat jullie hier zaten.' Daar "
            "hebben we in de pauze hard om gelachen. Het scheelt mij nu elke week een schuldgevoel."
        ),
    ),
)
"""Posts without a ding. In the demo the first is by Karim."""

DRAFT: Final[tuple[str, str]] = (
    "Thee, koek en een telefoon",
    (
        "Mijn activiteit is het digicafé. Twee van de drie versies heb ik.\n\n"
        "## Facebook\n\n"
        "Wie belt jou als de telefoon vreemd doet? Op donderdag zitten wij klaar met thee, koek en geduld. Neem die "
        "ene oom eens mee.\n\n"
        "*Waarom zo: wie hulp nodig heeft, leest dit niet zelf. Zijn nichtje wel.*\n\n"
        "## Instagram\n\n"
        "Hij dacht dat zijn foto's weg waren. Ze stonden er alle 4.212 nog. Donderdag, 10.00 uur.\n\n"
        "*Waarom zo: bij een foto van twee handen en een telefoon is één zin genoeg.*"
    ),
)
"""How Noor began on ding 6: two of three versions. The reader of the demo writes on."""

# --- Comments ----------------------------------------------------------------------------------------------------

COMMENTS: Final[tuple[str, ...]] = (
    (
        "Ik dacht dat ik de enige was die hiertegen opzag. Fijn om te lezen dat het bij jou ook zo is. Heb je al een "
        "buddy?"
    ),
    (
        "Door jouw bericht ga ik morgen terugkijken wat wij zelf de laatste maand hebben geplaatst. Doe jij dat ook "
        "weleens?"
    ),
    "Wat ik hiervan leer: eerst opschrijven wat je wilt, dan pas een kanaal kiezen. Ik begin altijd andersom.",
    "Mooi eerlijk opgeschreven. Mag ik je vraag meenemen naar ons teamoverleg van donderdag?",
    (
        "Ik heb je bericht twee keer gelezen, de tweede keer samen met een collega van de balie. We praten er nog "
        "steeds over. Wat pak jij als eerste aan?"
    ),
    (
        "Bij ons loopt het precies zo. We hebben nu één vast uur per week afgesproken en dat helpt echt. Zou dat bij "
        "jullie ook kunnen?"
    ),
    "Leuk hoe je schrijft, ik hoorde je er gewoon bij praten. Ik leer hiervan dat het niet deftig hoeft.",
    (
        "Ik werk alleen op zaterdag, dus bij mij gaat het net anders. Toch neem ik iets mee: gewoon zeggen wat je "
        "lastig vindt. Hoe reageerde je team daarop?"
    ),
    "Hier word ik rustig van. Je hoeft dus niet alles al te kunnen als je begint. Wanneer is het voor jou gelukt?",
    "Ik zag tegen hetzelfde op toen ik begon. Wat mij hielp: eerst een week alleen meelezen. Is dat iets voor jou?",
    (
        "Je hebt me aan het denken gezet over wat wij van collega's vragen. Ik heb ze nooit gevraagd of ze dat wel "
        "willen. Dat ga ik deze week doen."
    ),
    "Dat je ook opschrijft waar je tegenop ziet, vind ik knap. Ik heb mijn eigen bericht daarna nog aangepast.",
    "Je bericht maakt het voor mij kleiner: één ding tegelijk. Met welk kanaal begin jij?",
    (
        "Ik herken het helemaal, ook al werk ik op een andere afdeling. Zullen we een keer koffie drinken en onze "
        "lijstjes naast elkaar leggen?"
    ),
    "Ik leer van jou dat je ook met twijfel kunt beginnen. Wat zegt jouw team ervan?",
    (
        "Ik moest denken aan onze eerste berichten, vol uitroeptekens en zonder één vraag. We zijn er nog steeds. "
        "Komt goed!"
    ),
    "Zo'n verhaal uit de praktijk helpt me meer dan tien tips. Mag ik het laten lezen aan een collega die twijfelt?",
    (
        "Wij hebben hier een groepje van drie voor gemaakt. Nu blijft het niet meer bij één persoon liggen. Met wie "
        "zou jij het willen doen?"
    ),
    (
        "Bedankt voor je openheid. Ik ga jouw vraag ook aan mijn leidinggevende stellen. Ik ben benieuwd wat het "
        "antwoord is."
    ),
    "Ik ben het niet met alles eens, maar ik begrijp het nu wel beter. Wat zou jou helpen om te beginnen?",
    "Door jouw bericht kon ik het mijne eindelijk afmaken. Ik zat al drie dagen vast na de eerste zin.",
    "Dit onthoud ik voor een rustige ochtend. Vertel je over een paar weken hoe het bij jou ging?",
    (
        "Wat ik meeneem: klein beginnen en iemand vragen om mee te kijken. Ik kijk graag een keer met jou mee, als "
        "je wilt."
    ),
    "Ik moest lachen, en daarna moest ik knikken. Heb je het hier met je collega's ook over gehad?",
)

REPLIES: Final[tuple[str, ...]] = (
    "Dank je, daar word ik blij van. Ik laat het weten als ik verder ben.",
    "Dank je, daar moet ik nog even over nadenken. Ik kom erop terug.",
    "Wat fijn dat je reageert! Ik leg het morgen voor aan mijn collega's.",
    "Dank je. Ik ga straks ook jouw bericht lezen, met een kop thee erbij.",
    "Dank je voor het meedenken. Het staat nu op het briefje naast mijn scherm.",
    "Leuk, laten we dat een keer samen bespreken. Donderdag ben ik er de hele dag.",
    "Dank je, ik heb er zin in. Al klinkt dat stoerder dan ik me voel.",
    "Dank je, hier kan ik mee verder. Heb jij ook nog een vraag voor mij?",
)
"""By the author of the post."""

# --- Why somebody voted as they did ------------------------------------------------------------------------------

REASONS_FOR: Final[tuple[str, ...]] = (
    (
        "Aan de balie draag ik een naambordje en dat vindt niemand raar. Online wil ik ook gewoon iemand zijn. "
        "Mensen schrijven vriendelijker als ze weten dat er een echte collega achter het scherm zit. Later vragen ze "
        "aan de balie soms naar mij, omdat ze mijn naam nog weten."
    ),
    (
        "Een maand lang zette ik mijn voornaam onder elk antwoord. Het werd er gezelliger van, en soms kwam er zelfs "
        "een bedankje terug. Mijn achternaam en mijn privéaccount laat ik erbuiten. Zo voelt het voor mij goed."
    ),
    (
        "Wie anoniem antwoordt, kan zich makkelijk verstoppen. Met mijn naam eronder denk ik beter na over wat ik "
        "schrijf. Dat maakt mijn antwoorden zorgvuldiger. Een foto vind ik minder belangrijk, maar die mag er van "
        "mij bij."
    ),
    (
        "In ons dorp kent iedereen elkaar toch al. Als ik schrijf als 'de bibliotheek', vragen mensen in de "
        "supermarkt of ik dat was. Dan kan ik er beter meteen mijn naam en mijn foto bij zetten."
    ),
    (
        "Bij de jeugd werkt het echt. Kinderen herkennen mij van een filmpje en vragen daarna naar het boek dat ik "
        "liet zien. Soms is het dan al drie keer gereserveerd. Dat lukt niet met een logo. Wel vind ik dat niemand "
        "ertoe gedwongen mag worden."
    ),
    (
        "Eens, maar wel met een afspraak erbij. De bibliotheek moet achter je staan als het misgaat en je moet er "
        "altijd mee mogen stoppen. Als dat geregeld is, maakt een gezicht voor lezers een groot verschil."
    ),
    (
        "Ik volg zelf ook liever een boekhandelaar met een naam dan een winkel met een logo. Van een mens neem ik "
        "sneller een leestip aan, zeker als die erbij zegt wat er tegenviel. Waarom zou dat voor onze eigen lezers "
        "anders zijn?"
    ),
    (
        "Bij een klacht wil je weten met wie je praat. Als ik mijn naam noem en zeg wanneer ik er ben, zakt de "
        "boosheid vaak al. Aan de telefoon werkt het zo, dus waarom online niet?"
    ),
)
"""Ding 3: whoever is online for the library, is so with name and face."""

REASONS_AGAINST: Final[tuple[str, ...]] = (
    (
        "Ik werk hier met plezier, maar mijn werk stopt om half zes. Als mijn gezicht online staat, spreken mensen "
        "mij ook op zondag aan over hun boete. Een voorletter en 'namens de bibliotheek' is voor mij genoeg."
    ),
    (
        "Van een vriendin in een ander beroep weet ik wat een paar nare berichten met je doen. Dat wil ik niemand in "
        "mijn team aandoen. Wie zichtbaar wil zijn, mag dat. Verplichten vind ik verkeerd, ook als het vriendelijk "
        "wordt gevraagd."
    ),
    (
        "Het account is van de bibliotheek en niet van mij. Als ik ziek ben of een andere baan krijg, moet een "
        "collega zo verder kunnen. Met één gezicht wordt dat moeilijk, want dan missen mensen die ene persoon."
    ),
    (
        "In de stelling staat 'wie', en dat betekent iedereen. Daar ben ik het niet mee eens. Een collega die eerder "
        "is lastiggevallen, moet hier ook veilig kunnen werken. En ze moet dat niet eerst aan iedereen hoeven "
        "uitleggen."
    ),
    (
        "Een naam zegt niets over hoe vriendelijk je antwoordt. Een warme toon lukt ook zonder foto. Laten we liever "
        "samen afspreken hoe we schrijven. Dan maakt het voor de lezer niet uit wie er dienst heeft."
    ),
    (
        "Ik heb mijn eigen naam opgezocht en schrok van wat er al over mij te vinden is. Daar hoeft van mij niets "
        "bij. Met alleen een voorletter kan ik mijn werk net zo goed doen. Ik antwoord er niet minder vriendelijk "
        "door, en 's avonds slaap ik beter."
    ),
    (
        "Als vrijwilliger help ik mensen graag in de bibliotheek zelf. Online hoeft mijn foto er niet bij. Beelden "
        "worden tegenwoordig zo makkelijk nagemaakt of rondgestuurd, en dan krijg ik ze nooit meer weg."
    ),
    (
        "Mijn voornaam vind ik goed, mijn gezicht niet. De stelling vraagt om allebei, dus stem ik oneens. Ik heb "
        "een zeldzame naam. Met een foto erbij weet iedereen binnen een minuut waar ik woon."
    ),
)

REASONS_2012_FOR: Final[tuple[str, ...]] = (
    (
        "Er is bij ons nog steeds geen uur voor ingeroosterd. Iedereen vindt sociale media belangrijk, maar het moet "
        "tussen de uitleningen door. Zolang dat zo is, vind ik dat we het niet serieus nemen. Voor de boekenkar is "
        "er wel een rooster."
    ),
    (
        "Ik lees die stukken uit 2012 en herken veel. We zenden nog steeds en we antwoorden laat. De sites heten nu "
        "anders, maar onze manier van werken is minder veranderd dan ik had gehoopt."
    ),
    (
        "Bij ons hangt het aan één enthousiaste collega. Toen zij op vakantie was, stond alles drie weken stil en "
        "niemand merkte het op. Dat zou bij de balie of bij de inkoop nooit gebeuren."
    ),
    (
        "We tellen wel volgers, maar we weten niet waarvoor we het doen. In het jaarplan staat geen doel en in het "
        "overleg komt het niet terug. Iets serieus nemen begint voor mij met een plan."
    ),
)
"""Ding 1: libraries do not yet take social media seriously, a statement of 2012."""

REASONS_2012_AGAINST: Final[tuple[str, ...]] = (
    (
        "In 2012 was dit misschien waar. Nu hebben wij een rooster voor de berichten, huisregels op de site en een "
        "collega die reviews beantwoordt. Perfect is het niet, maar serieus nemen we het zeker."
    ),
    (
        "Ik vind de stelling te streng. Kleine bibliotheken doen met heel weinig mensen al veel. Dat wij niet elke "
        "dag iets plaatsen, komt door de drukte. Met onwil heeft dat niets te maken. Bij ons las de hele ploeg het "
        "stappenplan door, ook de vrijwilligers."
    ),
    (
        "Veel bezoekers vinden onze avonden door een bericht in een buurtgroep. Onze leidinggevende vraagt elke "
        "maand hoe dat loopt en geeft er tijd voor. Dan kun je niet zeggen dat het er maar bij hangt."
    ),
    (
        "Wij werken hier met een hele groep collega's veertien weken aan, en dat zegt genoeg. Iemand heeft daar tijd "
        "en geld voor vrijgemaakt. We kunnen nog veel leren, maar aan de wil ligt het niet."
    ),
)

# --- Evaluations and names ---------------------------------------------------------------------------------------

CHANGES: Final[tuple[str, ...]] = (
    "Niets weglaten. Wel graag een voorbeeld van een kleine vestiging met drie mensen erbij.",
    "De leeslijst is lang. Zet bij elke titel hoeveel minuten lezen het is.",
    "Voor de opdracht had ik meer tijd nodig dan er stond. Het lezen ging juist sneller.",
    "Graag een versie om te printen. Ik lees in de pauze liever van papier.",
    "Meer voorbeelden over jeugd en scholen. Nu gaat het vaak over de balie.",
    "Op mijn telefoon moest ik lang scrollen voordat ik bij de opdracht was.",
    "Laat het zo. Precies goed voor een rustige dinsdagochtend.",
    "Leg moeilijke woorden meteen uit, ook als het er maar één is.",
    "Een filmpje van twee minuten zou mij helpen. Ik leer makkelijker van kijken dan van lezen.",
    "De voorbeelden zijn leuk, maar ik haal de namen door elkaar. Zet er vaker bij wat iemand doet.",
    "Ik doe dit liever samen. Kan er een opdracht voor twee collega's bij?",
    "Mijn leidinggevende zou dit ook moeten lezen. Maak er een korte samenvatting van.",
)
"""What should we change or leave out?"""

SCREEN_NAMES: Final[tuple[str, ...]] = (
    "Leesbril kwijt",
    "De stille plank",
    "Ezelsoor",
    "Boekenwurm op klompen",
    "Koffie bij de krant",
    "Net iets te laat ingeleverd",
)
