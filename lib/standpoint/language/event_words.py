"""English words that tell of an event, and words that say how: as fact, as report, as plan, as
condition, as what was not.

Verbs stand by their lemma and nouns by their singular, under kind and type of PLOVER. What is said
(statement) comes from `standpoint.language.reporting_words`, which lists verbs of saying and
judging for another purpose; here they only get their type. Lists are closed: a verb that is missing
gives no trigger, not a wrong one. Sources: the examples of the PLOVER codebook's categories; Saurí
& Pustejovsky 2009 (FactBank) and Karttunen 1971, "Implicative Verbs", for the words that decide
modality; the bundled digest, entries not held out; our own reading of news."""

from __future__ import annotations

import re

from standpoint.language import reporting_words as said

BASE, THIRD, PAST, PARTICIPLE, ING, NOUN = "base", "third", "past", "participle", "ing", "noun"

_VERBS: dict[tuple[str, str], str] = {
    ("agreement", "AGREE"): "agree sign ratify initial accede countersign",
    ("agreement", "COOPERATE"): "cooperate exchange",
    ("agreement", "RETREAT"): "cease disarm",
    ("appeal", "REQUEST"): "appeal invoke petition",
    ("appointment", ""): "appoint resign dismiss inaugurate nominate oust sack reappoint replace succeed relieve swear",
    ("clash", "ASSAULT"): "clash shell attack bombard fire kill wound ambush bomb storm strike shoot down fight seize capture assault advance injure hit raid",
    ("court", "ACCUSE"): "charge indict convict sentence sue acquit prosecute try rule",
    ("court", "COERCE"): "arrest detain imprison jail extradite",
    ("deployment", "MOBILIZE"): "deploy mobilise mobilize station redeploy garrison patrol exercise drill",
    ("deployment", "AID"): "peacekeep",
    ("election", ""): "elect vote reelect re-elect",
    ("incident", "AID"): "evacuate donate",
    ("incident", "COERCE"): "block blockade close ban bar expel seal occupy annex search besiege deport confiscate",
    ("incident", "CONCEDE"): "yield",
    ("incident", "COOPERATE"): "inaugurate open reopen",
    ("incident", "REJECT"): "abstain boycott veto skip walk",
    ("incident", "RETREAT"): "withdraw release free retreat surrender lift repatriate",
    ("incident", "SANCTION"): "recall suspend sever freeze cancel postpone summon",
    ("incident", ""): "flee leave dissolve destroy explode abolish collapse secede cross",
    ("meeting", "CONSULT"): "meet visit host negotiate telephone phone confer consult mediate receive",
    ("protest", "PROTEST"): "rally demonstrate march riot protest",
    ("sanction", "SANCTION"): "sanction embargo blacklist",
    ("trade", "COOPERATE"): "export import invest",
    ("war", "ASSAULT"): "invade",
}  # fmt: skip
_NOUNS: dict[tuple[str, str], str] = {
    ("accident", ""): "accident crash fire explosion earthquake avalanche derailment",
    ("agreement", "AGREE"): "agreement treaty memorandum accord declaration protocol pact deal ratification settlement signature communique",
    ("agreement", "COOPERATE"): "exchange",
    ("agreement", "RETREAT"): "ceasefire cease-fire truce armistice",
    ("appeal", "REQUEST"): "appeal petition",
    ("appointment", ""): "appointment resignation dismissal inauguration nomination ouster",
    ("clash", "ASSAULT"): "clash shelling attack fighting ambush skirmish bombardment shootout firefight raid strike airstrike gunfire battle hostilities incursion",
    ("court", "ACCUSE"): "trial verdict indictment conviction ruling prosecution lawsuit sentencing acquittal",
    ("court", "COERCE"): "arrest detention extradition",
    ("deployment", "MOBILIZE"): "deployment mobilisation mobilization patrol drill exercise manoeuvre maneuver redeployment",
    ("deployment", "AID"): "peacekeeping",
    ("election", ""): "election vote referendum ballot plebiscite runoff",
    ("incident", "COERCE"): "blockade closure occupation annexation expulsion",
    ("incident", "RETREAT"): "withdrawal retreat surrender",
    ("incident", ""): "exodus flight dissolution evacuation incident",
    ("meeting", "CONSULT"): "meeting talks summit visit negotiation consultation conference session",
    ("protest", "PROTEST"): "protest rally demonstration march riot sit-in uprising revolution unrest disobedience",
    ("sanction", "SANCTION"): "sanction embargo boycott",
    ("statement", ""): "statement speech remark address interview",
    ("trade", "COOPERATE"): "export import trade tariff",
    ("war", "ASSAULT"): "war invasion offensive",
}  # fmt: skip

# Forms that no rule gives; a dash stands for none.
_IRREGULAR = {
    "leave": "left left", "withdraw": "withdrew withdrawn", "swear": "swore sworn", "strike": "struck struck", "shoot": "shot shot",
    "fight": "fought fought", "flee": "fled fled", "meet": "met met", "freeze": "froze frozen", "hit": "hit hit", "sue": "sued sued",
    "overthrow": "overthrew overthrown",
}  # fmt: skip
_DOUBLED = {
    "acquit": "acquitt",
    "cancel": "cancell",
    "confer": "conferr",
    "skip": "skipp",
    "ban": "bann",
    "bar": "barr",
    "rebut": "rebutt",
}
# Words that are nearly always something else than the event of their lemma.
_NOT = frozenset(
    "ban bans free left leave leaves leaving closed close closer hit hits try trying tries down downs drill rule rules fires open opens opening march joining "
    "exercises exercise exercising station stations initial initials trade trades exchange exchanges fire strike bars bar order walks walk walking walked "
    "charge charges search searches session address addresses receive receives trying tried seal seals block blocks "
    # fmt: skip
    "yield yields replace replacing succeed succeeding succeeds cross crosses crossing launching signing".split()
)
# … of these, the forms that a verb's place decides: kept as verbs, told apart by what stands before
# them.
_VERB_ONLY = frozenset(
    "left march closed walked exercising walks leave leaves close hit hits try rule rules open"
    " opens exercise trade block blocks receive receives yield yields search searches replace"
    " signing".split()
)


def _forms(lemma: str) -> dict[str, str]:
    stem = _DOUBLED.get(lemma, lemma)
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    past, ing = (
        (lemma + "d" if lemma.endswith("e") else stem + "ed"),
        (lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else stem) + "ing",
    )
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        third, past = lemma[:-1] + "ies", lemma[:-1] + "ied"
    past, participle = _IRREGULAR.get(lemma, f"{past} {past}").split()
    return {third: THIRD, ing: ING, participle: PARTICIPLE, past: PAST} | {lemma: BASE}


def _plural(noun: str) -> str:
    if noun.endswith(("talks", "hostilities", "fighting", "unrest", "shelling")):
        return noun
    return (
        noun[:-1] + "ies"
        if noun.endswith("y") and noun[-2] not in "aeou"
        else noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")
    )


def _lexicon() -> dict[str, list[tuple[str, str, str, str]]]:
    """Word → its readings: lemma, form, kind, type of PLOVER."""
    out: dict[str, list[tuple[str, str, str, str]]] = {}
    for (kind, plover), lemmas in _VERBS.items():
        for lemma in lemmas.split():
            for word, form in _forms(lemma).items():
                if word not in _NOT or word in _VERB_ONLY:
                    out.setdefault(word, []).append((lemma, form, kind, plover))
    for (kind, plover), nouns in _NOUNS.items():
        for noun in nouns.split():
            for word in dict.fromkeys((noun, _plural(noun))):
                out.setdefault(word, []).append((noun, NOUN, kind, plover))
    for word, (group, lemma, form) in said.VERBS.items():
        if group in (said.SAY, said.JUDGE) and lemma not in NOT_SAID:
            out.setdefault(word, []).append(
                (lemma, form, "statement", TYPE_OF_SAYING.get(lemma, ""))
            )
    for lemma in ASKING.split():
        for word, form in _forms(lemma).items():
            out.setdefault(word, []).append((lemma, form, "statement", "REQUEST"))
    return out


# Statements by what they do; verbs of saying that are not here have no type.
TYPE_OF_SAYING: dict[str, str] = {
    lemma: plover
    for plover, lemmas in {
        "ACCUSE": "accuse blame criticise criticize condemn denounce rebuke reproach fault deplore chide slam lambast lambaste blast castigate censure decry deride "
                  "insult belittle scold admonish reprimand upbraid excoriate vilify malign smear assail lash bash complain allege disapprove object protest ridicule mock",
        "REJECT": "reject dismiss deny rebuff repudiate rebut refute dispute oppose disagree snub spurn",
        "SUPPORT": "praise thank welcome applaud commend congratulate support back defend hail credit salute endorse apologise apologize compliment laud extol honour honor condole",
        "THREATEN": "threaten warn",
        "AGREE": "promise pledge vow assure guarantee",
        "CONCEDE": "admit concede",
    }.items()
    for lemma in lemmas.split()
}  # fmt: skip
ASKING = "urge demand ask request plead"
# In the lists of verbs of saying, but here no statement: what they tell of is something else, or
# they are too common.
NOT_SAID = frozenset(
    "left saw found felt agree sign charge judge rule attack find know understand count read write figure picture cast paint name shout point hold record "
    # fmt: skip
    "love hate trust dread pity covet envy cheer wish prefer respect side embrace shame".split()
)

LEXICON = _lexicon()
NOUNS = frozenset(
    word for word, readings in LEXICON.items() if any(form == NOUN for _, form, _, _ in readings)
)

# Several words that tell of an event as no single one of them does. First words of which one must
# be there, so that most sentences need no search; then pattern, form, kind, type.
PHRASES: tuple[tuple[str, str, str, str, str], ...] = (
    ("statement declaration communique", r"(?:trilateral|joint|tripartite|bilateral|four-way) (?:statement|declaration|communique)", NOUN, "agreement", "AGREE"),
    ("office over", r"(?:take|takes|took|taken|taking) (?:office|over as)", PAST, "appointment", ""),
    ("step steps stepped stepping", r"step(?:s|ped|ping)? down", PAST, "appointment", ""),
    ("give gives gave given giving", r"g(?:i|a)v(?:es?|en|ing) up (?:[\w’']+ ){0,2}?(?:post|office|premiership|presidency)", PAST, "appointment", ""),
    ("become becomes became named names", r"(?:becomes?|became|named|names) (?:[\w-]+ ){0,3}?(?:prime|foreign|defence|state|interior|economy|acting|secretary|president|premier|ambassador|minister|head|chief|chairman|chairwoman)", PAST, "appointment", ""),
    ("sworn", r"sworn in", PARTICIPLE, "appointment", ""),
    ("win wins won lose loses lost", r"(?:wins?|won|loses?|lost) (?:[\w-]+ ){0,4}?(?:elections?|votes?|seats|ballot|referendum|majority)", PAST, "election", ""),
    ("polls", r"(?:goes|go|went|gone) to the polls", PAST, "election", ""),
    ("dismiss dismisses dismissed dismissing", r"dismiss(?:es|ed|ing)? (?:[\w’'-]+ ){0,6}?(?:as|remarks?|charges?|criticism|claims?|accusations?|comments?|reports?|allegations?|concerns?|words|idea|suggestions?)", PAST, "statement", "REJECT"),
    ("vote votes voted voting", r"vot(?:es?|ed|ing) down", PAST, "election", ""),
    ("call calls called calling", r"call(?:s|ed|ing)? (?:on|for|upon)", PAST, "statement", "REQUEST"),
    ("ask asks asked asking", r"ask(?:s|ed|ing)? (?:[\w’'-]+ ){1,5}?(?:for (?:[\w’'-]+ ){0,3}?(?:help|assistance|aid|support|consultations|protection|troops|mediation)|to (?:defend|protect|help|intervene|mediate))", PAST, "appeal", "REQUEST"),
    ("patrols", r"(?:start|begin|open|opens|opened|starts|began|begins|started) (?:\w+ )?patrols", PAST, "deployment", "MOBILIZE"),
    ("send sends sent sending dispatch dispatches dispatched", r"(?:sen(?:d|ds|t)|sending|dispatch(?:es|ed)?) (?:[\w,’'-]+ ){0,6}?(?:troops|soldiers|peacekeepers|forces|observers|monitors|deminers|medics|experts|sappers|contingent|mission)", PAST, "deployment", "MOBILIZE"),
    ("peacekeepers troops soldiers observers monitors contingent forces units", r"(?:peacekeepers|troops|soldiers|observers|monitors|contingent|forces|units) (?:\w+ )?(?:arriv(?:e|es|ed|ing)|enter(?:s|ed|ing)?|mov(?:es?|ed|ing) in(?:to)?)", PAST, "deployment", "MOBILIZE"),
    ("set sets install installs installed establish establishes established", r"(?:sets? up|installs?|installed|establish(?:es|ed)?) (?:[\w-]+ ){0,4}?(?:checkpoint|mission|post|posts|base|strongholds?)", PAST, "deployment", "MOBILIZE"),
    ("mission centre center", r"(?:monitoring|observer) (?:centre|center)|(?:monitoring|observer|civilian|border) mission", NOUN, "deployment", "MOBILIZE"),
    ("aid relief humanitarian", r"(?:sen(?:d|ds|t)|deliver(?:s|ed)?|provid(?:es?|ed)|takes?|took) (?:[\w,’'-]+ ){0,4}?(?:aid|relief|humanitarian \w+)", PAST, "incident", "AID"),
    ("downs downed", r"downs|downed", PAST, "clash", "ASSAULT"),
    ("down", r"(?:shot|shoots?|brings?|brought) down", PAST, "clash", "ASSAULT"),
    ("fire", r"(?:open(?:s|ed|ing)?|c(?:a|o)mes? under|exchang(?:es?|ed|ing)) fire", PAST, "clash", "ASSAULT"),
    ("take takes taking taken took", r"(?:tak(?:es?|ing|en)|took) (?:control|positions|(?:[\w-]+ ){0,4}villages?)", PAST, "clash", "ASSAULT"),
    ("into border", r"cross(?:es|ed)? (?:into|the border)", PAST, "clash", "ASSAULT"),
    ("strike strikes", r"(?:a|second|heavy|deadly|massive) strikes?(?= on)|(?:missile|drone|air|artillery) strikes?", NOUN, "clash", "ASSAULT"),
    ("die dies died dead", r"(?:soldiers?|servicemen|serviceman|civilians?|fighters|people|crew|peacekeepers) (?:[\w-]+ ){0,2}?(?:dies?|died)", PAST, "clash", "ASSAULT"),
    ("war", r"(?:declare[sd]?|declaring) war|(?:goes|went|gone) to war", PAST, "war", "ASSAULT"),
    ("operation measures", r"(?:military|anti-terror(?:ist)?) (?:operation|measures)", NOUN, "war", "ASSAULT"),
    ("coup putsch", r"coup(?: attempt)?|putsch", NOUN, "incident", ""),
    ("case cases warrant", r"(?:tax|criminal|coup) (?:case|charges?)|warrant", NOUN, "court", "ACCUSE"),
    ("court", r"court (?:of \w+ )?(?:\w+ )?(?:orders?|ordered|rules?|ruled|finds?|found|clears?|cleared|ends?|ended|rejects?|rejected|upheld|upholds|told)", PAST, "court", "ACCUSE"),
    ("streets street roads road square parliament embassy", r"t(?:ake|akes|ook|aken|aking) to the streets|(?:gather(?:s|ed)?|blockad\w+) (?:[\w’'-]+ ){0,4}?(?:streets?|roads?|square|parliament|embassy)", PAST, "protest", "PROTEST"),
    ("crowd crowds thousands hundreds protesters activists demonstrators", r"(?:crowds?|thousands|hundreds|protesters|activists|demonstrators) (?:\w+ ){0,2}?(?:gather(?:s|ed)?|demand(?:s|ed)?|try|tried|blockad\w+|block(?:s|ed)?|storm(?:s|ed)?|broke)", PAST, "protest", "PROTEST"),
    ("gas trade exports export imports import ban", r"gas (?:price|contract)s?|trade (?:deal|turnover)|price of gas|(?:gas|exports?|imports?|trade) (?:[\w-]+ ){0,3}?(?:r(?:ises?|ose|isen)|gr(?:ow|ows|ew|own)|f(?:alls?|ell))|ban on (?:\w+ )?(?:goods|imports|exports)", NOUN, "trade", "COOPERATE"),
    ("talks consultations negotiations meeting summit session", r"(?:h(?:old|olds|eld)|hosted?|hosts|resumes?d?|conducts?|conducted) (?:[\w-]+ ){0,4}?(?:talks|consultations|negotiations|meeting|summit|session)", PAST, "meeting", "CONSULT"),
    ("phone telephone call calls conference", r"sp(?:eaks?|oke|oken) (?:\w+ )?(?:by (?:tele)?phone|on the (?:tele)?phone)|(?:tele)?phone (?:call|conversation)|calls? with|press conference", NOUN, "meeting", "CONSULT"),
    ("refuse refuses refused refusing refusal decline declines declined declining", r"refus(?:es?|ed|al|ing)|declin(?:es?|ed|ing)", PAST, "statement", "REJECT"),
    ("note concern support understanding worry regret out down", r"takes? note|took note|voic(?:es?|ed) (?:\w+ )?(?:concern|support|understanding|worry|regret)|rul(?:es?|ed) out|plays? down|played down", PAST, "statement", ""),
)  # fmt: skip
PHRASES_OF: dict[str, tuple[int, ...]] = {}
for _n, (_hints, *_) in enumerate(PHRASES):
    for _word in _hints.split():
        PHRASES_OF[_word] = (*PHRASES_OF.get(_word, ()), _n)
PATTERNS = tuple(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for _, pattern, *_ in PHRASES)

# Words that tell of no event before these: "demonstrated that", "demonstrates its".
OTHERWISE: dict[str, frozenset[str]] = {
    form: frozenset(
        "that how what why its their our his her the a an this these once again clearly great".split()
    )
    for form in ("demonstrate", "demonstrates", "demonstrated", "demonstrating")
} | {
    "exercise": frozenset(
        "of all its their his her restraint the caution more every some power pressure control".split()
    )
}

# Forms that are verbs only behind an auxiliary or "to": elsewhere they are adjectives or nouns.
BARE = frozenset("march open close block free lift search exercise trade process".split())

# Verbs that lend their place to a noun: "held talks", "signed a treaty", "the protests erupted",
# "the war began".
LIGHT = frozenset(
    """
    hold holds held holding host hosts hosted launch launches launched launching stage stages staged start starts started starting
    begin begins began begun beginning open opens opened conduct conducts conducted have has had reach reaches reached conclude
    concludes concluded lead leads led join joins joined attend attends attended make makes made carry carries carried impose imposes
    imposed issue issues issued adopt adopts adopted deliver delivers delivered give gives gave pay pays paid win wins won lose loses
    lost broker brokers brokered mediate mediates mediated announce announces announced produce produces produced sign signs signed suspend break breaks broke end
    ends ended stop stops stopped resume resumes resumed call calls called order orders ordered approve approved ratify ratifies ratified
    """.split()
)
OCCUR = frozenset(
    """
    begin begins began begun start starts started erupt erupts erupted break breaks broke broken take takes took taken place occur occurs
    occurred happen happens happened end ends ended last lasts lasted continue continues continued resume resumes resumed follow follows
    followed stop stops stopped fail fails failed held opened opens kill kills killed hit hits spread spreads fell falls is was are were has have had
    went goes collapsed collapses enters entered resulted results
    """.split()
)

# ---- modality: what a trigger's surroundings say of it ----

NEGATORS = frozenset("not n't never no neither nor without cannot none hardly nobody".split())
FUTURE = frozenset("will shall 'll ’ll wo".split())
CONDITIONAL = frozenset("would could might may should 'd must can ought".split())
# What may stand between an auxiliary and its verb.
CHAIN = (
    (NEGATORS - {"nobody", "none", "without"}) | FUTURE | CONDITIONAL
    | frozenset("to be been being is are was were am has have had having do does did also still even only just already soon often first then now once again "
                "later ever longer yet both all jointly t n't".split())
)  # fmt: skip
# Governors of "to" that make what follows true (Karttunen 1971), and those that make it untrue; all
# others leave it open.
IMPLICATIVE = frozenset(
    """
    began begin begins begun beginning started start starts starting continued continue continues continuing managed manages manage went came
    comes proceeded helped helps forced forces forcing spurred enabled allowed compelled compels led leads prompted prompts caused causes proceeded hastened hastens dared
    bothered happened happens got gets rushed turned moved moves resumed first last able saw only
    """.split()
)
NOT_IMPLICATIVE = frozenset(
    "failed fails fail failing refused refuses refuse refusing declined declines decline declining"
    " unable neglected neglects forgot reluctant refusal failure unwilling stopped ceased".split()
)
# Verbs and nouns whose object did not, or need not, come about: "called for talks", "cancelled the
# summit".
OPEN_OBJECT = frozenset(
    """
    demand demands demanded demanding seek seeks sought seeking propose proposes proposed proposing proposal proposals plan plans planned planning prepare prepares
    prepared preparing promise promises promised offer offers offered want wants wanted wanting urge urges urged request requests requested threaten threatens threatened
    threat threats risk prospect possibility hope hopes hoped expect expects expected expecting await awaits awaited schedule schedules scheduled
    postpone postpones postponed postponement suggest suggests suggested discuss discusses discussed consider considers considered considering
    contemplate contemplates mull mulls pledge pledges pledged vow vows vowed invite invites invited ahead before upcoming planned forthcoming scheduled
    proposed future next until envisage envisages envisaged push pushes pushed need needs needed lobby ready readiness favour oppose opposed opposes
    """.split()
)  # fmt: skip
OPEN_PHRASE = re.compile(
    r"\b(?:call(?:s|ed|ing)? for|ask(?:s|ed|ing)? for|appeal(?:s|ed)? for|ahead of|prior to|in"
    r" favour of|support(?:s|ed)? for|conditions? for|date for|preparations?"
    r" for)\W+(?:[\w’'-]+\W+){0,5}$",
    re.IGNORECASE,
)
DENIED_OBJECT = frozenset(
    """
    deny denies denied denying cancel cancels cancelled cancelling canceled cancellation avoid avoids avoided avoiding avert averts averted prevent prevents prevented
    preventing lack lacks lacked absence refuse refuses refused refusing decline declines declined declining instead rather
    """.split()
)  # fmt: skip
# A noun's own verb may say that it did not or will not come about: "the talks were cancelled", "the
# vote was postponed".
FELL_THROUGH = frozenset("cancelled canceled postponed scrapped averted shelved abandoned".split())
# Claims: verbs and nouns that hand over what somebody says, so that what follows is reported.
CLAUSAL = frozenset(
    """
    say tell add argue announce declare claim insist note explain stress warn believe think hope expect suggest admit acknowledge affirm assert
    maintain recall reply answer assure promise pledge vow conclude report confirm reiterate repeat emphasise emphasize underline underscore allege
    complain estimate fear worry suspect remind inform predict doubt deny write imply hint understand feel disclose reveal mention contend
    concede guarantee signal consider speculate object respond comment observe remark state see know
    """.split()
)
ACCUSING = frozenset(
    "accuse accused accuses accusing blame blamed blames blaming charge charged charges suspect"
    " suspected suspects accusation accusations allegation allegations claim claims report reports"
    " rumour rumours reproach reproached".split()
)
ALLEGED = frozenset(
    "alleged reported purported supposed suspected claimed rumoured rumored unconfirmed so-called"
    " reportedly allegedly purportedly supposedly apparently".split()
)
PRESUMED = frozenset(
    "said believed reported understood thought alleged rumoured rumored assumed known claims"
    " claimed claim appears appeared seems seemed".split()
)
POSSIBLE = frozenset("possible potential hypothetical eventual likely".split())
# Who only passes on news: no happening of its own.
MEDIA = re.compile(
    r"\b(?:Reuters|TASS|AFP|Interfax|RIA|Bloomberg|BBC|CNN|AP|DPA|Xinhua|Anadolu|Armenpress|news(?:paper|papers|"
    r" agency| agencies| outlets?| site|"
    r" website)?|media|press|agency|agencies|journalists?|reporters?|sources?|witnesses|residents|broadcaster|television|TV|radio|daily|weekly|outlets?|correspondents?|reports?|observers)\W*$"
)
# Beginnings of words without one of which `standpoint.language.hedges` finds nothing.
DOUBT = re.compile(
    r"\b(?:may|might|could|possib|perhaps|conceiv|potential|presum|probab|theor|hypothet|likely|unlikely|improb|apparent|seem|appear|ostens|look|alleg|purport|suppos|repute"
    r"|suspect|putative|rumou?r|hearsay|report|believed|thought|said,?"
    r" |understood|assumed|un(?:conf|veri|subst|corr|prov|able|clear|cert)|confirm|verif|corrob|substant|pro(?:of|ve)"
    r"|evidence|nothing|if|should|suggest|claim|indicat|hint|whether|doubt|question|rul|den[yi]|reject|dismiss|refut|rebut|disput|speculat|without|in"
    r" theory|accus|charge|assert|insinuat)",
    re.IGNORECASE,
)
