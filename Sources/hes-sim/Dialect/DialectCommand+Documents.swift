import ArgumentParser
import HESContract
import HESScenario
import JSON

extension DialectCommand {
    /// The dialect's pack, on which alone the printed document depends.
    struct Pack: ParsableArguments {
        @Option(help: "A pack of 'hes-sim dialect list'.")
        var pack = "default"

        var dialect: Dialect {
            if let dialect = DialectCatalogue.dialect(ofPack: pack) { return dialect }
            let near = Suggestion.hint(for: pack, among: DialectCatalogue.packs.map(\.name))
            let hint = near.map { "; \($0)" } ?? "; see 'hes-sim dialect list'"
            endProcess(.usage("there is no pack '\(pack)'\(hint)"))
        }
    }

    struct OpenAPI: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "openapi",
            abstract: "Print the nine calls in OpenAPI 3.1, as a dialect speaks them.",
            discussion: "Example: hes-sim dialect openapi --pack http"
        )

        @OptionGroup var pack: Pack

        func run() {
            print(text(OpenAPIDocument.json(dialect: pack.dialect)), terminator: "")
        }
    }

    struct AsyncAPI: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "asyncapi",
            abstract: "Print the pushes in AsyncAPI 3.0, as a dialect sends them.",
            discussion: "Example: hes-sim dialect asyncapi --pack rough"
        )

        @OptionGroup var pack: Pack

        func run() {
            print(text(AsyncAPIDocument.json(dialect: pack.dialect)), terminator: "")
        }
    }
}

private func text(_ document: JSONValue) -> String {
    String(decoding: document.prettyPrinted, as: UTF8.self)
}
