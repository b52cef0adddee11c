import Compute
import Foundation

/// What is planted into random weights so that attention has structure.
///
/// A few values of every token's embedding carry features that last through the layers: a constant, a mark of the sink
/// token, and how important the token is to each of some topics (heavy-tailed: to a topic two tokens in a hundred
/// matter). Query rows read the constant; key rows read importance in the slowest pairs of the rotary embedding, which
/// hardly turn (columns and sinks), and the constant in faster pairs, whose product falls with the distance (recency).
/// How strong each is differs from head to head, some heads look at everything.
struct PlantedAttention {
    /// Size of the random rest of query and key matrices.
    static let noise: Float = 0.7
    private static let topicCount = 8
    private static let constant = 0
    private static let sink = 1
    private static let firstTopic = 2

    let shape: RandomModel.Shape
    private let seed: UInt64

    init(shape: RandomModel.Shape, seed: UInt64) {
        self.shape = shape
        self.seed = seed
    }

    /// What one query head does, in nats.
    struct Strengths {
        var stripe: Float
        var secondStripe: Float
        var sink: Float
        var recency: Float

        /// Heads differ as the paper's do: most are sharp, a few diffuse.
        init(using random: inout SeededRandom) {
            let kind = random.unit()
            // One head in thirty looks at everything.
            let sharpness = kind < 0.033 ? 0 : Float(6 + 6 * random.unit())
            stripe = sharpness
            secondStripe = kind < 0.3 ? sharpness * 0.8 : 0
            sink = kind < 0.033 ? 0 : Float(4 + 8 * random.unit())
            recency = kind < 0.033 ? 0 : Float(0.5 + 1.5 * random.unit())
        }
    }

    /// Writes the features over a few values of every token's embedding.
    func mark(_ embedding: inout [Float]) {
        var random = SeededRandom(seed: seed ^ 0x5151)
        for token in 0..<shape.vocabularySize {
            let start = token * shape.hiddenSize
            embedding[start + Self.constant] = 1
            embedding[start + Self.sink] = token == shape.vocabularySize - 2 ? 1 : 0
            for topic in 0..<Self.topicCount {
                let draw = random.unit()
                embedding[start + Self.firstTopic + topic] =
                    draw < 0.02 ? 1 : draw < 0.05 ? 0.6 : Float(0.2 * random.unit())
            }
        }
    }

    /// Adds structure to the query and key matrices of a layer, (heads·dimension × hidden) each.
    func plant(layer: Int, query: inout [Float], key: inout [Float]) {
        var random = SeededRandom(seed: seed &+ UInt64(layer) &* 7919)
        let (hidden, dimension) = (shape.hiddenSize, shape.headDimension)
        let root = Float(dimension).squareRoot()
        let group = shape.headCount / shape.kvHeadCount
        let slowest = dimension / 2 - 1
        for kvHead in 0..<shape.kvHeadCount {
            let first = Int(random.next() % UInt64(Self.topicCount))
            let second = Int(random.next() % UInt64(Self.topicCount))
            let sources = [
                (slowest, Self.firstTopic + first), (slowest - 1, Self.firstTopic + second),
                (slowest - 2, Self.sink),
            ]
            for (pair, feature) in sources {
                key[row(kvHead, pair) * hidden + feature] += root
            }
            for pair in recencyPairs { key[row(kvHead, pair) * hidden + Self.constant] += root.squareRoot() }
            for member in 0..<group {
                let head = kvHead * group + member
                let strengths = Strengths(using: &random)
                let wanted = [strengths.stripe, strengths.secondStripe, strengths.sink]
                for ((pair, _), strength) in zip(sources, wanted) {
                    query[row(head, pair) * hidden + Self.constant] += strength
                }
                for pair in recencyPairs {
                    query[row(head, pair) * hidden + Self.constant] += strengths.recency * root.squareRoot()
                }
            }
        }
    }

    /// Pairs that turn once in some hundred, some thousand positions.
    private var recencyPairs: [Int] {
        let frequencies = RotaryEmbedding.frequencies(
            dimensions: shape.headDimension, base: Double(shape.ropeBase))
        return [0.11, 0.031, 0.0083, 0.0027].map { wanted in
            frequencies.indices.min {
                abs(log(frequencies[$0] / wanted)) < abs(log(frequencies[$1] / wanted))
            } ?? 0
        }
    }

    /// The matrix row of a pair's first value in a head.
    private func row(_ head: Int, _ pair: Int) -> Int {
        let isInterleaved = shape.architecture == "llama"
        return head * shape.headDimension + (isInterleaved ? 2 * pair : pair)
    }
}
