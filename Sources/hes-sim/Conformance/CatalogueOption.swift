import ArgumentParser
import HESConformance
import JSON

/// `--catalogue`: which version of the catalogue a command is about.
struct CatalogueOption: ParsableArguments {
    @Option(
        name: .customLong("catalogue"),
        help: ArgumentHelp("Version of the catalogue, such as 2026.1.", valueName: "version")
    )
    var name = CatalogueVersion.latest.rawValue

    func validate() throws {
        guard CatalogueVersion(rawValue: name) == nil else { return }
        throw ValidationError(Self.unknown(name))
    }

    /// The latest for a name that ``validate()`` refuses.
    var version: CatalogueVersion { CatalogueVersion(rawValue: name) ?? .latest }

    static func unknown(_ name: String) -> String {
        let known = CatalogueVersion.allCases.map(\.rawValue)
        let hint = Suggestion.hint(for: name, among: known).map { "; \($0)" } ?? ""
        return "there is no catalogue '\(name)'\(hint); there are \(known.joined(separator: ", "))"
    }
}
