"""Lists of Dutch words that the rules of the coach lean on. Ours and short: a rule that needs thousands is no rule."""

from __future__ import annotations

from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ABBREVIATIONS: Final = _words(
    "a.d.h.v a.u.b afd art b.v bijv blz bv ca d.d d.m.v d.w.z dhr dr drs e.a e.d e.v enz etc evt excl fig gem "
    "i.p.v i.s.m i.v.m incl ir jl jr m.a.w m.b.t m.b.v m.i m.i.v m.m.v m.u.v max mej mevr min mln mr mw n.a.v "
    "n.v.t nr o.a o.b.v o.i.d o.l.v p.p pag par prof resp s.v.p st t.a.v t.b.v t.g.v t.m t.o.v t.z.t tel v.a "
    "vgl zgn"
)

SPELLED_ELSEWHERE: Final = {
    1: "board byte bytes cake coach crèche date dates fake game games guide hype joke jokes leads like likes "
    "live page pages queue quote quotes race site sites stream streams tape team teams time",
    2: "barcode beamer beamers business coachen coaches dashboard deadline deadlines device devices download "
    "downloads e-book e-books facebook freelance headline headlines homepage image iphone keyboard lifestyle "
    "mobile oeuvre offline online pageview pageviews pipeline reader readers release roadmap schrijfcoach "
    "service smartphone smartphones social software streamen teaser template templates timeline timelines "
    "update updates upload uploads website websites workspace youtube",
    3: "barbecue database downloaden e-reader e-readers gedownload geliket geüpdatet geüpload interface "
    "management teamleider teamleiders updaten uploaden",
}
"""By how many syllables they have: words that Dutch spelling would make longer."""

CONNECTIVES: Final = _words(
    "aangezien alhoewel als anders bijvoorbeeld bovendien daardoor daarmee daarna daarnaast daarom daarvoor dan "
    "dat desondanks die doordat dus echter eerst eindelijk evenals hierdoor hoewel immers indien inmiddels "
    "intussen kortom later maar mits nadat namelijk of omdat ondanks ondertussen ook opdat sindsdien tegelijk "
    "tenslotte tenzij terwijl toch toen totdat trouwens vervolgens voordat waardoor waarom wanneer want zo "
    "zodat zodra"
)

# --- Who does it? --------------------------------------------------------------------------------------------------

BECOMING: Final = _words("word wordt worden werd werden")
BEING: Final = _words("ben bent is zijn was waren")
STRONG_PARTICIPLES: Final = _words(
    "aanbevolen aangeboden aanvaard afgebroken afgesloten bedorven bedreven bedrogen begonnen begrepen behouden "
    "bekeken bekroond beoefend beschreven besloten besproken bestolen betrokken bevolen bevonden bewezen "
    "bewogen doorverwezen gedaan gegaan gestaan gezien herkozen heroverwogen herschreven herzien misbruikt "
    "onderbroken onderhouden ondernomen onderschreven ondersteund ondertekend ondervonden onderworpen "
    "onderzocht onthouden ontnomen ontslagen ontvangen ontworpen overdreven overhandigd overlegd overschreven "
    "overtroffen overtuigd overwogen verbannen verboden verbonden verbroken verdreven vergeleken vergeten "
    "vergeven verholpen verkozen verkregen verlaten verloren vermeden vernomen verschoven verslagen verstaan "
    "vertrokken vervangen verwezen verworpen verworven verzonden verzonnen volbracht volgehouden voltooid "
    "voorbereid voorgeschreven voorkomen voorzien vrijgesproken weersproken"
)
NO_PARTICIPLES: Final = _words(
    "beeld beest behoefte behoort bekend beleefd bereid beroemd besef best bestaat bestand beurt bevat bevriend "
    "bewust bezit bezoek ernst erwt gebaren gebed gebeden gebergte gebied gebieden gebiedt gebit gebod gebouwen "
    "gebreken gebruiken gedachten gedeelten gedicht gedichten geduld geeft geen geest geesten gehecht geheugen "
    "geiten gelden geleden geliefd geloven geluid geluiden gemeend gemeenten gemoed geneest geniet genieten "
    "genot gerecht gerechten gerst gerucht geruchten geschenken geschikt gespannen gesprekken getallen getrouwd "
    "geven gevoelens gevolgen gewaden gewend gewest gewesten gewicht gewichten gewond gewoonten gezicht "
    "gezichten gezin gezinnen gezond herfst herkomst ontbijt ontbijten ontstaat verbaasd verband verbiedt "
    "verdiept verdriet vergaat vergeet verlaat verliefd verliest verschillend verstaat verstand vertrouwd "
    "verwant verward verwoed verzoek"
)

# --- Verbs in disguise ---------------------------------------------------------------------------------------------

NO_INFINITIVES: Final = _words(
    "aandenken bestaan binnen boeken buiten dagen deken doorgaan eigen eten examen fundamenten gisteren heden "
    "inkomen jongeren kinderen kleinkinderen kussen laken leven linnen mensen midden morgen noorden ochtenden "
    "oosten optreden ouderen overleden samenleven tegen teken varken verlangen verleden vermoeden vermogen "
    "vertrouwen veulen volwassenen voorkomen voornemen wapen westen wezen zeggen zijn zonen zuiden"
)
"""What ends in -en and may stand between "het" and "van" without being a verb, or is the usual name of a thing."""

NAMES_OF_THINGS: Final = _words(
    "aanbieding aandoening aanleiding aanvulling afbeelding afdeling aflevering afmeting afwachting bedoeling "
    "begeleiding belangstelling beschikking bespreking bestelling bestemming bevolking beweging boeking ding "
    "eetkring ervaring familiekring handleiding haring huishouding indeling inleiding inrichting instelling "
    "jeugdafdeling ketting kleding koning korting kring leerling leeskring leiding lening lezing mededeling "
    "mening nederzetting oefening omgeving onderneming opening opleiding oplossing opmerking opstelling paling "
    "penning regeling regering rekening richting ring samenleving samenwerking scheiding spanning spelling "
    "stemming stichting storing stroming tekening tentoonstelling toelichting training uitdaging uitnodiging "
    "uitspanning uitzending uitzondering verdieping vereniging vergadering verhouding verpakking verrassing "
    "vertelling verwachting verzameling vestiging voeding volgeling voorstelling waarneming waarschuwing "
    "wandeling wending woning zending zitting"
)
"""Nouns in -ing that name a thing, a group or a place; "de vestiging van Ede" hides nobody's work."""

FOREIGN_DOINGS: Final = _words(
    "actualisatie coördinatie digitalisatie implementatie inventarisatie mobilisatie normalisatie optimalisatie "
    "professionalisatie realisatie reorganisatie stimulatie validatie visualisatie"
)

# --- Parts that stand apart ----------------------------------------------------------------------------------------

PREPOSITIONS: Final = _words("aan bij door in met na naar namens op over per sinds tijdens uit van via volgens voor")
HELPERS: Final = _words("heb hebt heeft hebben had hadden is zijn was waren wordt worden werd werden ben bent word")
ARTICLES: Final = _words("de een deze die onze alle")

# --- Links ---------------------------------------------------------------------------------------------------------

EMPTY_LINKS: Final = (
    "bekijk",
    "bekijk hier",
    "bron",
    "de link",
    "de site",
    "de website",
    "deze link",
    "deze pagina",
    "deze site",
    "deze website",
    "hier",
    "hier klikken",
    "info",
    "klik",
    "klik dan hier",
    "klik hier",
    "lees dit",
    "lees hier",
    "lees hier meer",
    "lees hier verder",
    "lees meer",
    "lees verder",
    "link",
    "meer",
    "meer info",
    "meer informatie",
    "meer lezen",
    "site",
    "verder lezen",
    "via deze link",
    "website",
    "zie hier",
)
"""Words of a link that do not say where it leads."""

# --- What a figure is called ---------------------------------------------------------------------------------------

DOUMA_BANDS: Final = (
    (30, "very_hard"),
    (45, "hard"),
    (60, "fairly_hard"),
    (70, "normal"),
    (80, "fairly_easy"),
    (90, "easy"),
)
"""Below which figure a text is called what, after Douma's own table; from 90 it is very easy."""
LIX_BANDS: Final = ((30, "very_easy"), (40, "easy"), (50, "normal"), (61, "hard"))
"""The Swedish bands; above 60 a text is very hard."""

NAMED: Final = {
    "abbreviations": ABBREVIATIONS,
    "articles": ARTICLES,
    "becoming": BECOMING,
    "being": BEING,
    "connectives": CONNECTIVES,
    "foreignDoings": FOREIGN_DOINGS,
    "helpers": HELPERS,
    "namesOfThings": NAMES_OF_THINGS,
    "noInfinitives": NO_INFINITIVES,
    "noParticiples": NO_PARTICIPLES,
    "prepositions": PREPOSITIONS,
    "strongParticiples": STRONG_PARTICIPLES,
}
"""What the browser gets, by the names it knows them under."""
