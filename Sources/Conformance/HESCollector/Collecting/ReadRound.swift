/// Meters that are read in one call: they lack freezes of the same span.
package struct ReadRound: Hashable, Sendable {
    package var meters: [String]
    /// Both ends included, in milliseconds since the epoch.
    package let first: Int64
    package let last: Int64

    /// The calls that ask for the holes, in the order in which the spans first appear.
    package static func rounds(for holes: [Hole]) -> [ReadRound] {
        var rounds: [ReadRound] = []
        var places: [[Int64]: Int] = [:]
        for hole in holes {
            guard let first = hole.stamps.first, let last = hole.stamps.last else { continue }
            if let place = places[[first, last]] {
                rounds[place].meters.append(hole.devAddr)
            } else {
                places[[first, last]] = rounds.count
                rounds.append(ReadRound(meters: [hole.devAddr], first: first, last: last))
            }
        }
        return rounds
    }
}
