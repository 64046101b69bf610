/// One direction's energy of one meter, spread over time by repeated halving of spans, from 512 days to quarter hours.
///
/// A span's energy is split by the weights of its halves in the standard profile, disturbed by a hash of (meter, middle
/// of the span); see ``Split``. All numbers are whole Wh and varh: the left half is rounded, the right half is the rest, so
/// that the digits do not depend on the order of calls and every quarter hour holds a whole number of Wh.
struct Cascade: Sendable {
    /// A span of quarter hours, the energy within it and the energy before it.
    struct Node: Sendable {
        var low: Int
        var high: Int
        var depth: Int
        var weightBefore: Int64
        var weightThrough: Int64
        var energy: EnergyPair
        var before: EnergyPair

        var isLeaf: Bool { high &- low == 1 }
        func contains(_ slot: Int) -> Bool { low <= slot && slot < high }
    }

    /// Wh and varh of a mean year.
    struct Annual: Sendable {
        var active: Double
        var reactive: Double
    }

    /// 512 days.
    static let rootSlotCount = 96 << 9

    let hash: UInt64
    /// No energy before this slot.
    private let firstSlot: Int
    private let annual: Annual
    let pattern: LoadPattern

    init(hash: UInt64, pattern: LoadPattern, firstSlot: Int, annual: Annual) {
        self.hash = hash
        self.pattern = pattern
        self.firstSlot = firstSlot
        self.annual = annual
    }

    /// The energy before the slot begins.
    func energy(before slot: Int) -> EnergyPair {
        var node = root(holding: slot)
        while node.low < slot { descend(&node, toward: slot) }
        return node.before
    }

    /// The node of one quarter hour.
    func leaf(_ slot: Int) -> Node {
        var node = root(holding: slot)
        while !node.isLeaf { descend(&node, toward: slot) }
        return node
    }

    /// The span of 512 days that holds the slot; a single slot without energy before the first one.
    func root(holding slot: Int) -> Node {
        guard slot >= firstSlot else {
            return Node(
                low: slot,
                high: slot + 1,
                depth: 0,
                weightBefore: 0,
                weightThrough: 0,
                energy: .zero,
                before: .zero
            )
        }
        let number = (slot - firstSlot) / Self.rootSlotCount
        let low = firstSlot + number * Self.rootSlotCount
        let (start, through) = (pattern.weight(before: low), pattern.weight(before: low + Self.rootSlotCount))
        let first = pattern.weight(before: firstSlot)
        let before = energy(beforeRoot: number, weight: start, since: first)
        return Node(
            low: low,
            high: low + Self.rootSlotCount,
            depth: 0,
            weightBefore: start,
            weightThrough: through,
            energy: energy(beforeRoot: number + 1, weight: through, since: first) - before,
            before: before
        )
    }

    /// Replaces a node by the half that holds the slot.
    ///
    /// Wrapping arithmetic, because sums of parts of a node's numbers cannot overflow, and this is most of what a value costs.
    @inline(__always)
    func descend(_ node: inout Node, toward slot: Int) {
        let middle = (node.low &+ node.high) >> 1
        let weight = pattern.weight(before: middle)
        let split = Split(
            Chance(hash, key: middle),
            in: pattern,
            depth: node.depth,
            weights: (weight &- node.weightBefore, node.weightThrough &- node.weightBefore)
        )
        let left = EnergyPair(
            active: split.left(ofActive: node.energy.active),
            reactive: split.left(ofReactive: node.energy.reactive)
        )
        node.depth &+= 1
        if slot < middle {
            node.high = middle
            node.weightThrough = weight
            node.energy = left
        } else {
            node.low = middle
            node.weightBefore = weight
            node.before = node.before &+ left
            node.energy = node.energy &- left
        }
    }

    /// The standard profile's energy, early or late by up to two weeks, so that years differ by a few per cent.
    private func energy(beforeRoot number: Int, weight: Int64, since start: Int64) -> EnergyPair {
        guard number > 0 else { return .zero }
        let (part, total) = (Double(weight - start), Double(pattern.totalWeight - start))
        let early = (Chance(hash, key: -number).unit - 0.5) * 0.08 * pattern.annualWeight
        let years = (part < total ? min(part + early, total) : total) / pattern.annualWeight
        return EnergyPair(active: Int64(annual.active * years), reactive: Int64(annual.reactive * years))
    }
}
