import HESContract
package import SimulationKernel

extension ReferenceClient {
    /// The loop of §4.1: history, save, check, read what is missing from the meters, check, repeat; bounded, and reports what
    /// is still missing.
    package func collect(
        cgcode: String,
        meters: [String],
        start: CivilTime,
        end: CivilTime
    ) async -> OperationReport {
        let asked = meterMap(meters)
        guard !asked.asked.isEmpty else { return .refused("no meters are given") }
        guard start <= end else { return .refused("start is after end") }
        let isComposite = isComposite(cgcode, kind: .single)
        var collection = Collection(
            cgcode: cgcode,
            isComposite: isComposite,
            meters: asked.asked,
            window: Window(start: start, end: end),
            zone: configuration.zone,
            channels: channels(of: cgcode, isComposite)
        )
        collection.defects = configuration.defects
        guard !collection.isTooLarge else { return .refused("too many meters and freezes for one collection") }
        let budget = configuration.defects.contains(.infiniteLoop) ? Budget(.seconds(3600)) : budget
        let isKnown = !collection.freezes.isEmpty && collection.missing(in: store).isEmpty
        if !configuration.defects.contains(.realTimeOnly) {
            let count = await takeHistory(of: collection, meters: asked, within: budget)
            if collection.hasFreezes, count >= collection.wantedCount, configuration.defects.contains(.trustsTotal) {
                return .rows(collection.rows(in: store), missing: [])
            }
        }
        collection.learnGrid(from: store)
        return collection.hasFreezes
            ? await collectFreezes(
                collection,
                isReadAgain: isKnown && configuration.defects.contains(.rereadsKnown),
                within: budget
            )
            : await collectReadings(collection, within: budget)
    }

    /// - Returns: how many values history answered.
    @discardableResult
    private func takeHistory(of collection: Collection, meters: MeterMap, within budget: Budget) async -> Int {
        let tolerance = FreezeSet.toleranceMilliseconds
        let window = collection.window.widened(byMilliseconds: collection.freezes.isEmpty ? 0 : tolerance)
        let requests = historyRequests(
            collection.cgcode,
            isComposite: collection.isComposite,
            meters: meters.asked,
            windows: WindowSplitter.windows(from: window.start, to: window.end, defects: configuration.defects),
            pageSize: 500
        )
        let rows = await HistoryReader(caller: caller, meters: meters, logger: logger).read(requests, within: budget)
            .rows
        store.put(rows)
        return rows.count
    }

    /// `isReadAgain` is the defect of COLL-11: all freezes are read, though they are known.
    private func collectFreezes(
        _ collection: Collection,
        isReadAgain: Bool,
        within budget: Budget
    ) async -> OperationReport {
        var reader = RealTimeReader(
            plans: plans,
            store: store,
            cgcode: collection.cgcode,
            isComposite: collection.isComposite
        )
        if collection.freezes.isEmpty, configuration.defects.contains(.expectsAnyMonth) {
            return await huntedMonth(collection, with: reader, within: budget)
        }
        var missing = isReadAgain ? collection.all : collection.missing(in: store)
        var round = 1
        while !missing.isEmpty, await mayRead(round, within: budget) {
            reader.keepsRows = !configuration.defects.contains(.repollsHistory)
            let result = await reader.read(requests(of: collection, for: missing, in: round), within: budget)
            if !reader.keepsRows { await pollHistory(of: collection, within: budget) }
            if !result.silent.isEmpty { store.put(await history(of: result.silent, with: reader, within: budget)) }
            missing = collection.missing(in: store)
            let isBelieved = configuration.defects.contains(.trusts00) && !result.statuses.isEmpty
            if isBelieved, result.statuses.allSatisfy({ $0 == "00" }) { missing = [] }
            round += 1
        }
        if !missing.isEmpty, configuration.defects.contains(.claimsComplete) { missing = [] }
        let gaps = missing.map { OperationReport.Missing(devAddr: $0.devAddr, timestamp: $0.timestamp) }
        return .rows(collection.rows(in: store), missing: gaps)
    }

    private func requests(
        of collection: Collection,
        for missing: [Freeze],
        in round: Int
    ) -> [RealTimeReader.Request] {
        let requests = collection.requests(for: missing)
        if round == Self.rounds, configuration.defects.contains(.endlessGap) {
            return Array(repeating: requests, count: 10).flatMap(\.self)
        }
        let isGrouped = requests.contains { $0.meters.count > 1 }
        guard isGrouped, configuration.defects.contains(.perMeterStorm) else { return requests }
        return requests.flatMap { request in
            request.meters.map { meter in
                var single = request
                single.meters = [meter]
                return single
            }
        }
    }

    /// Waits for history to show what was read: the defect of COLL-06.
    private func pollHistory(of collection: Collection, within budget: Budget) async {
        var polls = 0
        while polls < 8, !collection.missing(in: store).isEmpty {
            _ = await takeHistory(of: collection, meters: MeterMap(collection.meters), within: budget)
            polls += 1
        }
    }

    /// Reads a window without a freeze three times: the defect of COLL-13.
    private func huntedMonth(
        _ collection: Collection,
        with reader: RealTimeReader,
        within budget: Budget
    ) async -> OperationReport {
        let request = RealTimeReader.Request(meters: collection.meters, window: collection.window)
        for _ in 0..<3 { _ = await reader.read([request], within: budget) }
        return .rows([], missing: collection.meters.map { .init(devAddr: $0) })
    }

    /// A single has no freezes that a meter could be asked for later: meters without any reading are read now.
    private func collectReadings(_ collection: Collection, within budget: Budget) async -> OperationReport {
        let reader = RealTimeReader(
            plans: plans,
            store: store,
            cgcode: collection.cgcode,
            isComposite: collection.isComposite
        )
        var missing = collection.metersWithoutReading(in: store)
        var round = 1
        while !missing.isEmpty, await mayRead(round, within: budget) {
            _ = await reader.read([RealTimeReader.Request(meters: missing, window: collection.window)], within: budget)
            missing = collection.metersWithoutReading(in: store)
            round += 1
        }
        return .rows(collection.rows(in: store), missing: missing.map { .init(devAddr: $0) })
    }

    /// Whether there is another round; pauses before each but the first.
    private func mayRead(_ round: Int, within budget: Budget) async -> Bool {
        let defects = configuration.defects
        if defects.contains(.infiniteLoop) { return !Task.isCancelled }
        let rounds = defects.contains(.historyOnly) ? 0 : defects.contains(.singlePass) ? 1 : Self.rounds
        guard round <= rounds else { return false }
        guard round > 1, !defects.contains(.perMeterStorm) else { return true }
        let pause = Self.pauses.pause(before: round - 1)
        guard budget.allows(pause) else { return false }
        do {
            try await clock.pause(for: pause)
            return true
        } catch {
            return false
        }
    }

    /// Most rounds of real-time reads in one collection.
    private static let rounds = 3
    private static let pauses = Backoff(first: .milliseconds(200), most: .seconds(30))
}
