/// English abbreviations that a short document doesn't repeat often enough to teach.
///
/// Known to Lectern's own units only; the reference's raw mode learns everything from the text.
enum KnownAbbreviations {
    /// End no sentence unless the case of the next word says so.
    static let general = types(
        """
        etc e.g i.e eg ie cf viz vs al ca approx esp incl resp est u.s u.k u.n u.s.a e.u d.c a.m p.m b.c a.d
        ph.d m.d b.a m.a ll.m j.d inc ltd co corp llc dept univ assn bros st ave blvd rd mt ft jr sr jan feb
        mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun ed eds repr rev
        trans proc symp intl natl
        """)

    /// Stand before a name.
    static let titles = types(
        """
        mr mrs ms dr prof rev hon gen col maj capt cpt lt sgt cpl cdr adm gov sen rep pres messrs mme mlle fr
        wm chas geo thos jas benj robt
        """)

    /// Stand before a number or a letter.
    static let references = types(
        """
        no nos nr fig figs eq eqs eqn sec sect secs art arts ch chap chaps vol vols p pp pt para paras par app
        ex tab ref refs ver v cl cf c
        """)

    /// Short words that end sentences: a text of a few lines would teach them as abbreviations.
    static let words = types(
        """
        a i am an as at be by do go he if in is it me my no of on or so to up us we ad ago all and any are bad
        bed big boy but can car day did dog end eye far few for fun get god got had has her him his hot how
        its job kid law let lot low mad man men met new not now off oil old one our out own per put ran red
        run sad say sea see set she sit six sky son sun tea ten the too top try two use war was way who why
        win yes yet you food good hand here home life more next once only room seen some soon that them then
        there this time town true well what when work year years
        """)

    /// What Lectern's units start from.
    static let prior = PunktPrior(
        abbreviations: general.union(titles).union(references.subtracting(words)), words: words,
        minimumCount: 2,
        maximumLength: 5)

    private static func types(_ words: String) -> Set<PunktType> {
        Set(words.split(whereSeparator: \.isWhitespace).map { PunktType(String($0)) })
    }
}

/// What is known of abbreviations before a text is read.
struct PunktPrior: Sendable {
    var abbreviations: Set<PunktType> = []
    /// Never abbreviations, whatever the text says.
    var words: Set<PunktType> = []
    /// How often a type must be seen with its period before it counts as one.
    var minimumCount = 1
    /// Scalars of the longest abbreviation without inner periods that a text may teach.
    var maximumLength = Int.max

    /// The reference knows nothing.
    static let none = PunktPrior()

    func allows(_ stem: PunktType, count: Int) -> Bool {
        count >= minimumCount && !words.contains(stem)
            && (maximumLength == .max || stem.text.contains(".")
                || stem.text.unicodeScalars.count <= maximumLength)
    }
}
