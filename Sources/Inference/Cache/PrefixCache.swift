package import Tokenization

/// Recent sequences with their keys and values, so that a prompt that begins like one of them is not read again.
package struct PrefixCache {
    private struct Entry {
        var tokens: [TokenID]
        var cache: KVCache
        var sources: [String]
    }

    /// Least recently used first.
    private var entries: [Entry] = []
    private let byteLimit: Int

    package init(byteLimit: Int) { self.byteLimit = byteLimit }

    /// A cache of the longest prefix of `tokens` that is held, and its length; an empty one where nothing fits.
    ///
    /// At most `tokens.count - 1` positions, since the last token has to be computed for its logits.
    package mutating func longestPrefix(of tokens: [TokenID], spec: ModelSpec, type: KVType = .f16)
        -> KVCache
    {
        var best: (index: Int, length: Int)?
        for (index, entry) in entries.enumerated() {
            let common = zip(entry.tokens, tokens).prefix { $0 == $1 }.count
            let length = min(common, tokens.count - 1, entry.cache.count)
            if length > 0, length >= best?.length ?? 0 { best = (index, length) }
        }
        guard let best else { return KVCache(spec, type: type) }
        let entry = entries.remove(at: best.index)
        entries.append(entry)
        return entry.cache.fork(at: best.length)
    }

    /// Keeps a sequence; one that it continues is replaced, and the oldest go when memory is over the limit.
    ///
    /// - Parameter sources: names of what the sequence was made from.
    package mutating func keep(_ tokens: [TokenID], _ cache: KVCache, sources: [String] = []) {
        let held = Array(tokens.prefix(cache.count))
        guard !held.isEmpty else { return }
        entries.removeAll { held.starts(with: $0.tokens) }
        entries.append(Entry(tokens: held, cache: cache, sources: sources))
        var bytes = entries.reduce(0) { $0 + $1.cache.byteCount }
        while entries.count > 1, bytes > byteLimit { bytes -= entries.removeFirst().cache.byteCount }
    }

    /// Forgets sequences that were made from this source, and those of which nobody said.
    package mutating func forget(source: String) {
        entries.removeAll { $0.sources.isEmpty || $0.sources.contains(source) }
    }
}
