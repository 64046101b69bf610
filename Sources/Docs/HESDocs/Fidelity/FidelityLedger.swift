/// Which rules of the contract the vendor's document states and which are our reading, each with its test.
enum FidelityLedger {
    /// Where a rule comes from.
    enum Basis: String, CaseIterable, Sendable {
        /// The document says so.
        case stated
        /// Its examples and numbers show it.
        case data = "read from data"
        /// The document is silent, or contradicts itself.
        case chosen = "chosen by us"
    }

    /// One statement about the simulator.
    struct Row: Sendable {
        /// A common rule (`R1`), a section of the document (`§3.1`), an obligation (`O1`), or a switch by its key.
        let subject: String
        let says: String
        let basis: Basis
        /// Sections of the document; empty when it does not mention the subject.
        let clause: String
        /// Keys of the switches that change the rule.
        let switches: [String]
        /// A test function of `Tests/Clients`, or the sentence of a Swift test.
        let test: String
        /// Words of the document, `…` for what is left out; nil if it does not state the rule.
        let quote: String?
    }

    static let rows = commonRules + sections + obligations + switches

    /// A line for each row: subject | what holds | basis | clause | switches | test | words of the document.
    ///
    /// Only a rule that is *stated* has the last part.
    static func read(_ text: String) -> [Row] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
            guard let basis = Basis(rawValue: parts[2]), parts.count == (basis == .stated ? 7 : 6) else {
                preconditionFailure("a row of the ledger has six parts, or seven with a quotation: \(line)")
            }
            let switches = parts[4].split(separator: " ").map(String.init)
            return Row(
                subject: parts[0],
                says: parts[1],
                basis: basis,
                clause: parts[3],
                switches: switches,
                test: parts[5],
                quote: basis == .stated ? parts[6] : nil
            )
        }
    }

    private static func trimmed(_ part: Substring) -> String {
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension FidelityLedger {
    /// The tables of the page about fidelity.
    static var parts: [GeneratedPart] {
        [
            GeneratedPart(name: "count", text: count),
            GeneratedPart(name: "rules", text: table(of: commonRules, by: "rule")),
            GeneratedPart(name: "sections", text: table(of: sections, by: "section")),
            GeneratedPart(name: "obligations", text: table(of: obligations, by: "obligation")),
            GeneratedPart(name: "switches", text: table(of: switches, by: "switch")),
        ]
    }

    private static var count: String {
        let counts = Basis.allCases.map { basis in "\(rows.count { $0.basis == basis }) \(basis.rawValue)" }
        return "\(rows.count) rows: \(counts.joined(separator: ", ")).\n"
    }

    private static func table(of rows: [Row], by subject: String) -> String {
        let lines = rows.map { row in
            let keys = row.switches.map { "`\($0)`" }.joined(separator: ", ")
            let name = row.subject.first?.isLowercase == true ? "`\(row.subject)`" : row.subject
            let test = row.test.hasPrefix("test_") ? "`\(row.test)`" : row.test
            let basis = [row.basis.rawValue, row.quote.map { "“\($0)”" }].compactMap(\.self).joined(separator: ": ")
            return "| \(name) | \(row.says) | \(basis) | \(row.clause) | \(keys) | \(test) |"
        }
        return GeneratedPart.markdown([subject, "what holds", "basis", "clause", "switch", "test"], rows: lines)
    }
}
