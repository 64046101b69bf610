package import HESConformance
import JSON

extension SelfTest {
    /// Layer 2: the reference client with one defect at a time fails the checks that the table lists, and no others.
    ///
    /// `onJudged` is called with each defect when it is done, on any thread.
    package func mutants(
        _ table: [(defect: String, fails: [String])] = DefectTable.all,
        onJudged: @escaping @Sendable (DefectComparison) -> Void = { _ in }
    ) async -> Finding {
        let asked = await askedDefects()
        var comparisons: [DefectComparison] = []
        await withTaskGroup(of: DefectComparison.self) { group in
            // Those that fail most wait most, so that none of them is left for the end.
            var rest = table.sorted { $0.fails.count > $1.fails.count }[...]
            func addNext() {
                guard let entry = rest.popFirst() else { return }
                let chosen = cases.filter { testCase in
                    entry.fails.contains { $0.hasPrefix("\(testCase.id)/") }
                        || asked[testCase.id]?.contains(entry.defect) ?? true
                }
                group.addTask { await self.mutant(entry.defect, fails: entry.fails, in: chosen) }
            }
            for _ in 0..<max(1, jobs / 3) { addNext() }
            while let comparison = await group.next() {
                comparisons.append(comparison)
                onJudged(comparison)
                addNext()
            }
        }
        let inOrder = table.compactMap { entry in comparisons.first { $0.defect == entry.defect } }
        return await finding(of: Array(zip(table.map(\.fails), inOrder)))
    }

    /// A difference counts if it is there again when its cases are played once more, by themselves.
    ///
    /// More than `mostRepeated` defects with differences are not repeated: their differences count as they are.
    private func finding(of compared: [(fails: [String], comparison: DefectComparison)]) async -> Finding {
        var finding = Finding(lines: [], problems: [])
        let isRepeated = compared.count { !$0.comparison.isExact } <= Self.mostRepeated
        for (fails, first) in compared {
            var last = first
            var line = ""
            if isRepeated, !first.isExact {
                last = await mutant(first.defect, fails: fails, in: cases.filter { first.cases.contains($0.id) })
                line = " (played again after: \(first.problems.joined(separator: "; ")))"
            }
            let told = last.isExact ? fails.joined(separator: " ") : "not as pinned"
            finding.lines.append("\(first.defect): \(told)\(line)")
            finding.problems += last.problems
        }
        return finding
    }

    private static let mostRepeated = 3

    /// The defects that the client without defects asked about, by the case's id: all others leave the case as it is.
    private func askedDefects() async -> [String: [String]] {
        let outcome = await play(
            referenceClient([], notesDefects: true),
            cases: cases.map { PlannedCase($0, pack: "default") }
        )
        var asked: [String: [String]] = [:]
        for played in outcome.played {
            for case .driverReceived(let line) in played.events.map(\.kind) {
                guard case .array(let names) = line.message.member("asked")?.value else { continue }
                asked[played.result.name] = names.compactMap(\.value.string)
            }
        }
        return asked
    }

    /// Whether it is a check of the version, or a crash or time-out in one of its cases.
    private func isKnown(_ pin: String) -> Bool {
        let (id, name) = (pin.prefix { $0 != "/" }, pin.drop { $0 != "/" }.dropFirst())
        guard let testCase = cases.first(where: { $0.id == id }) else { return false }
        return name == "crash" || name == "timeout" || testCase.checks.contains { $0.id == name }
    }

    private func mutant(_ defect: String, fails: [String], in cases: [Case]) async -> DefectComparison {
        let planned = cases.map { PlannedCase($0, pack: "default") }
        let played = Set(cases.map(\.id))
        var options = referenceClient([defect], jobs: 3)
        options.isWithoutCanary = true
        options.timeScale = 0.5
        let outcome = await play(options, cases: planned)
        return DefectComparison(
            defect: defect,
            pinned: fails.filter { isKnown($0) && played.contains(String($0.prefix { $0 != "/" })) },
            races: DefectTable.races[defect] ?? [],
            results: outcome.results
        )
    }
}
