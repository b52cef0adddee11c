// Written by Examples/lectern-models/measured/fit.py; change it there.

/// The word lists of the measure.
enum MeasuredLexicon {
    /// Words that carry no content of their own.
    static let stop: Set<String> = words(
        """
        a about after also am an and are as at be been before being between but by can could did do does
        done during for from had has have having he her here him his i if in into is it its may me might
        my of off on one's or our out over shall she should so such than that the their them then there
        these they this those through to under up us was we were what when where which while who whom
        whose will with would you your 与 为 之 也 了 于 其 和 在 是 有 的 而 被 这 那
        """)

    /// Words that deny.
    static let negation: Set<String> = words(
        """
        aren't can't cannot couldn't declined denied didn't doesn't don't fail failed fails hadn't
        hasn't haven't incapable isn't lack lacked lacking lacks neither never no nobody none nor not
        nothing nowhere refuse refused refuses rejected shouldn't unable wasn't weren't without won't
        wouldn't yet 不 否 无 未 没 非
        """)

    /// Words that claim all or only.
    static let exclusive: Set<String> = words(
        """
        all always any completely each entirely ever every everybody everyone exclusively just merely
        only purely solely strictly totally 仅 全 只 都
        """)

    /// Words for more.
    static let more: Set<String> = words(
        """
        above after better bigger exceed exceeded greater grew higher increased larger later least
        longer more most over rose up
        """)

    /// Words for less.
    static let less: Set<String> = words(
        """
        before below decreased down earlier fell fewer least less lower most shorter shrank smaller
        under worse
        """)

    /// Groups of words of which one being true makes the others false.
    static let opposites: [[String]] = groups(
        """
        first last final, before after, early late, earlier later, begin end, began ended, start finish,
        start end, open close, born died, birth death, alive dead, win lose, won lost, victory defeat,
        win defeat, winner loser, success failure, successful unsuccessful, success flop, male female,
        man woman, men women, boy girl, brother sister, father mother, son daughter, husband wife, king
        queen, prince princess, actor actress, uncle aunt, north south, east west, northern southern,
        eastern western, northeast southwest northwest southeast, left right, up down, increase
        decrease, increase reduce, rise fall, rose fell, grow shrink, gain lose, high low, higher lower,
        highest lowest, large small, larger smaller, largest smallest, big small, long short, longest
        shortest, old new, old young, older younger, oldest youngest, best worst, good bad, positive
        negative, major minor, majority minority, many few, most least, more less, more fewer, full
        empty, hot cold, warm cold, wet dry, strong weak, rich poor, hard easy, hard soft, fast slow,
        light dark, light heavy, black white, public private, military civilian, democrat republican,
        democratic republican, liberal conservative, married single unmarried, married divorced, love
        hate, love fear, friend enemy, ally enemy, support oppose, supported opposed, accept reject,
        accept refuse, accepted declined, allow forbid, allow prohibit, allowed banned, legal illegal,
        guilty innocent, convicted acquitted, enter leave, arrive leave, join leave, joined left, buy
        sell, bought sold, attack defend, attack defence, teacher student, student professor, hero
        villain, fiction nonfiction, fictional real, amateur professional, natural artificial, domestic
        foreign, domestic wild, urban rural, land sea, coastal inland, day night, morning evening,
        summer winter, spring autumn, ancient modern, traditional modern, common rare, always never,
        never once, all none, everyone nobody, include exclude, included excluded, present absent,
        critical favourable, acclaim criticism, acclaimed panned, praised criticized, praise criticism,
        positively negatively, popular unpopular, famous obscure, known unknown, discovered invented,
        debut final, prequel sequel, live studio, fresh salt, import export, offense defense, offensive
        defensive, inside outside, indoor outdoor, front back, top bottom, upper lower, original remake,
        original cover, alone together, solo group band, same different, similar different, true false,
        correct wrong, safe dangerous, healthy sick, peace war, war treaty, solid liquid gas, acid base,
        mammal reptile bird fish insect amphibian, herbivore carnivore, plant animal, carbohydrate
        protein, capital suburb, city country state continent, never still, retired active, former
        current, ended continues, cancelled renewed, disbanded formed, dissolved formed, founded
        dissolved, destroyed built, failed succeeded
        """)

    /// Words that name one of a kind: a text that has another of the kind instead differs.
    static let kinds: [String: Set<String>] = [
        "nation": words(
            """
            american british english scottish welsh irish french german italian spanish portuguese dutch
            belgian swiss austrian swedish norwegian danish finnish icelandic polish czech slovak
            hungarian romanian bulgarian greek turkish russian ukrainian serbian croatian canadian
            mexican brazilian argentine argentinian chilean colombian peruvian cuban jamaican australian
            zealander chinese japanese korean indian pakistani bangladeshi vietnamese thai filipino
            indonesian malaysian iranian iraqi israeli egyptian moroccan nigerian kenyan african
            african-american european asian arab jewish persian scandinavian latin puerto bollywood
            hollywood
            """),
        "country": words(
            """
            america usa states britain england scotland wales ireland france germany italy spain
            portugal netherlands belgium switzerland austria sweden norway denmark finland iceland
            poland hungary romania bulgaria greece turkey russia ukraine serbia croatia canada mexico
            brazil argentina chile colombia peru cuba jamaica australia zealand china japan korea india
            pakistan bangladesh vietnam thailand philippines indonesia malaysia iran iraq israel egypt
            morocco nigeria kenya africa europe asia antarctica singapore
            """),
        "place": words(
            """
            london paris berlin rome madrid york angeles chicago boston philadelphia washington texas
            california florida ohio michigan georgia virginia hawaii illinois alabama tennessee kentucky
            pennsylvania massachusetts arizona nevada oregon colorado minnesota wisconsin indiana
            missouri louisiana maryland jersey toronto sydney melbourne tokyo moscow beijing delhi
            mumbai dublin edinburgh glasgow vienna amsterdam seattle houston dallas miami atlanta
            detroit nashville vegas hollywood brooklyn manhattan
            """),
        "month": words(
            """
            january february march april may june july august september october november december
            """),
        "day": words(
            """
            monday tuesday wednesday thursday friday saturday sunday
            """),
        "colour": words(
            """
            red blue green yellow orange purple pink brown black white grey gray silver gold
            """),
        "job": words(
            """
            actor actress singer songwriter rapper musician composer guitarist drummer bassist pianist
            director producer screenwriter writer author novelist poet playwright journalist politician
            president senator governor mayor king queen emperor lawyer judge attorney doctor physician
            nurse scientist physicist chemist biologist mathematician engineer inventor astronaut
            philosopher historian economist teacher professor painter sculptor architect photographer
            model dancer comedian magician chef footballer quarterback pitcher wrestler boxer swimmer
            golfer cricketer basketball baseball football soccer hockey tennis golf cricket rugby
            swimming coach businessman entrepreneur soldier general officer priest pope bishop monk
            criminal murderer cameraman cinematographer editor critic
            """),
        "work": words(
            """
            film movie series sitcom show book novel play album song single musical opera poem game
            magazine newspaper painting comic manga cartoon documentary miniseries franchise trilogy
            soundtrack podcast
            """),
        "genre": words(
            """
            comedy drama thriller horror romance romantic western action adventure fantasy animated
            musical crime mystery war superhero science-fiction biographical historical documentary rock
            pop jazz blues country metal punk hip-hop rap folk classical reggae disco soul funk
            electronic techno house indie dancehall
            """),
        "kin": words(
            """
            father mother son daughter brother sister husband wife uncle aunt nephew niece cousin
            grandfather grandmother grandson granddaughter parent child children parents twin stepfather
            stepmother boyfriend girlfriend
            """),
        "direction": words(
            """
            north south east west northern southern eastern western northeast northwest southeast
            southwest northeastern northwestern southeastern southwestern central
            """),
        "rank": words(
            """
            first second third fourth fifth sixth seventh eighth ninth tenth last final
            """),
        "continent": words(
            """
            europe asia africa america australia antarctica oceania
            """),
        "sport": words(
            """
            football basketball baseball soccer hockey tennis golf cricket rugby swimming boxing
            wrestling
            """),
        "party": words(
            """
            democratic republican conservative labour liberal democrat tory communist socialist
            """),
        "belief": words(
            """
            christian catholic protestant muslim jewish hindu buddhist atheist islam christianity
            hinduism buddhism judaism islamic orthodox
            """),
        "animal": words(
            """
            dog cat horse cow pig sheep goat bird fish snake lion tiger bear wolf whale shark monkey
            mouse rat duck frog rabbit elephant
            """),
        "body": words(
            """
            river lake sea ocean mountain island volcano desert forest valley peninsula continent city
            town village
            """),
        "unit": words(
            """
            year month week day hour minute second mile kilometre meter metre foot feet inch pound
            kilogram ton million billion thousand hundred dozen percent
            """),
    ]

    private static func words(_ list: String) -> Set<String> {
        Set(list.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private static func groups(_ list: String) -> [[String]] {
        list.split(separator: ",").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    }
}
