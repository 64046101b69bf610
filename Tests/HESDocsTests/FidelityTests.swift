import Foundation
import HESContract
import Testing

@testable import HESDocs

@Suite("The fidelity ledger")
struct FidelityTests {
    @Test("every common rule, every section, every obligation and every switch has a row")
    func complete() {
        let subjects = Set(FidelityLedger.rows.map(\.subject))
        let sections = ["§2"] + (1...9).map { "§3.\($0)" } + ["§4.1", "§4.2"]
        let numbered = (1...12).map { "R\($0)" } + (1...26).map { "O\($0)" }

        for subject in numbered + sections + DialectCatalogue.all.map(\.name) {
            #expect(subjects.contains(subject), "\(subject) has no row")
        }
    }

    @Test("a row names switches that there are, and is chosen, or otherwise has its clause")
    func consistent() {
        let keys = Set(DialectCatalogue.all.map(\.name))
        for row in FidelityLedger.rows {
            #expect(keys.isSuperset(of: row.switches), "\(row.says)")
            #expect(row.basis == .chosen || row.clause.contains("§"), "\(row.says) has no clause")
            #expect(!row.says.isEmpty && !row.test.isEmpty, "\(row.subject) \(row.says)")
        }
    }

    @Test("beside its own row a switch is named by the rule that it bends, unless it bends none")
    func bends() {
        let named = Set((FidelityLedger.commonRules + FidelityLedger.sections).flatMap(\.switches))
        let free = DialectCatalogue.all.map(\.name).filter { !named.contains($0) }

        #expect(free == ["fieldOrder", "unknownFields", "bom"])
    }

    @Test("every stated row quotes words that stand in the document")
    func quoted() throws {
        let document = try DocumentWords()
        for row in FidelityLedger.rows where row.basis == .stated {
            #expect(document.say(row.quote ?? ""), "\(row.subject) \(row.says): “\(row.quote ?? "")”")
        }
    }

    @Test(
        "words that do not stand in the document, stand there in another order, or prove nothing, are no quotation",
        arguments: [
            "The token is valid for 3600 seconds", "for valid is token The", "valid", "", "…",
            "The token is valid … for ever and a day", "automatically … forgotten",
        ]
    )
    func misquoted(_ quotation: String) throws {
        #expect(try !DocumentWords().say(quotation))
    }

    @Test("every test of the ledger is there, once")
    func tests() throws {
        let names = try Self.testNames()
        for row in FidelityLedger.commonRules + FidelityLedger.sections + FidelityLedger.switches {
            #expect(names.count { $0 == row.test } == 1, "'\(row.test)' of '\(row.says)'")
        }
    }

    @Test("a test that is not there would be noticed")
    func canFail() throws {
        #expect(!(try Self.testNames().contains("test_that_is_not_there")))
    }

    /// Functions of the client tests and sentences of the Swift tests.
    private static func testNames() throws -> [String] {
        let folder = GeneratedPageTests.root.appendingPathComponent("Tests")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return try files.flatMap { file -> [String] in
            guard file.hasSuffix(".py") || file.hasSuffix(".swift") else { return [] }
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            return file.hasSuffix(".py")
                ? text.matches(of: #/(?m)^def (test_\w+)\(/#).map { String($0.1) }
                : text.matches(of: #/@Test\(\s*"([^"]+)"/#).map { String($0.1) }
        }
    }
}
