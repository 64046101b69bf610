import HESContract
import JSON

extension ReferenceClient {
    /// Reads the archive of a DCU (§3.7); after a failed read the report has no `archive`.
    package func readArchive(dcuNo: String) async -> OperationReport {
        guard !dcuNo.isEmpty else { return .refused("no DCU is given") }
        return await readArchive(dcuNo, within: budget)
    }

    /// Adds meters (§3.8): done only when the push says so, then verified by reading the archive.
    package func addArchive(dcuNo: String, archives: [(devAddr: String, status: String)]) async -> OperationReport {
        guard !dcuNo.isEmpty, !archives.isEmpty else { return .refused("no DCU or no meters are given") }
        let hasStatus = !configuration.defects.contains(.noStatus)
        let entries = archives.map { entry in
            (devAddr: meterMap([entry.devAddr]).asked[0], status: hasStatus ? entry.status : nil)
        }
        let budget = budget
        if configuration.defects.contains(.failsOnExisting),
            await has(entries.map(\.devAddr), in: dcuNo, within: budget)
        {
            return OperationReport(.failed, note: "the meter exists")
        }
        let outcome = await change(.addArchive, of: dcuNo, to: .archiveObjects(entries), within: budget)
        return await verified(
            result(of: outcome),
            of: dcuNo,
            meters: entries.map(\.devAddr),
            arePresent: true,
            within: budget
        )
    }

    /// Removes meters (§3.9) in the form of the table, or, if the HES refuses that, in the form of the example.
    package func removeArchive(dcuNo: String, meters: [String]) async -> OperationReport {
        let asked = meterMap(meters).asked
        guard !dcuNo.isEmpty, !asked.isEmpty else { return .refused("no DCU or no meters are given") }
        let budget = budget
        let objects = asked.map { (devAddr: $0, status: String?.none) }
        var outcome = await change(.removeArchive, of: dcuNo, to: .archiveObjects(objects), within: budget)
        if case .failed(.rejected) = outcome, configuration.recovers,
            !configuration.defects.contains(.hardCodedArchiveForm)
        {
            outcome = await change(.removeArchive, of: dcuNo, to: .archiveStrings(asked), within: budget)
        }
        return await verified(result(of: outcome), of: dcuNo, meters: asked, arePresent: false, within: budget)
    }

    private func readArchive(_ dcuNo: String, within budget: Budget) async -> OperationReport {
        let request = PlanRunner.Request(
            endpoint: .readArchive,
            fields: [("dcuNo", .text(dcuNo))],
            subject: .archive,
            meters: MeterMap([])
        )
        let outcome = await plans.run(request, within: budget)
        var result = result(of: outcome)
        guard case .accepted(let progress) = outcome else { return result }
        if configuration.defects.contains(.wipesOn02), progress.status == "02" { result = OperationReport(.ok) }
        guard result.outcome == .ok else { return result }
        var lines = Self.lines(progress.list)
        if Self.hasCycle(lines), configuration.defects.contains(.followsCycles) { Defect.crash() }
        if configuration.defects.contains(.madeUpArchive) {
            lines = lines.map {
                .init(devAddr: $0.devAddr, status: $0.status, commType: "1", moduleNext: $0.devAddr)
            }
        }
        result.archive = lines
        return result
    }

    /// Whether the archive, which is read for it, has one of the meters: the defect of ARCH-05.
    private func has(_ meters: [String], in dcuNo: String, within budget: Budget) async -> Bool {
        let lines = await readArchive(dcuNo, within: budget).archive ?? []
        return lines.contains { meters.contains($0.devAddr) }
    }

    /// Whether a route comes back to a meter on it; a meter that names itself is a root.
    private static func hasCycle(_ lines: [OperationReport.ArchiveLine]) -> Bool {
        let next = Dictionary(lines.map { ($0.devAddr, $0.moduleNext) }) { first, _ in first }
        return lines.contains { line in
            var meter = line.devAddr
            for _ in lines {
                guard let upper = next[meter], upper != meter else { return false }
                meter = upper
            }
            return true
        }
    }

    private func change(
        _ endpoint: Endpoint,
        of dcuNo: String,
        to archives: RequestValue,
        within budget: Budget
    ) async -> PlanRunner.Outcome {
        let request = PlanRunner.Request(
            endpoint: endpoint,
            fields: [("dcuNo", .text(dcuNo)), ("archives", archives)],
            subject: .statusOnly,
            meters: MeterMap([])
        )
        return await plans.run(request, within: budget)
    }

    private func result(of outcome: PlanRunner.Outcome) -> OperationReport {
        switch outcome {
        case .failed(let failure): return OperationReport(failure.isDefinite ? .failed : .pending, note: "\(failure)")
        case .notSent: return OperationReport(.failed, note: "\(plans.link.silence); nothing was sent")
        case .accepted(let progress):
            guard progress.hasCome else { return OperationReport(.pending, note: plans.silence(of: progress)) }
            return OperationReport(plans.status(of: progress) == "00" ? .ok : .failed)
        }
    }

    /// Turns `ok` into `partial` if the archive, read afterwards, does not show the change.
    private func verified(
        _ result: OperationReport,
        of dcuNo: String,
        meters: [String],
        arePresent: Bool,
        within budget: Budget
    ) async -> OperationReport {
        var believing: [Defect] = [.archiveDoneOnHTTP200, .successOnHTTP200]
        if arePresent { believing.append(.trustsAdded) }
        guard result.outcome == .ok, configuration.recovers, !configuration.defects.containsAny(of: believing) else {
            return result
        }
        let archive = await readArchive(dcuNo, within: budget).archive
        guard let present = archive.map({ Set($0.map { MeterMap.digits($0.devAddr) }) }) else { return result }
        let wrong = MeterMap(meters).asked.filter { present.contains(MeterMap.digits($0)) != arePresent }
        guard !wrong.isEmpty else { return result }
        var partial = OperationReport(.partial, note: "the archive does not show the change")
        partial.missing = wrong.map { .init(devAddr: $0) }
        return partial
    }

    private static func lines(_ list: [JSONValue]) -> [OperationReport.ArchiveLine] {
        var seen: Set<String> = []
        return list.compactMap { entry in
            func text(_ key: String) -> String { entry.member(key)?.value.plainText ?? "" }
            guard !text("devAddr").isEmpty, seen.insert(text("devAddr")).inserted else { return nil }
            return OperationReport.ArchiveLine(
                devAddr: text("devAddr"),
                status: text("status"),
                commType: text("commType"),
                moduleNext: text("moduleNext")
            )
        }
    }
}
