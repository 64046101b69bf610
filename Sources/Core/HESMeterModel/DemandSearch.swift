/// Finds the largest blocks of a period on the cascade's tree: a block never holds more than a span around it, so spans
/// that cannot beat what has been found are left out, and the larger half is looked at first.
struct DemandSearch {
    private let consumption: Consumption
    private let tariffs: TariffTable
    private let period: BillingPeriod
    private let subject: DemandSubject
    /// W or var per tariff 1–4; a subject that knows no tariffs fills the first only.
    private(set) var found = SIMD4<Int64>.zero
    /// Splits made; what the search costs.
    private(set) var splits = 0

    init(_ subject: DemandSubject, _ consumption: Consumption, _ period: BillingPeriod, tariffs: TariffTable) {
        self.subject = subject
        self.consumption = consumption
        self.tariffs = tariffs
        self.period = period
        visit(consumption.taken.root)
    }

    private mutating func visit(_ node: Cascade.Node) {
        guard node.low < period.slots.upperBound, node.high > period.slots.lowerBound, canImprove(node) else { return }
        guard !node.isLeaf else { return include(node) }
        splits += 1
        let (left, right) = consumption.taken.halves(of: node)
        if subject.amount(of: left.energy) >= subject.amount(of: right.energy) {
            visit(left)
            visit(right)
        } else {
            visit(right)
            visit(left)
        }
    }

    private mutating func include(_ leaf: Cascade.Node) {
        let demand = 4 * subject.amount(of: consumption.block(leaf, since: period.start))
        let place = classes(in: leaf).trailingZeroBitCount
        found[place] = max(found[place], demand)
    }

    /// A class of blocks that occurs in the span has a smaller maximum so far than the span's whole energy.
    private func canImprove(_ node: Cascade.Node) -> Bool {
        let within = classes(in: node)
        let bound = 4 * subject.amount(of: node.energy)
        for place in 0..<4 where within >> UInt8(place) & 1 == 1 && bound > found[place] { return true }
        return false
    }

    /// Bit k: a block that counts for `found[k]` may be in the span.
    private func classes(in node: Cascade.Node) -> UInt8 {
        guard let wanted = subject.wantedTariffs else { return 1 }
        let grid = consumption.grid
        let count = node.high - node.low
        guard count < 96, grid.shiftIndex(node.low) == grid.shiftIndex(node.high - 1) else { return wanted }
        return wanted & tariffs.tariffs(from: grid.slotOfDay(node.low), count: count)
    }
}

/// Whose maximum is looked for.
enum DemandSubject: Hashable {
    /// The largest of all tariffs.
    case active
    /// 1–4.
    case activeInTariff(Int)
    case activeInEachTariff
    case reactive

    /// Bit 0 is tariff 1; nil where the tariff does not matter.
    var wantedTariffs: UInt8? {
        switch self {
        case .active, .reactive: nil
        case .activeInTariff(let tariff): 1 << UInt8(tariff - 1)
        case .activeInEachTariff: 0b1111
        }
    }

    func amount(of energy: EnergyPair) -> Int64 {
        self == .reactive ? energy.reactive : energy.active
    }
}
