"""Words by which English says whose attitude a clause carries.

Verbs stand by their lemma in three groups. SAY hands over what is said (Levin 1993, English Verb
Classes and Alternations, say, tell, declare, conjecture, characterize); JUDGE evaluates its object
(Levin's judgment, admire, correspond; psych-verbs whose subject is the experiencer); ACT does
something to its object that a reader takes as an attitude only where nobody else is named as
holding one (to sanction, to expel). Nouns and adjectives are their nominal relatives (private-state
words of Wiebe, Wilson & Cardie 2005). Narrowed to how news, digests and speeches write of states
and leaders; the 10,000 directed sentences for training served to look for gaps, never their labels
for weights. Everything here is a closed list: a verb that is missing gives no holder, not a wrong
one."""

from __future__ import annotations

SAY, JUDGE, ACT, LIGHT = "say", "judge", "act", "light"

_SAY = """
    say tell state add argue announce declare claim insist note explain stress warn believe think hope expect describe
    call suggest admit acknowledge affirm assert maintain remark recall write speak voice express reply answer respond
    object complain predict assure promise pledge vow conclude consider regard see view report confirm reiterate repeat
    emphasise emphasize underline underscore highlight point allege concede contend quip joke tweet testify deem find
    judge rate label brand dub term characterise characterize portray depict compare liken attribute ascribe comment
    observe estimate doubt wonder agree disagree feel fear worry suspect remind inform caution retort charge know
    understand realise realize guarantee signal hint imply propose recommend disclose reveal declare confess mention
    name interpret perceive accept count read reckon chant shout cry murmur mutter opine muse grumble gloat boast brag swear
    thunder fume exclaim venture marvel figure picture cast paint
"""
_JUDGE = """
    accuse blame criticise criticize condemn denounce reject dismiss deny rebuke reproach fault deplore lament regret
    threaten mock scorn distrust mistrust question protest praise thank welcome applaud commend congratulate support
    back defend hail credit salute value appreciate oppose resent trust slam chide lambast lambaste blast castigate
    censure decry deride ridicule insult disparage belittle berate scold admonish reprimand upbraid excoriate vilify
    demonise demonize malign smear assail rail hate loathe despise detest dislike admire respect love laud extol honour
    honor cheer compliment champion endorse favour favor prefer sympathise sympathize boo heckle taunt repudiate rebuff
    snub spurn shun rebut refute dispute challenge discredit apologise apologize condole envy dread lash side bash
    pillory lampoon savage trash impugn flatter revere idolise idolize bemoan begrudge
    curse forgive applaud pillory chide begrudge shame decry belittle covet pity congratulate tout advocate chastise scoff sneer jeer disapprove approve wish attack encourage embrace
"""
_ACT = """
    sanction suspend expel ban bar recall summon veto vote elect nominate award decorate oust sack fire impeach indict
    arrest detain boycott embargo help aid assist rescue save protect shield march rally demonstrate sue prosecute fine
    ask urge demand appeal request press want seek pressure lobby invite recognise recognize refuse decline
    impose slap sever withdraw greet toast pelt burn besiege picket jeer cheer pressure shun court woo punish
    plead beg protest attempt campaign fight contradict confront probe investigate pardon reward block
"""
# Verbs that say nothing of their own: their object noun, one of ATTITUDES, does.
_LIGHT = """
    have show offer extend lose retain lack keep give harbour harbor share level direct lay put pin heap pour cast issue
    deliver adopt pass make launch mount convey reaffirm send hold place set take stand pay owe raise throw come
    publish release post submit sign hand lodge file stage hurl
"""
_IRREGULAR = {
    "forgive": "forgave forgiven", "hit": "hit hit", "tear": "tore torn", "say": "said said", "tell": "told told", "think": "thought thought", "speak": "spoke spoken", "write": "wrote written",
    "see": "saw seen", "find": "found found", "feel": "felt felt", "know": "knew known", "understand": "understood understood",
    "seek": "sought sought", "fight": "fought fought", "have": "had had", "show": "showed shown", "lose": "lost lost",
    "keep": "kept kept", "give": "gave given", "lay": "laid laid", "put": "put put", "cast": "cast cast",
    "make": "made made", "send": "sent sent", "hold": "held held", "set": "set set", "take": "took taken",
    "stand": "stood stood", "pay": "paid paid", "throw": "threw thrown", "come": "came come", "read": "read read",
    "beg": "begged begged", "plead": "pleaded pleaded", "broadcast": "broadcast broadcast",
}  # fmt: skip
_DOUBLING = frozenset("pin ban bar dub rebut snub shun expel extol beg slap".split())

BASE, THIRD, PAST, PARTICIPLE, ING = "base", "third", "past", "participle", "ing"


def _forms(lemma: str) -> dict[str, str]:
    """Inflected forms of a verb → what form it is; a regular past is also the participle and counts
    as past.
    """
    if lemma == "have":
        return {"have": BASE, "has": THIRD, "had": PAST, "having": ING}
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        third = lemma[:-1] + "ies"
    stem = lemma + lemma[-1] if lemma in _DOUBLING else lemma
    ing = (lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else stem) + "ing"
    past = stem + ("d" if lemma.endswith("e") else "ed")
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        past = lemma[:-1] + "ied"
    past, participle = _IRREGULAR.get(lemma, f"{past} {past}").split()
    found = {lemma: BASE, third: THIRD, ing: ING, participle: PARTICIPLE, past: PAST}
    return found if past == lemma else found | {lemma: BASE}


# The first group that lists a verb has it: `protest` judges, although it is also an act.
VERBS: dict[str, tuple[str, str, str]] = {}
for _group, _words in ((JUDGE, _JUDGE), (SAY, _SAY), (ACT, _ACT), (LIGHT, _LIGHT)):
    for _lemma in _words.split():
        for _word, _form in _forms(_lemma).items():
            VERBS.setdefault(_word, (_group, _lemma, _form))
# Past forms spelt like another verb's base, and words that are nearly always something else.
for _word in ("saw", "found", "felt", "left", "stated"):
    VERBS.setdefault(_word, (SAY, _word, PAST))
for _word in ("united", "states", "bar", "bars", "terms", "term", "points", "counts", "count", "brand", "name", "names", "press",
              "back", "fire", "like", "fine", "sides", "side", "charges", "savage", "value", "raise", "pass", "issue", "issues",
              "share", "shares", "set", "sets", "post", "hand", "hands", "stage", "file", "files", "posts", "signs", "levels",
              "direct", "place", "places", "pins"):  # fmt: skip
    VERBS.pop(_word, None)

# Attitudes as nouns. After a holder ("the Kremlin's distrust of"), before "by" or "from" a holder,
# or as the object of LIGHT.
ATTITUDES = frozenset(
    """
    distrust mistrust trust confidence faith attitude attitudes stance view views opinion criticism criticisms critique
    praise support backing hostility enmity hatred animosity anger fury outrage resentment gratitude thanks appreciation
    admiration respect contempt disdain scorn sympathy solidarity affection love loyalty devotion accusation accusations
    allegation allegations claim claims charge charges complaint complaints condemnation denunciation disapproval
    approval endorsement disappointment dissatisfaction discontent displeasure dismay irritation frustration concern
    concerns worry worries fear fears alarm suspicion suspicions doubt doubts scepticism skepticism opposition objection
    objections protest protests rebuke reproach reproaches warning warnings threat threats demand demands insult insults
    tribute congratulations condolences applause ridicule mockery grievance grievances blame disgust indignation
    impatience enthusiasm goodwill ire wrath antipathy aversion hope hopes belief assertion assertions contention
    conviction regret regrets favour favor friendship rejection verdict assessment insistence commitment responsible accountable aim
    """.split()
)
# What is said or written: carries its maker's attitude before "that", a participle, "by" or "from".
UTTERANCES = frozenset(
    """
    statement statements remark remarks comment comments words letter message tweet post speech address communique
    resolution report note declaration article programme program film broadcast video book editorial interview proposal reply response answer appeal call calls ruling motion
    """.split()
)
TOWARD = frozenset(
    "toward towards for of with against in to at about over on regarding that".split()
)

# Adjectives that say what their subject feels toward what follows the preposition.
FEELINGS = frozenset(
    """
    critical hostile grateful thankful supportive wary disappointed dissatisfied unhappy angry furious outraged suspicious
    sceptical skeptical opposed committed loyal proud confident concerned worried alarmed afraid fearful friendly
    sympathetic indebted jealous envious indignant happy pleased satisfied delighted fond contemptuous dismissive
    convinced sure certain distrustful mistrustful resentful scornful appreciative respectful scathing upset frustrated
    irritated displeased dismayed disgusted tired weary hopeful enthusiastic upbeat ashamed complimentary impressed offended angered troubled reassured encouraged heartened moved appalled shocked touched
    """.split()
)

BE = frozenset("is are was were be been being am 's 're".split())
AUXILIARIES = BE | frozenset(
    "has have had having do does did will would shall should can could may might must not n't never"
    " cannot also again later then now once still even only just already soon often first thus"
    " rather too long nevertheless however meanwhile always ever yesterday today twice therefore"
    " ruefully both all each himself herself itself themselves remain remained remains seem seems"
    " seemed become became becomes grew feel feels felt very more most so quite less increasingly"
    " deeply yet got gets".split()
)
PREPOSITIONS = frozenset(
    "of for in at from with to on by near between against toward towards about over after before"
    " during since under into through within among amid despite without behind beside around across"
    " upon via per until outside inside following regarding concerning throughout alongside like".split()
)
DETERMINERS = frozenset(
    "the a an this that these those some any no each every either another such".split()
)
COORDINATORS = frozenset("and but or nor yet then".split())
RELATIVES = frozenset("who which that whom".split())
OPENERS = frozenset("but while whereas although though yet and".split())
SUBORDINATORS = frozenset(
    "since although though while whereas when because if after before once".split()
)
CONJUNCTIONS = OPENERS | frozenset(
    "that because if when as after before since unless until where or so than whether".split()
)

# Pronouns → what they look back for.
PRONOUNS = {
    "he": "@person", "she": "@person", "his": "@person", "her": "@person", "him": "@person",
    "it": "@body", "its": "@body", "they": "@group", "their": "@group",
    "i": "@self", "we": "@self", "my": "@self", "our": "@self",
}  # fmt: skip
OWNING = frozenset(["his", "her", "its", "their", "my", "our"])
NOBODY = frozenset(
    "some many others everyone everybody several few most one people someone".split()
)

# Bodies and people who speak for the actor named beside them; alone, for the state the text is
# about.
AUTHORITIES = frozenset(
    """
    ministry ministries government governments authorities parliament embassy army military forces troops command
    spokesman spokeswoman spokesperson spokespeople spokesmen minister ministers officials official leadership leader
    leaders president premier prosecutors prosecutor delegation ambassador envoy administration cabinet regime state
    diplomats diplomat diplomacy senate lawmakers legislature committee council office offices service department staff
    representative representatives secretary secretary-general chief head chairman chairwoman director presidency kremlin assembly
    capital side sides country nation bloc alliance union organisation organization supporters members group mission
    party parties coalition company source sources observer observers monitor monitors inspector inspectors negotiator
    negotiators delegate delegates ombudsman navy coastguard intelligence court courts tribunal newspaper commission
    commissioner mediator mediators envoys ambassadors consul consulate generals general admiral headquarters
    """.split()
)
# Of these, the ones that stand for an actor only with its name beside them.
ONLY_NAMED = frozenset(
    "source sources company supporters members party parties coalition group office service"
    " department staff official officials observer observers monitor monitors inspector inspectors"
    " negotiator negotiators delegate delegates ombudsman navy coastguard intelligence court courts"
    " tribunal newspaper commission commissioner mediator mediators envoys ambassadors consul"
    " consulate generals general admiral headquarters representative representatives head chief"
    " director chairman chairwoman committee council mission forces troops envoy ambassador leader"
    " leaders diplomat diplomats secretary lawmakers union prosecutors prosecutor state side sides".split()
)
# Voices that are no actor, whoever's they are.
VOICES = frozenset(
    """
    protesters protester protestors demonstrators participants organisers organizers analysts analyst experts expert
    critics critic residents opponents journalists journalist activists activist villagers crowd crowds
    relatives media newspaper newspapers dockers marchers fishermen traders shopkeepers pensioners prisoners sailors pilgrims historian historians economists researchers scholars voters citizens inhabitants
    refugees students workers miners veterans soldiers witnesses lawyers lawyer politicians politician deputies deputy
    opposition public population people families mothers readers viewers bloggers pundits commentators correspondents
    reporter reporters editor editors author authors scientists sociologists neighbours farmers police mayor bishop priest
    survivors prisoners volunteers youth women men human watchdog lawmaker mp mps senator senators congressman
    friend friends ally allies aide aides adviser advisers advisor wife son daughter brother father mother rival rivals
    philosopher poet writer singer actor businessman businessmen entrepreneur entrepreneurs professor
    """.split()
)

# Before a holder, with nothing between but an article: the clause is that holder's.
ACCORDING = (
    "according to", "in the words of", "in the view of", "in the views of", "in the opinion of", "in the eyes of", "in the mind of",
    "from the point of view of", "from the standpoint of", "from the perspective of", "in the judgement of", "in the judgment of",
    "in the assessment of", "in the estimation of", "citing", "quoting", "on the word of", "in the belief of",
)  # fmt: skip
# After a holder's name with 's: "in Lavrov's view".
OWN_VIEW = frozenset(
    "view views opinion words eyes mind judgement judgment assessment estimation perspective"
    " account reading telling".split()
)
RECIPROCAL = (
    "each other",
    "one another",
    "blamed the other",
    "accused the other",
    "blames the other",
    "accuses the other",
)

# Third-person forms that are also plural nouns, and base forms that are also singular ones: verbs
# only behind a subject.
NOUNS_TOO = frozenset(
    """
    claim demand call hope fear doubt protest attack support praise blame trust respect love question fault reproach
    regret view honour honor report wish request appeal ban bar vote march rally fine help aid pledge vow promise note
    remark comment reply answer object label rate judge charge estimate worry suspect signal hint show offer lack pay
    insult rebuke challenge dispute state warn favour favor credit mistrust distrust scorn taunt boycott veto salute
    compliment envy dread slam blast savage tweet joke quip guarantee sanction award reward fight campaign attempt probe
    block lobby pressure level regard value read
    """.split()
)
NO_ADVERBS = frozenset(
    "family ally assembly italy july rally reply supply anomaly monopoly sicily bully tally folly".split()
)
MODALS = frozenset(
    "to will would shall should can could may might must not n't do did does cannot never".split()
)
NO_VERB_BEFORE = DETERMINERS | frozenset(["'s", "’s", "his", "her", "its", "their", "our", "my"])
# Behind these an -ing form has its subject in the object before: "thanked Baku for recognising
# Paris".
CONTROL = frozenset(["of", "for", "from"])
NO_PARTICIPLES = frozenset(
    "according following regarding concerning considering including counting meaning supporting".split()
) - {"supporting"}
PARTISANS = frozenset(
    "critic critics supporter supporters opponent opponents ally allies friend friends admirer"
    " admirers defender defenders fan fans foe foes enemy enemies rival rivals advocate advocates"
    " detractor detractors backer backers champion".split()
)
INVERTED = frozenset(
    "say promise vow pledge write add ask claim explain note warn argue insist reply declare tell"
    " announce stress state conclude recall report chant shout cry reckon allege claim retort"
    " predict joke quip remark observe maintain complain admit warn insist concede exclaim fume"
    " thunder mutter agree tweet boast".split()
)
DENIALS = frozenset("deny defend rebut refute retort reply answer respond counter".split())
OBJECT_PRONOUNS = frozenset("it this that them him her".split())
# Nouns that make an attitude of a light verb beside ATTITUDES: "adopted a ban on", "issued a
# statement on".
VERDICTS = frozenset(
    "compliments plaudits abuse insults duties tariffs curbs restrictions resolution statement"
    " letter note message call ban sanctions sanction embargo boycott veto".split()
)
TITLES = frozenset(
    "mr mrs ms dr sir lord lady general gen colonel col sen rep gov pope king queen prince senator"
    " congressman judge".split()
)
# Verbs that judge together with their particle: "hit back at", "brushed aside".
PHRASAL = frozenset(
    ["hit back", "hit out", "wave away", "brush aside", "brush off", "single out", "shrug off", "stand by", "stand with", "stand behind",
     "speak out", "speak against", "turn on", "lay into", "tear into", "play down", "call out", "look down", "take aim"]
)  # fmt: skip
for _phrase in sorted(PHRASAL):
    for _word, _form in _forms(_phrase.split()[0]).items():
        VERBS.setdefault(_word, (LIGHT, _phrase.split()[0], _form))
VERBS |= {
    "hit": (LIGHT, "hit", PAST),
    "stood": (LIGHT, "stand", PAST),
    "tore": (LIGHT, "tear", PAST),
}
# "in protest at", "in retaliation for": what the subject of the clause feels.
MOODS = frozenset(
    "protest retaliation revenge reprisal solidarity support gratitude anger disgust sympathy"
    " favour favor".split()
)
# These say something only with a clause behind them: "maintained a silence" does not.
CLAUSE_ONLY = frozenset("maintain figure picture cast paint venture count point add".split())
COUNTING = DETERMINERS | frozenset(
    "several many few some dozens hundreds thousands tens of angry local young two three four five"
    " most".split()
)
# Plural nouns for people by their ending: teachers, cartoonists, townspeople.
_PEOPLE = ("ers", "ors", "ists", "ians", "smen", "people", "folk", "ees")
_NOT_PEOPLE = frozenset(
    "others numbers letters powers waters borders matters orders quarters papers factors sectors"
    " corridors offers towers errors rivers winners members figures years hours centers centres"
    " answers fires prisoners headquarters drivers shelters posters leaders ministers papers rumors"
    " harbors colors doors floors honors humors terrors mirrors motors trees fees committees"
    " degrees employers others computers chapters barriers carriers tankers bunkers craters dangers"
    " disasters fibers fingers flowers layers meters rockets shoulders suppers servers tigers"
    " timbers transfers triggers tremors vapors weathers yesterdays".split()
) - {"winners", "prisoners"}


def is_voice(low: str) -> bool:
    """Whether a noun means people who are no actor."""
    return low in VOICES or (
        low.endswith(_PEOPLE) and low not in _NOT_PEOPLE and low not in AUTHORITIES and len(low) > 5
    )


# What stands before a bare "ministry", "spokesman" and still leaves it the state's own.
OFFICIAL = frozenset(
    "foreign defence defense interior justice prime deputy acting central first chief general"
    " security national press state finance".split()
)
# These deny only where a claim is their object: "rejected the charge", not "rejected the plan".
REJECTIONS = frozenset("reject dismiss dispute".split())
CLAIMS = frozenset(
    "charge charges claim claims accusation accusations allegation allegations criticism report"
    " reports suggestion suggestions".split()
)
