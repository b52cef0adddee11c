/// What a style is for. Screens name roles, themes give them colours; no screen names a colour.
enum StyleRole: String, Sendable, CaseIterable {
    // Ground
    case fg, muted, faint, border, title, popup, backdrop
    case borderFocus = "border.focus"
    case popupBorder = "popup.border"
    // Bars
    case tab, status, scroll
    case tabActive = "tab.active"
    case statusMode = "status.mode"
    case hintKey = "hint.key"
    case hintText = "hint.text"
    case scrollThumb = "scroll.thumb"
    // Lists
    case cursor, selected, marked, match, disabled
    case matchCurrent = "match.current"
    // Text
    case heading, strong, emphasis, code, quote, link, page
    case sentenceNumber = "sentence.number"
    case tableRule = "table.rule"
    // Citations
    case citeMarker = "cite.marker"
    case citeActive = "cite.active"
    case citeOther = "cite.other"
    case cite1 = "cite.1"
    case cite2 = "cite.2"
    case cite3 = "cite.3"
    case cite4 = "cite.4"
    case cite5 = "cite.5"
    case cite6 = "cite.6"
    case citeBar = "cite.bar"
    case strip, uncited, conflict
    case stripCite = "strip.cite"
    case stripActive = "strip.active"
    // Verdicts
    case verifyFull = "verify.full"
    case verifyPartial = "verify.partial"
    case verifyNone = "verify.none"
    case verifyUnchecked = "verify.unchecked"
    case verifyBroken = "verify.broken"
    // Rewards
    case dimensionHelpfulness = "dim.helpfulness"
    case dimensionLogicality = "dim.logicality"
    case dimensionFaithfulness = "dim.faithfulness"
    case dimensionCompleteness = "dim.completeness"
    case barEmpty = "bar.empty"
    case barMark = "bar.mark"
    // Engine
    case heat0 = "heat.0"
    case heat1 = "heat.1"
    case heat2 = "heat.2"
    case heat3 = "heat.3"
    case heat4 = "heat.4"
    case heat5 = "heat.5"
    case heat6 = "heat.6"
    case heat7 = "heat.7"
    case heat8 = "heat.8"
    case heat9 = "heat.9"
    // Chat
    case you, answer, thinking, tool, stream
    // Feedback
    case info, success, warning, error, progress, badge, masked
    case progressRest = "progress.rest"
}
