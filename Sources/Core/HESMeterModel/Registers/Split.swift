/// How the energy of a span is split into its halves: by their weights p : (1 − p), disturbed at random.
///
/// The left share is p + p(1 − p)σz, the first-order form of weight × exp(σz). Unlike the exponential it keeps the mean
/// of many meters on the standard profile. A half without weight stays without energy.
struct Split {
    private let part: Double
    private let room: Double
    private let tilt: Double
    private let reactiveNoise: Double
    private let chance: Chance

    /// `weights` are those of the left half and of the whole.
    @inline(__always)
    init(_ chance: Chance, in pattern: LoadPattern, depth: Int, weights: (left: Int64, whole: Int64)) {
        part = weights.whole > 0 ? Double(weights.left) / Double(weights.whole) : 0
        room = part * (1 - part)
        tilt = pattern.noise.spread(atDepth: depth) * chance.normal
        reactiveNoise = pattern.noise.reactive
        self.chance = chance
    }

    /// Wh of the left half.
    @inline(__always)
    func left(ofActive energy: Int64) -> Int64 {
        portion(of: energy, tilt: tilt, unit: chance.unit)
    }

    /// varh of the left half, which follow the active energy with a little noise of their own.
    @inline(__always)
    func left(ofReactive energy: Int64) -> Int64 {
        portion(of: energy, tilt: tilt + reactiveNoise * chance.secondNormal, unit: chance.secondUnit)
    }

    /// Rounds at random, up with the probability of the fraction, so that small loads keep their mean.
    @inline(__always)
    private func portion(of energy: Int64, tilt: Double, unit: Double) -> Int64 {
        let limit = min(part, 1 - part)
        let shift = min(limit, room * tilt)
        // Not `max`, which costs five instructions where this is one.
        let share = part + (shift > -limit ? shift : -limit)
        return min(energy, Int64(share * Double(energy) + unit))
    }
}
