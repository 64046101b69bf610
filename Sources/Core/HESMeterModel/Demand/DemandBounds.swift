/// The energies, in Wh or varh, above which a span may hold a block that exceeds a maximum found so far.
struct DemandBounds: Sendable {
    private let subject: DemandSubject
    /// The largest ratio of a block's counted energy to its energy in the cascade; at least 1.
    private let largestFactor: Double
    /// For each set of tariffs, bit 0 being tariff 1.
    private var energies = InlineArray<16, Int64>(repeating: .max)

    init(_ subject: DemandSubject, largestFactor: Double) {
        self.subject = subject
        self.largestFactor = largestFactor
        raise(to: .zero)
    }

    /// False only for a span none of whose blocks exceeds a maximum that the subject asks for.
    @inline(__always)
    func canImprove(_ energy: Int64, in classes: UInt8) -> Bool {
        energy > energies[Int(classes & 0b1111)]
    }

    /// Takes the maxima found so far, in W or var.
    mutating func raise(to found: SIMD4<Int64>) {
        let goals = subject.goals(found)
        for classes in 1..<16 {
            var lowest = Int64.max
            for place in 0..<4 where classes >> place & 1 == 1 { lowest = min(lowest, goals[place]) }
            energies[classes] = energy(ofDemand: lowest)
        }
    }

    /// A block's demand is four times its energy; one that is counted by differences is rounded once more.
    private func energy(ofDemand demand: Int64) -> Int64 {
        guard demand < .max else { return .max }
        if largestFactor == 1 { return demand / 4 }
        return Int64((Double(demand - 4) / (4 * largestFactor)).rounded(.down)) - 1
    }
}
