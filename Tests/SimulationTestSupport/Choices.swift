import SimulationKernel

/// Choices drawn from a seed, one after another: the same seed gives the same run.
package struct Choices {
    private let hash: SeededHash
    private var drawn: UInt64 = 0

    package init(seed: UInt64) {
        hash = SeededHash(seed: seed)
    }

    /// Uniform in 0 ..< `count`.
    package mutating func index(below count: Int) -> Int {
        drawn += 1
        return hash.about(drawn).index(below: count)
    }

    /// True once in `count` times.
    package mutating func once(in count: Int) -> Bool { index(below: count) == 0 }

    package mutating func element<Element>(of elements: [Element]) -> Element { elements[index(below: elements.count)] }
}
