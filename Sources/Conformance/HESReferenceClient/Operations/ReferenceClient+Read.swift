import HESContract
package import SimulationKernel

extension RealTimeReader.Request {
    /// Whether the window holds no freeze of the item, so that a success without rows is whole.
    fileprivate func needsNoRow(of cgcode: String) -> Bool {
        let item = Cgcode(rawValue: cgcode)
        return window != nil && freezes.isEmpty && (item == .dailyBilling || item == .monthlyBilling)
    }
}

extension ReferenceClient {
    /// Reads meters now (§3.2, §3.3).
    ///
    /// If a result never comes, a frozen read looks in history; then the meters without a row are read once more. Meters that
    /// a result lacks are not read again.
    package func read(
        _ kind: ReadingKind,
        cgcode: String,
        meters: [String],
        start: CivilTime? = nil,
        end: CivilTime? = nil
    ) async -> OperationReport {
        let asked = meterMap(meters)
        guard !asked.asked.isEmpty else { return .refused("no meters are given") }
        let isComposite = isComposite(cgcode, kind: kind)
        var request = RealTimeReader.Request(meters: asked.asked)
        if let start, let end {
            guard start <= end else { return .refused("start is after end") }
            request.window = Window(start: start, end: configuration.recovers ? end.adding(milliseconds: 1000) : end)
            request.freezes = FreezeCalendar(zone: configuration.zone).freezes(of: cgcode, from: start, to: end)
            if cgcode == Cgcode.loadProfile.rawValue { request.freezes = FreezeSet(timestamps: []) }
        } else if isComposite, !configuration.defects.contains(.wrongEndpoint) {
            return .refused("a frozen read needs start and end")
        }
        return await read(request, cgcode: cgcode, isComposite: isComposite)
    }

    private func read(
        _ request: RealTimeReader.Request,
        cgcode: String,
        isComposite: Bool
    ) async -> OperationReport {
        let budget = budget
        let reader = RealTimeReader(plans: plans, store: store, cgcode: cgcode, isComposite: isComposite)
        let requests = isComposite && configuration.recovers ? Self.split(request) : [request]
        var result = await reader.read(requests, within: budget)
        if !result.silent.isEmpty {
            let recovers = configuration.recovers && !configuration.defects.contains(.subscribesLate)
            guard recovers else { return OperationReport(.pending, note: result.notes.first) }
            await recover(&result, with: reader, within: budget)
        }
        if cgcode == Cgcode.dailyBilling.rawValue, lacksDemand(result.rows) {
            await readDemand(of: request.meters, within: budget)
        }
        let rows = unique(result.rows)
        let isSuccess = !result.statuses.isEmpty && result.statuses.allSatisfy { $0 == "00" }
        let missing = Self.missing(rows, of: request.meters, channels: channels(of: cgcode, isComposite))
        let isBelieved =
            isSuccess && !missing.isEmpty
            && (request.needsNoRow(of: cgcode) || configuration.defects.contains(.trusts00))
        return .rows(rows, missing: isBelieved ? [] : missing.map { .init(devAddr: $0) }, note: result.notes.first)
    }

    /// Splits a window of more than half a year, which a HES may refuse.
    private static func split(_ request: RealTimeReader.Request) -> [RealTimeReader.Request] {
        guard let window = request.window, window.days > WindowSplitter.mostDays else { return [request] }
        return WindowSplitter.windows(from: window.start, to: window.end).map { part in
            RealTimeReader.Request(meters: request.meters, window: part)
        }
    }

    private func lacksDemand(_ rows: [Row]) -> Bool {
        !rows.isEmpty && !rows.contains { $0.cgcode == Cgcode.activeMaxDemandTariff1.rawValue }
            && configuration.defects.contains(.asksUnlistedItems)
    }

    /// Reads the demand of the first tariff alone: the defect of FORM-11.
    private func readDemand(of meters: [String], within budget: Budget) async {
        let item = Cgcode.activeMaxDemandTariff1.rawValue
        let reader = RealTimeReader(plans: plans, store: store, cgcode: item, isComposite: false)
        _ = await reader.read([RealTimeReader.Request(meters: meters)], within: budget)
    }

    private func recover(
        _ result: inout RealTimeReader.Result,
        with reader: RealTimeReader,
        within budget: Budget
    ) async {
        if reader.isComposite {
            let known = await history(of: result.silent, with: reader, within: budget)
            store.put(known)
            result.rows += known
        }
        let found = Set(result.rows.map(\.devAddr))
        let again = result.silent.compactMap { request -> RealTimeReader.Request? in
            var request = request
            request.meters.removeAll(where: found.contains)
            return request.meters.isEmpty ? nil : request
        }
        guard !again.isEmpty, budget.allows(.seconds(1)) else { return }
        let second = await reader.read(again, within: budget)
        result.rows += second.rows
        result.statuses += second.statuses
    }

    /// The rows that history has of plans whose result never came.
    func history(
        of requests: [RealTimeReader.Request],
        with reader: RealTimeReader,
        within budget: Budget
    ) async -> [Row] {
        let asked = requests.flatMap { request in
            request.window.map { window in
                historyRequests(
                    reader.cgcode,
                    isComposite: reader.isComposite,
                    meters: request.meters,
                    windows: [window],
                    pageSize: 500
                )
            } ?? []
        }
        let meters = MeterMap(requests.flatMap(\.meters))
        return await HistoryReader(caller: caller, meters: meters, logger: logger).read(asked, within: budget).rows
    }

    /// The channels that a complete freeze has; empty for a single.
    func channels(of cgcode: String, _ isComposite: Bool) -> Set<String> {
        guard isComposite else { return [] }
        return Set((Cgcode(rawValue: cgcode)?.channels ?? []).map(\.rawValue))
    }

    /// Meters without a complete reading.
    private static func missing(_ rows: [Row], of meters: [String], channels: Set<String>) -> [String] {
        var readings: [Freeze: Set<String>] = [:]
        for row in rows {
            readings[Freeze(devAddr: row.devAddr, timestamp: row.timestamp), default: []].insert(row.cgcode)
        }
        let whole = Set(readings.filter { channels.isSubset(of: $0.value) }.map(\.key.devAddr))
        return meters.filter { !whole.contains($0) }
    }

    /// The latest row of each key, in the order of the keys.
    func unique(_ rows: [Row]) -> [Row] {
        var latest: [StoredRowKey: Row] = [:]
        for row in rows { latest[row.key] = row }
        let repeating: [Defect] = [.appendsDuplicates, .concatenatesPages]
        if latest.count < rows.count, configuration.defects.containsAny(of: repeating) { return rows }
        return latest.values.sorted { $0.key < $1.key }
    }
}
