"""English words and patterns that decide how a name is read: state or place, office or person,
people or language.
"""

from __future__ import annotations

import re


def _words(text: str) -> str:
    return "|".join(text.replace("\n", " ").split())


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


ATTRIBUTIVE = re.compile(
    r" (?:base|bases|aid|equipment|presence|hardware|cooperation|exercises?|drills?|support|help|assistance"
    r"|convoys?|training|cargo|supplies"
    r"|police|contingents?|bloc|alliance|infrastructure|industry|hospitals?|academy|doctrine|strength|might"
    r"|threat|conflict|deaths|guarantees|facilit(?:y|ies)|technical|operation|action|aggression|invasion"
    r"|budget|observers?|experts?|personnel|units?)\b",
    re.IGNORECASE,
)

# What makes an adjective of a state speak of the state itself (the codebook: government, army,
# troops).
MODIFIERS = _words(
    "armed security special military state central federal foreign defence defense interior border"
    " air naval ground riot intelligence political ruling current new former top senior"
    " high-ranking diplomatic occupying invading elite interim coalition transitional de facto"
    " unnamed law-enforcement"
)
ORGANS = re.compile(
    rf"(?: (?:{MODIFIERS})){{0,3}} (?:"
    + _words(
        "governments? authorities authority administration leadership leaders? officials? side"
        " regime cabinet parliament parliamentarians? legislature legislators? lawmakers? MPs"
        " troops army armies military forces servicemen servicem[ae]n soldiers? units? fighters"
        " peacekeepers guards police diplomats? diplomacy delegation embassy embassies ministry"
        " ministries ministers negotiators? presidency commanders? generals? navy fleet envoys?"
        " mediators? representatives? warplanes drones artillery sources? command staff bases?"
        " officers? ambassadors? spokesm[ae]n spokeswom[ae]n spokespersons? aides? brigades?"
        " battalions? intelligence contingents? judiciary courts? prosecutors? customs agents?"
    )
    + r"|(?:security|secret|special|intelligence|customs|border|emergency) services?)\b",
    re.IGNORECASE,
)
OFFICIAL = re.compile(
    r"(?:officials?|envoy|ambassador|spokes\w+|officer|general|commander|soldier|serviceman|leader|aide"
    r"|agent|representative|mediator|prosecutor)$",
    re.IGNORECASE,
)
PEOPLE = re.compile(
    r" (?:ethnic |young |ordinary |displaced |local )?(?:"
    + _words(
        "people peoples nation population residents? villagers? villages? civilians? citizens?"
        " refugees? community communities diaspora families family women men m[ae]n woman children"
        " child youth public society voters protesters? demonstrators? activists? prisoners?"
        " captives students? minority settlers? inhabitants? journalists? media press newspapers?"
        " businessm[ae]n tourists? workers migrants? origin descent names?"
    )
    + r")\b",
    re.IGNORECASE,
)
CULTURE = re.compile(
    r"(?:-speaking|-language| (?:"
    + _words(
        "language languages opera operas literature cuisine music culture cultural alphabet ballet"
        " poet poetry poem poems writer writers composer singer novel novels translation"
        " translations word words film films cinema song songs dance dances art artist artists"
        " painter painting wine brandy tea coffee salad food dish dishes bread roulette football"
        " footballer footballers team chess school schools textbook textbooks grammar folk church"
        " churches cathedral monastery carpet carpets winter summer soul theatre theater"
    )
    + r")\b)",
    re.IGNORECASE,
)
BODIES = _words(
    "Party University Bank Church Academy Congress Federation Association Fund Foundation Institute"
    " Museum College Society Club Airlines Airways Orchestra Championship Cup Union Movement"
    " Alliance Community Times Post Herald"
)
BODY_BEFORE = re.compile(rf"\b(?:{BODIES}) (?:of|for) (?:the )?$")
BODY_AFTER = re.compile(rf"(?: [A-Z][\w-]+){{0,3}} (?:{BODIES}|TV|Radio|Airport|Stream)\b")
GEORGIA_US = re.compile(
    r"\b(?:Atlanta|Florida|Alabama|Tennessee|Carolina|Savannah|Texas|Ohio|Arizona|Michigan|Pennsylvania"
    r"|Wisconsin|Nevada)\b"
)
PRONOUN_US = re.compile(
    r"\b(?:"
    + _words(
        "LET TELL GIVE JOIN HELP FOR TO OF WITH ABOUT BETWEEN FROM AGAINST ALL BOTH MAKE SHOW SEND"
        " CONTACT FOLLOW LEAVE TEACH TAKE SAVE ASK LIKE BY IN ON"
    )
    + r") $"
)

# Verbs and small words after a name: the name is a subject, not an attribute.
FUNCTION = re.compile(
    r"(?:"
    + _words(
        "and or but is are was were has have had will would shall should can could may might must"
        " does did do not also never now who which that to in on at by for from with as if when"
        " while because after before than says said saying seeks wants calls calling warns accuses"
        " joins backs tells told"
    )
    + r")\b"
)
VERB_AFTER = re.compile(
    r"(?::|, (?:which|who)\b| (?:also |now |then |later |never |still |not |again |even |has |had "
    r"|have )?(?:is|are|was|were|has|had|have|will|would|shall|should|must|may|might|can|could"
    r"|cannot|did|does|do|said|told|saw|took|gave|made|sent|sought|put|kept|held|lost|won|let|met|knew|felt"
    r"|meant|began|broke|fell|went|came|left|stood|fought|spoke"
    r"|[a-z]{2,}(?:ed|[^s]s))\b)"
)
NOT_VERB = re.compile(
    r" (?:talks|streets|residents|times|news|suburbs|ties|forces|officials|troops|relations|elites|plans"
    r"|interests|negotiations|demands|authorities|terms)\b"
)

# Capitals as places.
PLACE_AFTER = re.compile(
    r"(?:-(?:based|born|area|bound)\b|(?:'s)?(?:"
    r" (?:ministerial|climate|trilateral|bilateral|peace|joint"
    r"|district|city|state|regional|international|press|anniversary|victory|leaders'|memorial))? (?:"
    + _words(
        "time streets? avenue airport square suburbs? district region province metro subway"
        " university hotel hotels court courts residents mayor city hall forum parade dinner school"
        " hospital prison stadium summit talks meeting conference protests? rally rallies truce"
        " ceasefire residence centre center museum agreement declaration armistice khanate judges?"
        " offices? park pact session universities agreements? accords? process format consensus"
        " convention wall peace plan initiative lawn garden outskirts railway station highway road"
        " flight flights theatre theater opera skyline brandy trial police downtown"
    )
    + r")\b)"
)
AUTHORITY_AFTER = re.compile(
    r"(?:-(?:backed|led|controlled|brokered|friendly|sponsored|mediated|appointed|installed|funded|allied"
    r"|aligned|imposed|directed|run)\b"
    r"| (?:officials?|authorities|government|regime|leadership|administration|spokes\w+|sources?|aides?"
    r"|diplomats?|insiders|policy|propaganda|elites?)\b)"
)
AT_PLACE = re.compile(
    r"\b(?:in|at|near|around|outside|inside|across|through|throughout|via|into|downtown|central|northern"
    r"|southern|eastern|western|visit|visits|visited|visiting"
    r"|left|leave|leaves|leaving|reach|reached|entered|toured?|cities"
    r" of|capital,?|(?:city|town|capital"
    r"|streets|cent(?:re|er)|outskirts|mayor|north|south|east|west"
    r"|suburbs?|heart|residents|region|hometown|people|direction|map|khanate|treaty|battle|university"
    r"|archbishop|patriarch) of"
    r"|(?:left|leave|leaves|leaving|departed|departs?|bound|headed|set off|flew|flights?|trains?)"
    r" for|(?:km"
    r"|kilometres|kilometers|miles|hours) from)(?: the)? $",
    re.IGNORECASE,
)
MOVED = re.compile(
    r"\b(?:visits?|trips?|travel\w*|fly|flies|flew|flown|flights?|flying|go|goes|going|went|gone|come|comes"
    r"|came|coming|returns?|returned|returning|arriv\w+|head(?:s|ed|ing)?|drove"
    r"|driv\w+|journeys?|mov(?:e|es|ed|ing)|airlift\w*|deport\w+|march(?:es|ed|ing)?|brought|bring|invit\w+"
    r"|recall\w+|road|roads|railway|trains?|route|bus|extradit\w+"
    r"|transferred|fled|flee\w*|escort\w*|convoy|convoys|tour)\b[^.;:]{0,40}\b(?:to|from)(?:"
    r" the)? $",
    re.IGNORECASE,
)
MINDED_IN = re.compile(
    r"\b(?:trust|faith|confidence|belief|hopes?|disappoint\w+|anger|concerns?|alarm|worr(?:y|ies)|mood|view"
    r"|officials?|elites?|leadership|governments?|authorities"
    r"|power|leaders?|rulers?|circles|decision-makers|allies|friends|patrons?|masters|regime|counterparts?"
    r"|decisions?|decisions? (?:is |was |were |are )?(?:being )?(?:made|taken)|decided) in(?:"
    r" the)? $",
    re.IGNORECASE,
)
SAID_FROM = re.compile(
    r"\b(?:support|pressure|signals?|messages?|help|aid|statements?|assurances?|demands?|guarantees?"
    r"|approval|permission|orders?|instructions|response|reaction"
    r"|criticism|threats?|protection|independence|distanc\w+|distance|away|concessions|weapons|arms|gas"
    r"|answers?|reply) from(?: the)? $",
    re.IGNORECASE,
)
TO_WHOM = re.compile(
    r"\b(?:according|signals?|messages?|loyal|loyalty|close|closer|appeals?|appealed|response|reply|replied"
    r"|turn\w*|thanks|grateful|opposed|opposition|due|belongs?|subordinate\w*"
    r"|threats?|alternative|debt|concessions?|ultimatum|said|told|letter|note|protest|complain\w*|cede\w*"
    r"|ceding|gift|submi\w+|tied|addressed|friendly|hostile|allied"
    r"|dependen\w+|question|proposal|proposals|warning|rebuke|criticism|accusations?) to(?:"
    r" the)? $",
    re.IGNORECASE,
)
TRAVEL_BETWEEN = re.compile(
    r"\b(?:roads?|flights?|trains?|railway|distance|highway|route|buses|travel\w*|shuttl\w+|border"
    r"|midway) between(?: the)? $",
    re.IGNORECASE,
)
WITH = re.compile(
    r"\b(?:with|without|against|by|between|on|upon|of|toward|towards|for|told|tell|tells|accus\w+|urg\w+"
    r"|ask\w*|blam\w+|criticis\w+|thank\w*|warn\w*)(?: the)? $",
    re.IGNORECASE,
)
CITY_LIST = re.compile(
    r"\b(?:in|near|from|at|visited|between)(?: the)? (?:[A-Z][\w'-]+(?:, | ))+(?:and|or) $"
)
CARRIED = re.compile(
    r" (?:pipelines?|oil|gas|railway|road|line|route|highway|flights?|trains?|bus)\b"
)
DATELINE = re.compile(
    r"(?:, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d)| \(| ?[—–]|\. /| - |,"
    r" [A-Z]\w+ \()"
)

# What may stand before a surname without being a given name.
TITLES = _set(
    "presidents premiers ministers leaders mr mrs ms miss dr sir lord president premier minister"
    " chancellor secretary speaker chief general colonel major captain lieutenant admiral marshal"
    " commander ambassador envoy spokesman spokeswoman spokesperson deputy senator governor mayor"
    " king prince sheikh ayatollah patriarch catholicos leader chairman director adviser advisor"
    " aide professor prof comrade citizen candidate representative vice-president co-chair gen col"
    " lt sen rep gov pres pm fm min rt us eu un csto tsar emir sultan uncle team anti pro post"
    " monday tuesday wednesday thursday friday saturday sunday"
)
STARTERS = _set(
    "the a an after before when while but and for in on at yesterday today tomorrow earlier later"
    " then also both neither although though as if since so like unlike with without to from by"
    " against only even however meanwhile that what why how where who whom did does do will is was"
    " has had can could should would may must once until under over between because despite during"
    " this these those his her their its our my your not no yes nor or yet still perhaps maybe"
    " instead thus hence here there now next last such each every either whether than about among"
    " per via versus vs through throughout toward towards upon within let dear beside besides"
    " alongside first second third two three both many most some"
)
TAILS = _set(
    "january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday administration government regime cabinet"
    " doctrine says calls warns accuses"
)
NOT_NOW = re.compile(
    r"\b(?:former|ex|then|late|deputy|vice|next|future|previous|would-be|onetime|one-time|ousted|deposed"
    r"|first deputy|first vice|acting|interim|caretaker|past|assistant|shadow)[ -](?:the )?$",
    re.IGNORECASE,
)
BYGONE = re.compile(
    r"\b(?:former|ex|then|late|previous|onetime|one-time|ousted|deposed|past)[ -](?:the )?$",
    re.IGNORECASE,
)
SCENE = re.compile(r"(?:^|[ \"“])(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]n|[Ff]rom|[Tt]he)(?: [A-Z][\w-]+)*$")
# "as prime minister of Armenia", "a Belarusian CSTO chief", "candidate for ...": the office, not
# the one who holds it
NOT_HOLDER = re.compile(
    r"\b(?:(?:as|named|appoint\w*|elect\w*|becom\w+|became|nominat\w*|candidate for|candidacy"
    r" for|run(?:s"
    r"|ning)? for|bid for|chosen?|chose|select\w*|post of|position of|title of|job of)"
    r"(?: the| an?)?(?: new| next)?|(?:an?|any|no|every|each)(?: \w+)?) $",
    re.IGNORECASE,
)
# offices that say enough without their state; "the chief", "the chair" do not
ALONE = re.compile(
    r"(?:minister|minister of [a-z ]+|premier|president|chancellor|speaker|secretary of state"
    r"|supreme leader|crown prince)$"
)
CAPITAL_NEXT = re.compile(r" ([A-Z][\w'’-]*[a-z][\w-]*)")
WORD_BEFORE = re.compile(r"([^\W\d_][\w.-]*(?:'s|')?) $")
