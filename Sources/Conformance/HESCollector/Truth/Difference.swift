package import SimulationKernel

/// Something in which the collector's database is not the truth.
package struct Difference: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case missing, differs, breaker
    }

    package let kind: Kind
    package let devAddr: String
    /// What explains it, by name; empty if nothing does.
    package let explanations: [String]
    /// How many values.
    package internal(set) var count: Int
    package let first: SimulatedInstant
    package internal(set) var last: SimulatedInstant
    /// A value that differs and the true one, or the two states of a breaker.
    package let example: String?
}

/// The differences of a database, those of one meter with one explanation together.
package struct DifferenceList: Sendable {
    private struct Key: Hashable {
        let kind: Difference.Kind
        let devAddr: String
        let explanations: [String]
    }

    package private(set) var all: [Difference] = []
    private var places: [Key: Int] = [:]

    package init() {}

    package mutating func add(
        _ kind: Difference.Kind,
        of devAddr: String,
        at stamp: SimulatedInstant,
        because explanations: [String],
        example: String? = nil
    ) {
        let key = Key(kind: kind, devAddr: devAddr, explanations: explanations)
        if let place = places[key] {
            all[place].count += 1
            all[place].last = max(all[place].last, stamp)
        } else {
            places[key] = all.count
            all.append(
                Difference(
                    kind: kind,
                    devAddr: devAddr,
                    explanations: explanations,
                    count: 1,
                    first: stamp,
                    last: stamp,
                    example: example
                )
            )
        }
    }
}
