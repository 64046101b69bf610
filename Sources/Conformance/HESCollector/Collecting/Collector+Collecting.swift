import HESContract
import HESReferenceClient
import SimulationKernel

/// The loop of §4.1: history, check, read what is missing, check.
extension Collector {
    /// What became of one collection behind one DCU.
    struct Completion: Sendable {
        var dcuNo: String
        var askedCount: Int
        /// Meters whose rows history lacked.
        var lackingCount: Int
        var holes: [Hole]
    }

    /// Asks for all freezes since the last time.
    func collect(_ item: Cgcode) async {
        let now = clock.now().milliseconds
        let first = (through[item] ?? start.milliseconds) + 1
        let asked = meters.present(for: item)
        let done = await complete(item, of: asked.filter { $0.silentSince == nil }, from: first, through: now)
        await listen(to: asked.filter { $0.silentSince != nil }, for: item, from: first, through: now)
        through[item] = now
        for completion in done { tell(of: completion, item) }
        let complete = done.reduce(0) { $0 + $1.askedCount - $1.holes.count }
        let whole = complete == asked.count ? "all \(asked.count)" : "\(complete) of \(asked.count)"
        say("\(Self.named(item)) until \(clockTime(SimulatedInstant(milliseconds: now))): \(whole) meters complete")
    }

    /// History of meters that are silent: it costs no read, and shows which of them are back.
    private func listen(to silent: [KnownMeter], for item: Cgcode, from first: Int64, through last: Int64) async {
        for (_, group) in byDCU(silent) {
            await takeHistory(item, of: group.map(\.devAddr), from: first, through: last)
        }
        noteVoices(of: silent, item, from: first, through: last)
    }

    private func noteVoices(of silent: [KnownMeter], _ item: Cgcode, from first: Int64, through last: Int64) {
        let holes = Set(finder.holes(item, of: silent, in: values, from: first, through: last).map(\.devAddr))
        let back = silent.filter {
            !holes.contains($0.devAddr)
                && !finder.freezes(item, of: $0, from: first, through: last).isEmpty
        }
        for meter in back { meters.change(meter.devAddr) { $0.silentSince = nil } }
        for (dcuNo, group) in byDCU(back) {
            say("\(Self.named(group.map(\.devAddr), of: dcuNo)) \(group.count == 1 ? "is" : "are") back")
        }
    }

    /// Completes a span of freezes, behind all DCUs at once.
    func complete(
        _ item: Cgcode,
        of asked: [KnownMeter],
        from first: Int64,
        through last: Int64
    ) async -> [Completion] {
        let groups = byDCU(asked)
        return await withTaskGroup(of: (Int, Completion).self) { tasks in
            for (index, group) in groups.enumerated() {
                tasks.addTask {
                    (
                        index,
                        await self.complete(item, of: group.meters, behind: group.dcuNo, from: first, through: last)
                    )
                }
            }
            var done: [(Int, Completion)] = []
            for await result in tasks { done.append(result) }
            return done.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func complete(
        _ item: Cgcode,
        of asked: [KnownMeter],
        behind dcuNo: String,
        from first: Int64,
        through last: Int64
    ) async -> Completion {
        await takeHistory(item, of: asked.map(\.devAddr), from: first, through: last)
        learn(of: asked)
        var holes = holes(item, of: asked, from: first, through: last)
        var result = Completion(dcuNo: dcuNo, askedCount: asked.count, lackingCount: holes.count, holes: [])
        for _ in 0..<Self.mostReads where !holes.isEmpty && !Task.isCancelled {
            let before = holes
            await read(item, in: ReadRound.rounds(for: before))
            holes = self.holes(item, of: asked, from: first, through: last)
            // A meter that did not answer does not answer at once either.
            if holes == before { break }
        }
        result.holes = holes
        return result
    }

    private func holes(_ item: Cgcode, of asked: [KnownMeter], from first: Int64, through last: Int64) -> [Hole] {
        let known = asked.compactMap { meters[$0.devAddr] }
        return finder.holes(item, of: known, in: values, from: first, through: last)
    }

    private func takeHistory(_ item: Cgcode, of meters: [String], from first: Int64, through last: Int64) async {
        guard !meters.isEmpty else { return }
        let report = await client.history(
            .frozen,
            cgcode: item.rawValue,
            meters: meters,
            start: civil(first),
            end: civil(last)
        )
        put(report.rows ?? [])
    }

    /// Reads the meters; at most so many calls, the rest when holes are filled next.
    private func read(_ item: Cgcode, in rounds: [ReadRound]) async {
        for round in rounds.prefix(Self.mostCalls) where !Task.isCancelled {
            let report = await client.read(
                .frozen,
                cgcode: item.rawValue,
                meters: round.meters,
                start: civil(round.first),
                end: civil(round.last)
            )
            put(report.rows ?? [])
        }
    }

    /// Learns from rows how often a meter freezes, and when a new one began.
    private func learn(of asked: [KnownMeter]) {
        for meter in asked where meter.interval == nil || meter.isSinceGuessed {
            let stamps = values.stamps(of: meter.devAddr, cgcode: Cgcode.activePowerTotal.rawValue)
            guard let interval = HoleFinder.interval(ofStamps: stamps), let first = stamps.min() else { continue }
            meters.change(meter.devAddr) {
                $0.interval = interval
                if $0.isSinceGuessed { ($0.since, $0.isSinceGuessed) = (first, false) }
            }
        }
    }

    static func named(_ item: Cgcode) -> String { item == .loadProfile ? "load profile" : "daily billing" }

    /// The meters by DCU, in their order.
    func byDCU(_ meters: [KnownMeter]) -> [(dcuNo: String, meters: [KnownMeter])] {
        dcus.compactMap { dcuNo in
            let own = meters.filter { $0.dcuNo == dcuNo }
            return own.isEmpty ? nil : (dcuNo, own)
        }
    }

    static func named(_ devAddrs: [String], of dcuNo: String) -> String {
        devAddrs.count <= 3
            ? "\(devAddrs.count == 1 ? "meter" : "meters") \(devAddrs.joined(separator: ", "))"
            : "\(devAddrs.count) meters of DCU \(dcuNo)"
    }

    /// Reads of one meter for one hole.
    private static let mostReads = 2
    /// Calls for the holes behind one DCU in one go.
    private static let mostCalls = 12
}
