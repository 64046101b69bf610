import Foundation
import JSON

/// A file that the program carries, printed from the documentation.
struct GeneratedFile {
    /// Below the repository's root.
    let path: String
    let content: JSONValue

    /// - Throws: when a file from which one is printed cannot be read.
    static func all(at root: URL) throws -> [GeneratedFile] {
        [
            GeneratedFile(path: "Sources/Edges/HESHTTP/Documents/recipes.json", content: try Recipe.list(at: root)),
            GeneratedFile(path: "Sources/Edges/HESHTTP/Documents/ledger.json", content: FidelityLedger.list),
        ]
    }

    var text: String {
        var writer = JSONWriter()
        writer.node(content)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}

extension FidelityLedger {
    /// Every row, as the console shows it.
    fileprivate static var list: JSONValue {
        .list(
            rows.map { row in
                [
                    "subject": .string(row.subject), "says": .string(row.says), "basis": .string(row.basis.rawValue),
                    "clause": .string(row.clause), "switches": .words(row.switches), "test": .string(row.test),
                    "quote": row.quote.map { .string($0) } ?? .null,
                ]
            }
        )
    }
}
