extension CitedAnswer {
    /// It ended before the model had finished, and there is something to go on from.
    public var isContinuable: Bool {
        switch finish {
        case .length, .cancelled, .lost: !isFromReader && !continuableText.trimmed.isEmpty
        case .stop: false
        }
    }

    /// What the model wrote, without a tag that was cut in the middle: the model writes that anew.
    package var continuableText: String {
        let longestTag = 12
        guard let open = raw.lastIndex(of: "<"), !raw[open...].contains(">"),
            raw.distance(from: open, to: raw.endIndex) <= longestTag
        else { return raw }
        return String(raw[..<open])
    }
}
