/// A version of the catalogue: a set of requirements that never changes once the version is published.
package enum CatalogueVersion: String, CaseIterable, Comparable, Sendable {
    case first = "2026.1"
    case second = "2026.2"

    /// What a run asks for unless it is told otherwise.
    package static let latest = CatalogueVersion.second

    /// What selects this version on the command line of a run; nothing for the latest.
    package var flags: [String] { self == .latest ? [] : ["--catalogue", rawValue] }

    package static func < (left: CatalogueVersion, right: CatalogueVersion) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
