import Foundation
import HESContract
import Testing

/// What each value of each switch makes of one script of calls, byte for byte.
///
/// `fixtures/golden/dialect/default.txt` holds the whole script, every other file the exchanges that differ from it.
/// `UPDATE_GOLDEN=1 swift test --filter DialectGolden` writes the files anew; read the difference like code.
@Suite("Golden files of dialects")
struct DialectGoldenTests {
    struct Named: Sendable, CustomTestStringConvertible {
        let name: String
        let dialect: Dialect
        var testDescription: String { name }
    }

    /// Every value that is no default, and every pack.
    static let values: [Named] = DialectCatalogue.all.flatMap { known in
        known.values.dropFirst().map { value in
            var dialect = Dialect()
            known.set(&dialect, to: value)
            return Named(name: "\(known.name).\(value)", dialect: dialect)
        }
    }
    static let packs: [Named] = DialectCatalogue.packs.dropFirst().compactMap { pack in
        DialectCatalogue.dialect(ofPack: pack.name).map { Named(name: "pack.\(pack.name)", dialect: $0) }
    }
    /// Switches whose effect the script cannot show.
    static let unseen: Set<String> = []

    @Test("the script in the default dialect gives the recorded bytes")
    func wholeScript() async throws {
        try compare("default", Self.text(try await DialectScript.run(Dialect())))
    }

    @Test("each value, and each pack, changes the recorded exchanges and no others", arguments: values + packs)
    func value(_ named: Named) async throws {
        let plain = try await DialectScript.run(Dialect())
        let spoken = try await DialectScript.run(named.dialect)

        let changed = zip(plain, spoken).filter { $0 != $1 }.map(\.1)

        #expect(changed.isEmpty == Self.unseen.contains(named.name), "\(named.name) has no effect")
        try compare(named.name, Self.text(changed))
    }

    @Test("no two values of a switch, its default included, say the same")
    func distinct() async throws {
        for known in DialectCatalogue.all {
            var said: Set<String> = []
            for value in known.values where !Self.unseen.contains("\(known.name).\(value)") {
                var dialect = Dialect()
                known.set(&dialect, to: value)
                said.insert(Self.text(try await DialectScript.run(dialect)))
            }
            #expect(said.count == known.values.count, "\(known.name)")
        }
    }

    @Test("every value has a file, and every file a value")
    func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set((Self.values + Self.packs).map { $0.name + ".txt" } + ["default.txt"]))
    }

    @Test("the script twice gives the same bytes")
    func determinism() async throws {
        #expect(try await DialectScript.run(Dialect()) == DialectScript.run(Dialect()))
    }

    private static func text(_ exchanges: [DialectScript.Exchange]) -> String {
        exchanges.map { "== \($0.name)\n" + $0.lines.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("fixtures/golden/dialect")

    private func compare(_ name: String, _ text: String) throws {
        let file = Self.folder.appendingPathComponent(name + ".txt")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
        #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == text, "\(name)")
    }
}
