package import Foundation

/// The targets, from the output of `swift package dump-package`.
package struct Manifest: Decodable, Sendable {
    package struct Target: Decodable, Sendable {
        package let name: String
        /// `regular`, `executable`, `test` or `system`.
        package let type: String
        /// The folder of its sources, below the package's; nil for a test target in `Tests/NAME`.
        private let path: String?
        /// Targets of this package and products of others, in the manifest's order.
        package let dependencies: [Dependency]

        package var folder: String { path ?? "Tests/\(name)" }
    }

    /// A target of this package or a product of another; modules and products have the same names here.
    package struct Dependency: Decodable, Sendable {
        package let name: String

        private enum CodingKeys: String, CodingKey, CaseIterable { case byName, product, target }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            guard let key = CodingKeys.allCases.first(where: container.contains) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a dependency of an unknown kind")
                )
            }
            var parts = try container.nestedUnkeyedContainer(forKey: key)
            name = try parts.decode(String.self)
        }
    }

    package let targets: [Target]

    /// - Throws: `DecodingError` when the text is not the JSON of `dump-package`.
    package init(json: Data) throws {
        self = try JSONDecoder().decode(Manifest.self, from: json)
    }
}
