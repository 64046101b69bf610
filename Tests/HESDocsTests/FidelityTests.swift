import Foundation
import HESContract
import Testing

@testable import HESDocs

@Suite("The fidelity ledger")
struct FidelityTests {
    @Test("every common rule, every section and every switch has a row")
    func complete() {
        let subjects = Set(FidelityLedger.rows.map(\.subject))
        let sections = (1...9).map { "§3.\($0)" } + ["§4.1", "§4.2"]

        for subject in (1...12).map({ "R\($0)" }) + sections + DialectCatalogue.all.map(\.name) {
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

    @Test("every test of the ledger is there, once")
    func tests() throws {
        let names = try Self.testNames()
        for row in FidelityLedger.rows {
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
