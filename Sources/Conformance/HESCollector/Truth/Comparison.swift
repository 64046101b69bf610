import HESContract
import HESSimulation
import SimulationKernel

/// What a collector has at the end of its run.
package struct CollectorState: Sendable {
    package let meters: MeterList
    let values: ValueBook
    let breakers: BreakerCount
    /// The freezes that were asked for, in milliseconds since the epoch.
    let through: [Cgcode: Int64]
    let comparedAt: SimulatedInstant?
    let filledAt: SimulatedInstant?
    let fileProblem: String?
}

extension Collector {
    package var state: CollectorState {
        CollectorState(
            meters: meters,
            values: values,
            breakers: breakers,
            through: through,
            comparedAt: comparedAt,
            filledAt: filledAt,
            fileProblem: fileProblem
        )
    }
}

/// The collector's database held against the truth.
package struct Comparison: Sendable {
    private let state: CollectorState
    private let truth: FieldTruth
    /// Values that the meters froze and that were asked for.
    package private(set) var frozenCount = 0
    /// Of those, the collected ones.
    package private(set) var collectedCount = 0
    /// Collected values beside those.
    package private(set) var otherCount = 0
    package private(set) var differences = DifferenceList()

    package init(_ state: CollectorState, with truth: FieldTruth) {
        (self.state, self.truth) = (state, truth)
        for place in truth.places {
            compare(place)
            compareBreaker(place)
        }
    }

    package var failures: [StoryFailure] { truth.failures }

    /// Differences that nothing explains.
    package var unexplained: [Difference] { differences.all.filter(\.explanations.isEmpty) }

    private mutating func compare(_ place: FieldTruth.Place) {
        let own = state.values.series(of: place.meter.devAddr)
        var seen: Set<Int64> = []
        for item in [Cgcode.loadProfile, .dailyBilling] {
            let stamps = freezes(item, of: place)
            for row in truth.rows(item, of: place, at: stamps) {
                seen.insert(row.timestamp.milliseconds)
                for channel in row.channels {
                    let value = own[channel.cgcode.rawValue]?[row.timestamp.milliseconds]
                    compare(value, with: channel, of: place, at: row.timestamp)
                }
            }
        }
        for (cgcode, values) in own.sorted(by: { $0.key < $1.key }) {
            guard let item = Cgcode(rawValue: cgcode) else { continue }
            for (stamp, value) in values.sorted(by: { $0.key < $1.key }) where !seen.contains(stamp) {
                compareOther(value, as: item, of: place, at: SimulatedInstant(milliseconds: stamp))
            }
        }
    }

    /// The freezes of a meter that the collector must have asked for.
    private func freezes(_ item: Cgcode, of place: FieldTruth.Place) -> [SimulatedInstant] {
        let (meter, known) = (place.meter, state.meters[place.meter.devAddr])
        guard let last = state.through[item], item != .loadProfile || known?.hasProfile == true else { return [] }
        guard let since = known?.expectedSince ?? meter.traits.installed?.milliseconds else { return [] }
        let first = max(since, meter.traits.installed?.milliseconds ?? since)
        guard first <= last else { return [] }
        let grid = FreezeGrid(item, intervalMinutes: meter.traits.intervalMinutes)
        return grid.indices(
            from: SimulatedInstant(milliseconds: first),
            through: SimulatedInstant(milliseconds: last),
            in: truth.zone
        )
        .map { grid.instant(of: $0, in: truth.zone) }.filter { meter.isInstalled(at: $0) }
    }

    private mutating func compare(
        _ value: String?,
        with channel: ChannelValue,
        of place: FieldTruth.Place,
        at stamp: SimulatedInstant
    ) {
        let devAddr = place.meter.devAddr
        frozenCount += 1
        guard let value else {
            let reasons = reasons(of: devAddr, at: stamp, isMissing: true)
            return differences.add(.missing, of: devAddr, at: stamp, because: reasons)
        }
        collectedCount += 1
        check(value, against: channel, of: devAddr, at: stamp)
    }

    private mutating func compareOther(
        _ value: String,
        as item: Cgcode,
        of place: FieldTruth.Place,
        at stamp: SimulatedInstant
    ) {
        otherCount += 1
        guard let channel = truth.value(item, of: place, at: stamp) else { return }
        check(value, against: channel, of: place.meter.devAddr, at: stamp)
    }

    private mutating func check(
        _ value: String,
        against channel: ChannelValue,
        of devAddr: String,
        at stamp: SimulatedInstant
    ) {
        guard !channel.isWritten(value) else { return }
        differences.add(
            .differs,
            of: devAddr,
            at: stamp,
            because: reasons(of: devAddr, at: stamp, isMissing: false),
            example: "\(channel.cgcode.rawValue) is \(value), the meter shows \(channel.decimal)"
        )
    }

    private mutating func compareBreaker(_ place: FieldTruth.Place) {
        let devAddr = place.meter.devAddr
        guard let believed = state.meters[devAddr]?.isBreakerOpen, believed != place.isBreakerOpen else { return }
        differences.add(
            .breaker,
            of: devAddr,
            at: truth.now,
            because: truth.failures.filter { $0.explainsBreaker(of: devAddr) }.map(\.name),
            example: "believed \(believed ? "open" : "closed"), is \(place.isBreakerOpen ? "open" : "closed")"
        )
    }

    private func reasons(of devAddr: String, at stamp: SimulatedInstant, isMissing: Bool) -> [String] {
        let told = truth.failures.filter {
            $0.explainsRow(
                of: devAddr,
                at: stamp,
                isHistoryComplete: truth.isHistoryComplete,
                now: truth.now
            )
        }
        if !told.isEmpty || !isMissing { return told.map(\.name) }
        return isStillDue(devAddr, at: stamp) ? [Self.due] : []
    }

    /// Whether the collector had no occasion yet to ask again, or to find the meter.
    private func isStillDue(_ devAddr: String, at stamp: SimulatedInstant) -> Bool {
        guard state.meters[devAddr] != nil else { return state.comparedAt.map { stamp > $0 } ?? true }
        return state.filledAt.map { stamp > $0 } ?? true
    }

    /// The explanation of a hole that the collector fills next time.
    package static let due = "asked again when holes are filled next"
}
