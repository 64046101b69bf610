package import HESConformance

/// Which cases of the catalogue a run is about.
package struct Selection: Sendable {
    /// Ids, or patterns with `*`; empty: every case.
    package var patterns: [String]
    package var level: Level?
    /// Nil: every pack that a case asks for.
    package var pack: String?

    package init(patterns: [String] = [], level: Level? = nil, pack: String? = nil) {
        self.patterns = patterns
        self.level = level
        self.pack = pack
    }

    /// In the order of the catalogue.
    package func planned(of cases: [Case]) -> [PlannedCase] {
        cases.filter(isSelected).flatMap { testCase in
            testCase.packs.filter { pack == nil || pack == $0 }.map { PlannedCase(testCase, pack: $0) }
        }
    }

    /// Whether everything is selected: any narrowed selection makes no claim (conformance.md §6).
    package func isComplete(of cases: [Case]) -> Bool {
        pack == nil && cases.allSatisfy(isSelected)
    }

    /// The first pattern that matches no case.
    package func idlePattern(among cases: [Case]) -> String? {
        patterns.first { pattern in !cases.contains { Self.matches(pattern, id: $0.id) } }
    }

    private func isSelected(_ testCase: Case) -> Bool {
        guard level == nil || testCase.level == level else { return false }
        return patterns.isEmpty || patterns.contains { Self.matches($0, id: testCase.id) }
    }

    /// `*` stands for any characters; case is ignored.
    package static func matches(_ pattern: String, id: String) -> Bool {
        let parts = pattern.uppercased().split(separator: "*", omittingEmptySubsequences: false)
        var rest = id.uppercased()[...]
        for (index, part) in parts.enumerated() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            if index == 0, found.lowerBound != rest.startIndex { return false }
            rest = rest[found.upperBound...]
        }
        guard let last = parts.last, !last.isEmpty else { return true }
        return parts.count == 1 ? rest.isEmpty : id.uppercased().hasSuffix(last)
    }
}
