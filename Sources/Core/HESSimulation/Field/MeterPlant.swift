package import HESContract
import HESMeterModel
package import SimulationKernel

/// The true state of meters and DCUs; the head-end's reports may differ.
package struct MeterPlant: Sendable {
    package let dcus: [DCUConfiguration]
    private let groups: [MeterGroup]
    private let directory: MeterDirectory
    private let dcuIndex: [String: Int]
    private let groupsOfDCU: [[Int]]
    private let historyFrom: SimulatedInstant
    private var changes: [String: MeterChange] = [:]
    /// Meters that a later event removes, so that a second installation is not taken for the first.
    private var departing: Set<String> = []
    /// Outages of whole DCUs, by index.
    private var outages: [Int: [Range<SimulatedInstant>]] = [:]
    /// Numbers that joined a DCU's archive after the start, in the order in which they joined.
    private var joined: [Int: JoinedMeters] = [:]

    package init(_ configuration: WorldConfiguration) {
        dcus = configuration.dcus
        groups = configuration.meterGroups
        directory = MeterDirectory(groups)
        historyFrom = configuration.historyFrom
        dcuIndex = Dictionary(dcus.enumerated().map { ($1.dcuNo, $0) }) { first, _ in first }
        var groupsOfDCU: [[Int]] = Array(repeating: [], count: dcus.count)
        for (index, group) in groups.enumerated() {
            if let dcu = group.dcu { groupsOfDCU[dcu].append(index) }
        }
        self.groupsOfDCU = groupsOfDCU
    }

    /// Prepares the plant for a later event: a meter that is not installed yet, a register that will roll over.
    mutating func foresee(_ event: FieldEvent, start: SimulatedInstant) {
        switch event.kind {
        case .meterRemoved(let devAddr), .meterReplaced(let devAddr, .byMeter): departing.insert(devAddr)
        case .meterInstalled(let devAddr, _) where meter(devAddr) != nil && !isComing(back: devAddr):
            change(devAddr, at: start) {
                $0.installed = event.at
                $0.collection = $0.collection.isEmpty ? [] : [CollectionPeriod(from: event.at, until: nil)]
            }
        case .registerRollover(let devAddr, let digits) where meter(devAddr) != nil:
            change(devAddr, at: start) { $0.supply.rollOver(at: event.at, digits: digits) }
        default: break
        }
    }

    /// Whether an earlier event removes the meter: it then returns, which takes effect only when it happens.
    private func isComing(back devAddr: String) -> Bool {
        meter(devAddr)?.traits.removed != nil || departing.contains(devAddr)
    }

    /// Meters whose breaker is open, by number.
    package func openBreakers(at instant: SimulatedInstant) -> [String] {
        changes.filter { $0.value.supply.isBreakerOpen(at: instant) }.map(\.key).sorted()
    }

    package func dcu(_ dcuNo: String) -> Int? {
        dcuIndex[dcuNo]
    }

    package func meter(_ devAddr: String) -> FieldMeter? {
        if let change = changes[devAddr] {
            guard let traits = traits(of: devAddr, change) else { return nil }
            return FieldMeter(
                devAddr: devAddr,
                traits: traits,
                membership: change.membership,
                supply: supply(change.supply, inDCU: change.membership?.dcu),
                corrections: change.corrections
            )
        }
        guard let index = directory.group(of: devAddr) else { return nil }
        let group = groups[index]
        return FieldMeter(
            devAddr: devAddr,
            traits: group.traits,
            membership: membership(in: group),
            supply: supply(SupplyRecord(), inDCU: group.dcu)
        )
    }

    private func supply(_ own: SupplyRecord, inDCU dcu: Int?) -> SupplyRecord {
        guard !outages.isEmpty, let dcu, let spans = outages[dcu] else { return own }
        var supply = own
        for span in spans { supply.addOutage(from: span.lowerBound, until: span.upperBound) }
        return supply
    }

    /// When the head-end could collect this meter's rows, in ascending order.
    package func collection(of devAddr: String) -> [CollectionPeriod] {
        if let change = changes[devAddr] { return change.collection }
        guard let index = directory.group(of: devAddr) else { return [] }
        return initialCollection(groups[index])
    }

    /// The DCU's archive: the meters of its start that are still there, then those that joined.
    package func archive(ofDCU dcu: Int) -> [FieldMeter] {
        var meters: [FieldMeter] = []
        for group in groupsOfDCU[dcu] {
            for offset in 0..<groups[group].count {
                let devAddr = MeterNumbers.number(groups[group].first, plus: offset)
                guard directory.group(of: devAddr) == group, let meter = meter(devAddr) else { continue }
                if meter.membership?.dcu == dcu { meters.append(meter) }
            }
        }
        for devAddr in joined[dcu]?.inOrder ?? [] {
            if let meter = meter(devAddr), meter.membership?.dcu == dcu { meters.append(meter) }
        }
        return meters
    }

    /// Number of meters in the DCU's archive at the start, plus those that joined later; meters that left still count.
    package func meterCount(ofDCU dcu: Int) -> Int {
        groupsOfDCU[dcu].reduce(joined[dcu]?.inOrder.count ?? 0) { $0 + groups[$1].count }
    }

    /// Numbers of the meters that ``meterCount(ofDCU:)`` counts, at most `limit` from `offset` on: those of the start, then
    /// those that joined.
    package func numbers(ofDCU dcu: Int, from offset: Int, limit: Int) -> [String] {
        let joined = joined[dcu]?.inOrder ?? []
        let start = MeterNumbers.numbers(of: groupsOfDCU[dcu].map { groups[$0] }, from: offset, limit: limit)
        let skipped = max(0, offset - groupsOfDCU[dcu].reduce(0) { $0 + groups[$1].count })
        return start + joined.dropFirst(skipped).prefix(limit - start.count)
    }

    private func traits(of devAddr: String, _ change: MeterChange) -> MeterTraits? {
        guard var traits = change.traitsOfAdded ?? directory.group(of: devAddr).map({ groups[$0].traits }) else {
            return nil
        }
        traits.installed = change.installed ?? traits.installed
        traits.removed = change.removed ?? traits.removed
        return traits
    }

    private func membership(in group: MeterGroup) -> Membership? {
        group.dcu.map { Membership(dcu: $0, isEnabled: group.traits.isEnabled) }
    }

    private func initialCollection(_ group: MeterGroup) -> [CollectionPeriod] {
        guard group.dcu != nil, group.traits.isEnabled else { return [] }
        let from = max(historyFrom, group.traits.installed ?? historyFrom)
        return [CollectionPeriod(from: from, until: group.traits.removed)]
    }

    // MARK: Changes

    /// Moves a meter into a DCU's archive; an unknown number becomes a new meter, installed at `instant`.
    package mutating func join(_ devAddr: String, dcu: Int, isEnabled: Bool, at instant: SimulatedInstant) {
        let wasIn = meter(devAddr)?.membership?.dcu
        change(devAddr, at: instant) { $0.membership = Membership(dcu: dcu, isEnabled: isEnabled) }
        guard wasIn != dcu else { return }
        let isOfStart = directory.group(of: devAddr).map { groups[$0].dcu == dcu } ?? false
        if !isOfStart { joined[dcu, default: JoinedMeters()].insert(devAddr) }
    }

    /// Takes a meter out of a DCU's archive; does nothing if the meter is not in it.
    package mutating func leave(_ devAddr: String, dcu: Int, at instant: SimulatedInstant) {
        guard meter(devAddr)?.membership?.dcu == dcu else { return }
        change(devAddr, at: instant) { $0.membership = nil }
    }

    package mutating func setBreaker(of devAddr: String, to mode: Call.Relay.ControlMode, at instant: SimulatedInstant)
    {
        change(devAddr, at: instant) {
            $0.isArmed = false
            switch mode {
            case .open: $0.supply.openBreaker(at: instant)
            case .close: $0.supply.closeBreaker(at: instant)
            }
        }
    }

    /// Records freezes whose rows a real-time read of a composite added to history.
    mutating func fill(
        _ indices: Range<Int>,
        of composite: Cgcode,
        for devAddr: String,
        at instant: SimulatedInstant
    ) {
        change(devAddr, at: instant) { $0.filled[composite, default: FilledFreezes()].insert(indices) }
    }

    /// Freezes added to history for a composite code, or for the composite that carries a single code.
    func filled(of devAddr: String, _ cgcode: Cgcode) -> [Range<Int>] {
        guard let filled = changes[devAddr]?.filled else { return [] }
        if cgcode.category == .composite { return filled[cgcode]?.ranges ?? [] }
        let carrier: Cgcode = cgcode.isKeptDaily ? .dailyBilling : .loadProfile
        return carrier.channels.contains(cgcode) ? filled[carrier]?.ranges ?? [] : []
    }

    /// Outages of a whole DCU, past ones included.
    func outages(ofDCU dcu: Int) -> [Range<SimulatedInstant>] { outages[dcu] ?? [] }

    mutating func addOutage(ofDCU dcu: Int, _ span: Range<SimulatedInstant>) {
        outages[dcu, default: []].append(span)
    }

    func isArmed(_ devAddr: String) -> Bool {
        changes[devAddr]?.isArmed ?? false
    }

    mutating func change(
        _ devAddr: String,
        at instant: SimulatedInstant,
        by body: (inout MeterChange) -> Void
    ) {
        var change = changes[devAddr] ?? unchanged(devAddr, at: instant)
        let wasCollected = change.membership?.isEnabled == true
        body(&change)
        let isCollected = change.membership?.isEnabled == true
        if wasCollected, !isCollected, let last = change.collection.indices.last {
            change.collection[last].until = instant
        } else if !wasCollected, isCollected {
            resumeCollection(&change.collection, at: instant)
        }
        changes[devAddr] = change
    }

    /// Periods never share an instant, because a row within two of them would appear twice.
    private func resumeCollection(_ periods: inout [CollectionPeriod], at instant: SimulatedInstant) {
        if let last = periods.indices.last, periods[last].until == instant {
            periods[last].until = nil
        } else {
            periods.append(CollectionPeriod(from: instant, until: nil))
        }
    }

    private func unchanged(_ devAddr: String, at instant: SimulatedInstant) -> MeterChange {
        guard let index = directory.group(of: devAddr) else {
            return MeterChange(collection: [], traitsOfAdded: MeterTraits(installed: instant))
        }
        return MeterChange(membership: membership(in: groups[index]), collection: initialCollection(groups[index]))
    }
}

extension MeterPlant {
    /// What a snapshot holds of it; the rest follows from the configuration.
    struct Saved: Codable {
        @InKeyOrder fileprivate var changes: [String: MeterChange]
        @InKeyOrder fileprivate var outages: [Int: [Range<SimulatedInstant>]]
        @InKeyOrder fileprivate var joined: [Int: JoinedMeters]
    }

    var saved: Saved { Saved(changes: changes, outages: outages, joined: joined) }

    mutating func restore(_ saved: Saved) {
        (changes, outages, joined) = (saved.changes, saved.outages, saved.joined)
    }
}
