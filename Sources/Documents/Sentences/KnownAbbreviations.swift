/// English abbreviations that a short document doesn't repeat often enough to teach.
///
/// Known to Lectern's own units only; the reference's raw mode learns everything from the text.
enum KnownAbbreviations {
    /// End no sentence unless the case of the next word says so.
    static let general = types(
        """
        etc e.g i.e eg ie cf viz vs al ca approx esp incl resp est u.s u.k u.n u.s.a e.u d.c a.m p.m b.c a.d ph.d m.d b.a m.a
        ll.m j.d inc ltd co corp llc dept univ assn bros st ave blvd rd mt ft jr sr jan feb mar apr jun jul aug sept sep oct nov
        dec mon tue tues wed thu thur thurs fri sat sun ed eds repr rev trans
        """)

    /// Stand before a name.
    static let titles = types(
        """
        mr mrs ms dr prof rev hon gen col maj capt cpt lt sgt cpl cdr adm gov sen rep pres messrs mme mlle fr
        """)

    /// Stand before a number or a letter.
    static let references = types(
        """
        no nos nr fig figs eq eqs eqn sec sect secs art arts ch chap chaps vol vols p pp pt para paras par app ex tab ref refs ver
        v cl cf c
        """)

    private static func types(_ words: String) -> Set<PunktType> {
        Set(words.split(whereSeparator: \.isWhitespace).map { PunktType(String($0)) })
    }
}
