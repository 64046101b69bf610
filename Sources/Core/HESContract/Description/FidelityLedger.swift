/// What of the contract the vendor's document promises and what is our reading, with the test that holds it.
package enum FidelityLedger {
    /// Where a rule comes from.
    package enum Basis: String, CaseIterable, Sendable {
        /// The document says so.
        case stated
        /// Its examples and numbers show it.
        case data = "read from data"
        /// The document is silent, or contradicts itself.
        case chosen = "chosen by us"
    }

    /// One statement about the simulator.
    package struct Row: Sendable {
        /// A common rule (`R1`), or a section of the document (`§3.1`), or a switch by its key.
        package let subject: String
        package let says: String
        package let basis: Basis
        /// Sections of the document; empty where it has nothing about it.
        package let clause: String
        /// Keys of the switches that make it otherwise.
        package let switches: [String]
        /// A test function of `Tests/Clients`, or the sentence of a Swift test.
        package let test: String
    }

    package static let rows = commonRules + sections + switches

    /// A line for each row: subject | what holds | basis | clause | switches | test.
    static func read(_ text: String) -> [Row] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
            guard parts.count == 6, let basis = Basis(rawValue: parts[2]) else {
                preconditionFailure("a row of the ledger has six parts and one of the bases: \(line)")
            }
            let switches = parts[4].split(separator: " ").map(String.init)
            return Row(
                subject: parts[0],
                says: parts[1],
                basis: basis,
                clause: parts[3],
                switches: switches,
                test: parts[5]
            )
        }
    }

    private static func trimmed(_ part: Substring) -> String {
        String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension FidelityLedger {
    /// The tables of `docs/fidelity.md`, by the name of their markers.
    package static var tables: [(name: String, text: String)] {
        [
            ("count", count), ("rules", table("rule", commonRules)), ("sections", table("section", sections)),
            ("switches", table("switch", switches)),
        ]
    }

    private static var count: String {
        let counts = Basis.allCases.map { basis in "\(rows.count { $0.basis == basis }) \(basis.rawValue)" }
        return "\(rows.count) rows: \(counts.joined(separator: ", ")).\n"
    }

    private static func table(_ subject: String, _ rows: [Row]) -> String {
        let lines = rows.map { row in
            let keys = row.switches.map { "`\($0)`" }.joined(separator: ", ")
            let name = row.subject.first?.isLowercase == true ? "`\(row.subject)`" : row.subject
            let test = row.test.hasPrefix("test_") ? "`\(row.test)`" : row.test
            return "| \(name) | \(row.says) | \(row.basis.rawValue) | \(row.clause) | \(keys) | \(test) |"
        }
        let head = ["| \(subject) | what holds | basis | clause | switch | test |", "|---|---|---|---|---|---|"]
        return (head + lines).joined(separator: "\n") + "\n"
    }
}
