"""The word lists of the measure, one place for both languages: `fit.py` writes them into `MeasuredLexicon.swift`."""

STOP = set(
    "a an the of in on at to for from by with as and or but is are was were be been being am do does did done "
    "has have had having it its he she they them his her their him this that these those there here which who "
    "whom whose what when where while into than then so such if also about over under after before during "
    "between through i you we us our your my me will would can could may might shall should one's up out off "
    "的 了 在 是 和 与 也 于 有 为 之 而 其 被 这 那".split()
)
NEGATION = set(
    "not no never none neither nor nothing nobody nowhere without cannot can't don't doesn't didn't isn't aren't "
    "wasn't weren't won't wouldn't couldn't shouldn't hasn't haven't hadn't unable failed fails fail refused "
    "refuses refuse rejected declined denied lacks lacked lack lacking yet incapable "
    "不 没 无 未 非 否".split()
)
EXCLUSIVE = set(
    "only exclusively solely just entirely strictly purely merely always all every each any completely totally "
    "everyone everybody ever 只 仅 都 全".split()
)
MORE = set("more most over above exceed exceeded greater larger bigger higher longer later after least "
           "increased rose grew up better".split())
LESS = set("less least fewer under below smaller lower shorter earlier before most decreased fell shrank down "
           "worse".split())

ANTONYMS = [
    "first last final", "before after", "early late", "earlier later", "begin end", "began ended", "start finish",
    "start end", "open close", "born died", "birth death", "alive dead", "win lose", "won lost", "victory defeat",
    "win defeat", "winner loser", "success failure", "successful unsuccessful", "success flop", "male female",
    "man woman", "men women", "boy girl", "brother sister", "father mother", "son daughter", "husband wife",
    "king queen", "prince princess", "actor actress", "uncle aunt", "north south", "east west",
    "northern southern", "eastern western", "northeast southwest northwest southeast", "left right", "up down",
    "increase decrease", "increase reduce", "rise fall", "rose fell", "grow shrink", "gain lose", "high low",
    "higher lower", "highest lowest", "large small", "larger smaller", "largest smallest", "big small", "long short",
    "longest shortest", "old new", "old young", "older younger", "oldest youngest", "best worst", "good bad",
    "positive negative", "major minor", "majority minority", "many few", "most least", "more less", "more fewer",
    "full empty", "hot cold", "warm cold", "wet dry", "strong weak", "rich poor", "hard easy", "hard soft",
    "fast slow", "light dark", "light heavy", "black white", "public private", "military civilian",
    "democrat republican", "democratic republican", "liberal conservative", "married single unmarried",
    "married divorced", "love hate", "love fear", "friend enemy", "ally enemy", "support oppose",
    "supported opposed", "accept reject", "accept refuse", "accepted declined", "allow forbid", "allow prohibit",
    "allowed banned", "legal illegal", "guilty innocent", "convicted acquitted", "enter leave", "arrive leave",
    "join leave", "joined left", "buy sell", "bought sold", "attack defend", "attack defence", "teacher student",
    "student professor", "hero villain", "fiction nonfiction", "fictional real", "amateur professional",
    "natural artificial", "domestic foreign", "domestic wild", "urban rural", "land sea", "coastal inland",
    "day night", "morning evening", "summer winter", "spring autumn", "ancient modern", "traditional modern",
    "common rare", "always never", "never once", "all none", "everyone nobody", "include exclude",
    "included excluded", "present absent", "critical favourable", "acclaim criticism", "acclaimed panned",
    "praised criticized", "praise criticism", "positively negatively", "popular unpopular", "famous obscure",
    "known unknown", "discovered invented", "debut final", "prequel sequel", "live studio", "fresh salt",
    "import export", "offense defense", "offensive defensive", "inside outside", "indoor outdoor", "front back",
    "top bottom", "upper lower", "original remake", "original cover", "alone together", "solo group band",
    "same different", "similar different", "true false", "correct wrong", "safe dangerous", "healthy sick",
    "peace war", "war treaty", "solid liquid gas", "acid base", "mammal reptile bird fish insect amphibian",
    "herbivore carnivore", "plant animal", "carbohydrate protein", "capital suburb", "city country state continent",
    "never still", "retired active", "former current", "ended continues", "cancelled renewed", "disbanded formed",
    "dissolved formed", "founded dissolved", "destroyed built", "failed succeeded",
]

KINDS = {
    "nation": "american british english scottish welsh irish french german italian spanish portuguese dutch belgian "
    "swiss austrian swedish norwegian danish finnish icelandic polish czech slovak hungarian romanian bulgarian "
    "greek turkish russian ukrainian serbian croatian canadian mexican brazilian argentine argentinian chilean "
    "colombian peruvian cuban jamaican australian zealander chinese japanese korean indian pakistani bangladeshi "
    "vietnamese thai filipino indonesian malaysian iranian iraqi israeli egyptian moroccan nigerian kenyan african "
    "african-american european asian arab jewish persian danish scandinavian latin puerto bollywood hollywood",
    "country": "america usa states britain england scotland wales ireland france germany italy spain portugal "
    "netherlands belgium switzerland austria sweden norway denmark finland iceland poland hungary romania bulgaria "
    "greece turkey russia ukraine serbia croatia canada mexico brazil argentina chile colombia peru cuba jamaica "
    "australia zealand china japan korea india pakistan bangladesh vietnam thailand philippines indonesia malaysia "
    "iran iraq israel egypt morocco nigeria kenya africa europe asia antarctica singapore",
    "place": "london paris berlin rome madrid york angeles chicago boston philadelphia washington texas california "
    "florida ohio michigan georgia virginia hawaii illinois alabama tennessee kentucky pennsylvania massachusetts "
    "arizona nevada oregon colorado minnesota wisconsin indiana missouri louisiana maryland jersey toronto sydney "
    "melbourne tokyo moscow beijing delhi mumbai dublin edinburgh glasgow vienna amsterdam seattle houston dallas "
    "miami atlanta detroit nashville vegas hollywood brooklyn manhattan",
    "month": "january february march april may june july august september october november december",
    "day": "monday tuesday wednesday thursday friday saturday sunday",
    "colour": "red blue green yellow orange purple pink brown black white grey gray silver gold",
    "job": "actor actress singer songwriter rapper musician composer guitarist drummer bassist pianist director "
    "producer screenwriter writer author novelist poet playwright journalist politician president senator governor "
    "mayor king queen emperor lawyer judge attorney doctor physician nurse scientist physicist chemist biologist "
    "mathematician engineer inventor astronaut philosopher historian economist teacher professor painter sculptor "
    "architect photographer model dancer comedian magician chef footballer quarterback pitcher wrestler boxer "
    "swimmer golfer cricketer basketball baseball football soccer hockey tennis golf cricket rugby swimming coach "
    "businessman entrepreneur soldier general officer priest pope bishop monk criminal murderer cameraman "
    "cinematographer editor critic",
    "work": "film movie series sitcom show book novel play album song single musical opera poem game magazine "
    "newspaper painting comic manga cartoon documentary miniseries franchise trilogy soundtrack podcast",
    "genre": "comedy drama thriller horror romance romantic western action adventure fantasy animated musical "
    "crime mystery war superhero science-fiction biographical historical documentary rock pop jazz blues country "
    "metal punk hip-hop rap folk classical reggae disco soul funk electronic techno house indie dancehall",
    "kin": "father mother son daughter brother sister husband wife uncle aunt nephew niece cousin grandfather "
    "grandmother grandson granddaughter parent child children parents twin stepfather stepmother boyfriend girlfriend",
    "direction": "north south east west northern southern eastern western northeast northwest southeast southwest "
    "northeastern northwestern southeastern southwestern central",
    "rank": "first second third fourth fifth sixth seventh eighth ninth tenth last final",
    "continent": "europe asia africa america australia antarctica oceania",
    "sport": "football basketball baseball soccer hockey tennis golf cricket rugby swimming boxing wrestling",
    "party": "democratic republican conservative labour liberal democrat tory communist socialist",
    "belief": "christian catholic protestant muslim jewish hindu buddhist atheist islam christianity hinduism buddhism "
    "judaism islamic orthodox",
    "animal": "dog cat horse cow pig sheep goat bird fish snake lion tiger bear wolf whale shark monkey mouse rat "
    "duck frog rabbit elephant",
    "body": "river lake sea ocean mountain island volcano desert forest valley peninsula continent city town village",
    "unit": "year month week day hour minute second mile kilometre meter metre foot feet inch pound kilogram ton "
    "million billion thousand hundred dozen percent",
}
