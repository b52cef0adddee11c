"""Makes questions that a paragraph nearly answers, by changing one thing in a question that it does answer.

What people do when they write unanswerable questions (SQuAD 2.0, Rajpurkar et al. 2018, table 1: another entity or
number, an opposite, a negation, a condition that is not there) is done here by rule. Some results are clumsy and a few
are still answerable; the reader learns from their number. Nothing of SQuAD 2.0 is used.
"""

import re

OPPOSITES = """first last|largest smallest|biggest smallest|highest lowest|most least|more less|more fewer|before after|
north south|east west|northern southern|eastern western|increase decrease|increased decreased|rise fall|rose fell|
early late|earlier later|oldest youngest|older younger|longest shortest|longer shorter|high low|higher lower|large small|
larger smaller|big little|good bad|best worst|better worse|begin end|began ended|start stop|started stopped|open close|
opened closed|win lose|won lost|win won't|success failure|successful unsuccessful|strong weak|strongest weakest|
stronger weaker|new old|newest oldest|male female|men women|man woman|boys girls|father mother|son daughter|
husband wife|brother sister|king queen|buy sell|bought sold|import export|imports exports|arrive leave|arrived left|
accept reject|accepted rejected|support oppose|supported opposed|allow forbid|allowed banned|include exclude|
included excluded|public private|rich poor|richest poorest|hot cold|warm cool|wet dry|summer winter|day night|
morning evening|left right|upper lower|top bottom|inside outside|internal external|above below|over under|maximum minimum|
majority minority|major minor|positive negative|advantage disadvantage|advantages disadvantages|benefit harm|friend enemy|
war peace|attack defend|attacked defended|create destroy|created destroyed|build demolish|built demolished|
born died|birth death|live die|same different|similar different|common rare|simple complex|easy difficult|fast slow|
faster slower|fastest slowest|light dark|heavy light|hard soft|long short|wide narrow|deep shallow|thick thin|
urban rural|city village|north-east south-west|young old|present absent|legal illegal|possible impossible|
always never|everyone nobody|all none|both neither|domestic foreign|ancient modern|natural artificial|
professional amateur|permanent temporary|direct indirect|formal informal|join leave|joined left|enter exit|entered left|
appoint dismiss|appointed dismissed|love hate|loved hated|gain lose|gained lost|expand shrink|expanded shrank|
raise lower|raised lowered|add remove|added removed|remember forget|teacher student|cause prevent|caused prevented|
union separation|victory defeat|defeat victory|conservative liberal|democratic republican|offensive defensive|
primary secondary|senior junior|profit loss|income expense|supply demand|input output|former latter|front back|
buyer seller|employer employee|land sea|earth moon|sun moon|white black|red blue|green yellow|gold silver|odd even|even odd|
maternal paternal|approve disapprove|approved disapproved|agree disagree|agreed disagreed|appear disappear|appeared disappeared|
known unknown|official unofficial|stable unstable|usual unusual|equal unequal|limited unlimited|able unable|likely unlikely|
typical atypical|regular irregular|relevant irrelevant|dependent independent|visible invisible|complete incomplete|
original latest|originally finally|initially eventually|previously subsequently|prior subsequent|preceding following|
protestant catholic|protestants catholics|christian muslim|christians muslims|colonies homelands|colony homeland|
second third|third fourth|fourth fifth|fifth sixth|20th 18th|19th 17th|18th 16th|century decade|decades centuries|
electric mechanical|liquid solid|gas liquid|chemical physical|animal plant|animals plants|adult juvenile|adults children|
central peripheral|coastal inland|inland coastal|mountain valley|river lake|ocean river|sea desert|island mainland|
capital village|national regional|federal state|state federal|global local|international national|civil criminal|
military civilian|peaceful violent|voluntary forced|free paid|expensive cheap|cost benefit|success defeat|
praise criticism|praised criticized|encourage discourage|encouraged discouraged|protect harm|protected harmed|
permit prohibit|permitted prohibited|appointed removed|elected defeated|inherited lost|conquered liberated|
invaded evacuated|retreat advance|retreated advanced|survive die|survived died|maximum average|average maximum|
dominant minor|popular unpopular|famous obscure|successful failed|useful useless|safe dangerous|clean dirty|full empty|
sharp blunt|smooth rough|dense sparse|acid base|theory experiment|theoretical practical|qualitative quantitative|
singer actor|actor singer|author editor|composer painter|architect sculptor|lawyer doctor|physicist chemist|
player coach|coach player|mayor governor|president senator|bishop monk|emperor empress|prince princess|lord lady|
uncle aunt|grandfather grandmother|brothers sisters|sons daughters|boy girl|wife husband"""

PAIRS = {}
for _pair in OPPOSITES.replace("\n", "").split("|"):
    _a, _b = _pair.split()
    PAIRS.setdefault(_a, []).append(_b)
    PAIRS.setdefault(_b, []).append(_a)

MONTHS = "January February March April May June July August September October November December".split()
NEGATIONS = [(" did ", " didn't "), (" does ", " doesn't "), (" do ", " don't "), (" was ", " wasn't "), (" is ", " isn't "),
             (" were ", " weren't "), (" are ", " aren't "), (" can ", " can't "), (" has ", " hasn't "), (" had ", " hadn't "),
             (" will ", " won't "), (" could ", " couldn't "), (" was ", " was not "), (" is ", " is not "), (" were ", " were not "),
             (" are ", " are not "), (" can ", " cannot "), (" has ", " has not "), (" have ", " have not ")]
NOT_AFTER_NAME = re.compile(r"\b(?:did|does|do|was|were|is|are|can|could|has|have|had)(?: [A-Z][\w'-]*)+(?= [a-z])")
NAME = re.compile(r"(?<![.?!] )(?<!^)\b(?:[A-Z][\w'’-]+)(?: (?:of |the |de |von )?[A-Z][\w'’-]+)*")
NUMBER = re.compile(r"\b\d[\d,]*(?:\.\d+)?\b")
WORD = re.compile(r"\b[a-z]{4,}\b")
STOP = set("""what when where which whom whose were with that this from have been does their there they them than then into
about after before between during many much long name type kind some also other would could should being only such most
more year years time people used called known made part place over under first last did was the and for are""".split())


def names(text):
    return [m for m in NAME.findall(text) if len(m) > 2]


def swap_name(question, passage, pool, random):
    """A name that question and passage share becomes another name of the article."""
    shared = [n for n in names(question) if n in passage]
    random.shuffle(shared)
    for name in shared:
        if name in MONTHS:
            return question.replace(name, random.choice([m for m in MONTHS if m not in passage] or MONTHS))
        others = [p for p in pool if p not in question and name not in p and p not in MONTHS
                  and abs(p.count(" ") - name.count(" ")) <= 1]
        if others:
            return question.replace(name, random.choice(others))
    return None


def swap_number(question, passage, pool, random):
    found = [n for n in NUMBER.findall(question) if n in passage]
    if not found:
        return None
    number = random.choice(found)
    digits = number.replace(",", "")
    if digits.isdigit() and len(digits) == 4 and digits[0] in "12":
        other = str(int(digits) + random.choice([-40, -20, -12, -10, -7, -5, -3, -2, -1, 1, 2, 3, 5, 7, 10, 12, 20, 40]))
    elif digits.isdigit():
        other = str(max(1, int(digits) + random.choice([-1, 1]) * max(1, int(int(digits) * random.uniform(0.1, 0.8)))))
    else:
        other = "%.1f" % (float(digits) * random.uniform(1.2, 3))
    return question.replace(number, other) if other not in passage else None


def swap_opposite(question, passage, pool, random):
    found = [w for w in re.findall(r"[\w'-]+", question) if w in PAIRS]
    if not found:
        return None
    word = random.choice(found)
    return re.sub(r"\b%s\b" % re.escape(word), random.choice(PAIRS[word]), question, count=1)


def negate(question, passage, pool, random):
    found = [(a, b) for a, b in NEGATIONS if a in question]
    if not found or " not " in question or "n't " in question or " except " in question:
        return None
    a, b = random.choice(found)
    after = NOT_AFTER_NAME.search(question)
    if after and random.random() < 0.6:
        return question[:after.end()] + " not" + question[after.end():]
    return question.replace(a, b, 1)


def swap_word(question, passage, pool, random):
    """A word that question and passage share becomes another one of the passage with the same ending."""
    shared = [w for w in WORD.findall(question) if w in passage and w not in STOP]
    random.shuffle(shared)
    for word in shared:
        ending = next((e for e in ("ing", "ed", "ly", "tion", "al", "s") if word.endswith(e)), None)
        others = [w for w in set(WORD.findall(passage)) - STOP if w not in question and w[:4] != word[:4]
                  and (w.endswith(ending) if ending else not re.search(r"(ing|ed|ly|s)$", w))]
        if others:
            return re.sub(r"\b%s\b" % word, random.choice(sorted(others)), question, count=1)
    return None


def add_condition(question, passage, pool, random):
    """A condition that the paragraph does not know: a place, a person, a time."""
    if not question.endswith("?") or question.count(" ") > 16:
        return None
    if random.random() < 0.3:
        year = random.randint(1700, 2015)
        extra = random.choice(["in %d", "before %d", "after %d", "until %d", "since %d"]) % year
        return question[:-1] + " " + extra + "?" if str(year) not in passage else None
    others = [p for p in pool if p not in passage and p not in MONTHS]
    if not others:
        return None
    return question[:-1] + " " + random.choice(["in", "for", "with", "from", "by", "besides"]) + " " + random.choice(others) + "?"


class Kin:
    """Words of a like meaning but not the same one: neighbours in the encoder's own word vectors, neither the nearest (they
    are often synonyms) nor forms of the same word."""

    def __init__(self, vectors, pieces, nearest=0.57, farthest=0.33):
        """vectors (V, H); pieces: token -> id."""
        import torch
        self.words = sorted((w, i) for w, i in pieces.items() if re.fullmatch("[a-z]{3,}", w) and w not in STOP)
        table = torch.nn.functional.normalize(vectors - vectors.mean(0), dim=1)[torch.tensor([i for _, i in self.words])]
        self.known = {}
        for first in range(0, len(self.words), 2000):
            values, places = (table[first:first + 2000] @ table.T).topk(24)
            for n in range(len(values)):
                word = self.words[first + n][0]
                self.known[word] = [
                    other for other, value in ((self.words[int(p)][0], float(v)) for v, p in zip(values[n], places[n]))
                    if farthest < value < nearest and other[:4] != word[:4] and other not in word and word not in other]

    def swap(self, question, passage, pool, random):
        found = [m for m in re.finditer(r"[A-Za-z]{3,}", question) if m.group().lower() in self.known and m.start() > 0]
        random.shuffle(found)
        for match in found:
            word = match.group()
            others = [o for o in self.known[word.lower()] if o not in passage.lower()]
            if word in passage and others:
                return question[:match.start()] + random.choice(others[:8]) + question[match.end():]
        return None


KINDS = {"name": swap_name, "number": swap_number, "opposite": swap_opposite, "negation": negate, "word": swap_word,
         "condition": add_condition}


def clause(sentence):
    """The start of a sentence up to a place where it could end, 5 to 25 words, or None."""
    ends = [m.start() for m in re.finditer(r", | and | which | who | but | while | although | because |; | \(|[.]$", sentence)]
    fitting = [e for e in ends if 5 <= sentence[:e].count(" ") + 1 <= 25]
    return sentence[:fitting[0]].strip(" .,;") + "." if fitting else None


def near_misses(question, passage, pool, random, kin=None):
    """All kinds that can be made of this question: {kind: changed question}."""
    out = {}
    for kind, make in [*KINDS.items(), *([("kin", kin.swap)] if kin else [])]:
        changed = make(question, passage, pool, random)
        if changed and changed != question:
            out[kind] = changed
    return out
