import HESContract
import HESFaults

/// A page of the documentation, some of whose tables are printed from the code.
struct GeneratedPage: Sendable {
    /// Below the repository's root.
    let path: String
    let tables: [GeneratedTable]

    /// Every page with generated tables.
    static func all(of manifest: Manifest) -> [GeneratedPage] {
        [
            GeneratedPage(path: "docs/reference/contract.md", tables: ContractTables.all),
            GeneratedPage(path: "docs/reference/fidelity.md", tables: FidelityLedger.tables),
            GeneratedPage(
                path: "docs/reference/dialects.md",
                tables: [
                    GeneratedTable(name: "packs", text: DialectCatalogue.packTable),
                    GeneratedTable(name: "switches", text: DialectCatalogue.table),
                ]
            ),
            GeneratedPage(
                path: "docs/reference/scenarios.md",
                tables: [GeneratedTable(name: "effects", text: FaultCatalogue.table)]
            ),
            GeneratedPage(
                path: "docs/internals/architecture.md",
                tables: [GeneratedTable(name: "targets", text: manifest.targetTable)]
            ),
        ]
    }

    /// The page's text with every table as the code says it.
    ///
    /// - Throws: `MissingMarker` when the text has no place for one of the tables.
    func printed(into text: String) throws(MissingMarker) -> String {
        var text = text
        for table in tables {
            guard let head = text.firstRange(of: "<!-- \(table.name): "),
                let start = text[head.upperBound...].firstRange(of: "-->\n")?.upperBound,
                let end = text[start...].firstRange(of: "<!-- end of \(table.name) -->")?.lowerBound
            else { throw MissingMarker(path: path, table: table.name) }
            text.replaceSubrange(start..<end, with: table.text)
        }
        return text
    }
}

/// A page lost the place of one of its tables.
struct MissingMarker: Error, Equatable, CustomStringConvertible {
    let path: String
    let table: String

    var description: String {
        "\(path) has no place for the table '\(table)': put '<!-- \(table): generated -->' and "
            + "'<!-- end of \(table) -->' around it"
    }
}
