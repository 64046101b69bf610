import Foundation
import HESConformance
import HESContract
import HESFaults

/// A page of the documentation, parts of which are printed from the code.
struct GeneratedPage: Sendable {
    /// Below the repository's root.
    let path: String
    let parts: [GeneratedPart]

    /// Every page with generated parts, of the repository at `root`.
    ///
    /// - Throws: when a file that a page shows cannot be read.
    static func all(of manifest: Manifest, at root: URL) throws -> [GeneratedPage] {
        [
            GeneratedPage(path: "docs/reference/contract.md", parts: ContractTables.all),
            GeneratedPage(path: "docs/reference/fidelity.md", parts: FidelityLedger.parts),
            GeneratedPage(
                path: "docs/reference/dialects.md",
                parts: [
                    GeneratedPart(name: "packs", text: DialectCatalogue.packTable),
                    GeneratedPart(name: "switches", text: DialectCatalogue.table),
                ]
            ),
            GeneratedPage(
                path: "docs/reference/scenarios.md",
                parts: [GeneratedPart(name: "effects", text: FaultCatalogue.table)]
            ),
            GeneratedPage(
                path: "docs/reference/scenario-keys.md",
                parts: [GeneratedPart(name: "keys", text: try ScenarioKeys.table(at: root))]
            ),
            GeneratedPage(path: "docs/reference/driver.md", parts: try DriverTables.parts),
            GeneratedPage(
                path: "docs/reference/evidence.md",
                parts: [GeneratedPart(name: "kinds", text: EvidenceEvent.Kind.Name.table)]
            ),
            GeneratedPage(path: "docs/reference/verify.md", parts: try ProbeTables.parts),
            GeneratedPage(
                path: "docs/internals/architecture.md",
                parts: [GeneratedPart(name: "targets", text: manifest.targetTable)]
            ),
            GeneratedPage(
                path: "docs/guides/adding-a-fault.md",
                parts: [try .file("Sources/Core/HESFaults/Kinds/Push/PushDuplicate.swift", below: root, as: "kind")]
            ),
            GeneratedPage(
                path: "docs/guides/adding-a-case.md",
                parts: [try .file("Sources/Conformance/HESConformance/Cases/READ-09.json", below: root, as: "case")]
            ),
        ]
    }

    /// The page's text with every part printed anew.
    ///
    /// - Throws: `MissingMarker` when the text has no place for one of the parts.
    func printed(into text: String) throws(MissingMarker) -> String {
        var text = text
        for part in parts {
            guard let head = text.firstRange(of: "<!-- \(part.name): "),
                let start = text[head.upperBound...].firstRange(of: "-->\n")?.upperBound,
                let end = text[start...].firstRange(of: "<!-- end of \(part.name) -->")?.lowerBound
            else { throw MissingMarker(path: path, part: part.name) }
            text.replaceSubrange(start..<end, with: part.text)
        }
        return text
    }
}

/// A page lacks the markers of one of its parts.
struct MissingMarker: Error, Equatable, CustomStringConvertible {
    let path: String
    let part: String

    var description: String {
        "\(path) has no place for the part '\(part)': put '<!-- \(part): generated -->' and "
            + "'<!-- end of \(part) -->' around it"
    }
}
