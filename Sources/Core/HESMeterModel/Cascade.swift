/// One direction's energy of one meter, spread over time by halving the span again and again.
///
/// A span's energy is split left : right by the weight of the standard profile in its halves, disturbed by a hash of
/// (meter, middle of the span). All numbers are whole Wh and varh: left is rounded, right is the rest, so that any
/// order of questions finds the same digits and every quarter hour holds a whole number of Wh.
struct Cascade: Sendable {
    /// A span of quarter hours, what falls into it and what fell before it.
    struct Node: Sendable {
        var low: Int
        var high: Int
        var depth: Int
        var weightBefore: Int64
        var weightThrough: Int64
        var energy: EnergyPair
        var before: EnergyPair

        var isLeaf: Bool { high - low == 1 }
        func contains(_ slot: Int) -> Bool { low <= slot && slot < high }
    }

    /// 2¹⁶ days.
    static let slotCount = 96 << 16

    let hash: UInt64
    let root: Node
    private let weights: SlotWeights
    private let noise: Noise

    /// `annual` is in Wh and varh of a mean year.
    init(hash: UInt64, weights: SlotWeights, noise: Noise, firstSlot: Int, annual: (active: Double, reactive: Double)) {
        let end = firstSlot + Self.slotCount
        let (start, through) = (weights.cumulative(firstSlot), weights.cumulative(end))
        let years = Double(through - start) / weights.annual
        root = Node(
            low: firstSlot,
            high: end,
            depth: 0,
            weightBefore: start,
            weightThrough: through,
            energy: EnergyPair(active: Int64(annual.active * years), reactive: Int64(annual.reactive * years)),
            before: .zero
        )
        self.hash = hash
        self.weights = weights
        self.noise = noise
    }

    /// What falls before the slot begins.
    func energy(before slot: Int) -> EnergyPair {
        guard slot > root.low else { return .zero }
        guard slot < root.high else { return root.energy }
        var node = root
        while node.low < slot { descend(&node, toward: slot) }
        return node.before
    }

    /// The quarter hour itself; outside the horizon it is empty.
    func leaf(_ slot: Int) -> Node {
        guard root.contains(slot) else { return emptyLeaf(slot) }
        var node = root
        while !node.isLeaf { descend(&node, toward: slot) }
        return node
    }

    /// Replaces a node by the half that holds the slot.
    func descend(_ node: inout Node, toward slot: Int) {
        let middle = (node.low + node.high) >> 1
        let weight = weights.cumulative(middle)
        let left = energyOfLeft(node, middle: middle, weight: weight)
        node.depth += 1
        if slot < middle {
            node.high = middle
            node.weightThrough = weight
            node.energy = left
        } else {
            node.low = middle
            node.weightBefore = weight
            node.before = node.before + left
            node.energy = node.energy - left
        }
    }

    func halves(of node: Node) -> (left: Node, right: Node) {
        var left = node
        descend(&left, toward: node.low)
        var right = node
        right.low = left.high
        right.depth = left.depth
        right.weightBefore = left.weightThrough
        right.energy = node.energy - left.energy
        right.before = node.before + left.energy
        return (left, right)
    }

    /// The first-order form of weight × exp(σ · hash): p + p(1 − p)σz.
    ///
    /// Unlike the exponential it keeps the mean of many meters on the standard profile. A half without weight stays
    /// without energy.
    private func energyOfLeft(_ node: Node, middle: Int, weight: Int64) -> EnergyPair {
        let whole = node.weightThrough - node.weightBefore
        guard whole > 0 else { return .zero }
        let part = Double(weight - node.weightBefore) / Double(whole)
        let limit = min(part, 1 - part)
        let room = part * (1 - part)
        let chance = Chance(hash, middle)
        let tilt = noise.spread(atDepth: node.depth) * chance.normal
        let activeShare = part + max(-limit, min(limit, room * tilt))
        let reactiveTilt = tilt + noise.reactive * chance.secondNormal
        let reactiveShare = part + max(-limit, min(limit, room * reactiveTilt))
        return EnergyPair(
            active: Self.portion(activeShare, of: node.energy.active, chance.unit),
            reactive: Self.portion(reactiveShare, of: node.energy.reactive, chance.secondUnit)
        )
    }

    /// Rounds up as often as the fraction says, so that small loads keep their mean too.
    private static func portion(_ share: Double, of energy: Int64, _ unit: Double) -> Int64 {
        min(energy, Int64(share * Double(energy) + unit))
    }

    private func emptyLeaf(_ slot: Int) -> Node {
        let before = slot < root.low ? .zero : root.energy
        return Node(
            low: slot,
            high: slot + 1,
            depth: 0,
            weightBefore: 0,
            weightThrough: 0,
            energy: .zero,
            before: before
        )
    }
}
