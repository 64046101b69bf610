import ArgumentParser
import HESContract
import HESScenario
import JSON

struct DialectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dialect",
        abstract: "Show the switches for what the vendor's document leaves open.",
        discussion: "Example: hes-sim dialect explain topicKey",
        subcommands: [List.self, Explain.self, OpenAPI.self, AsyncAPI.self]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Print every switch with its values, the default first.",
            discussion: "Example: hes-sim dialect list"
        )

        func run() {
            let width = DialectCatalogue.all.map(\.name.count).max() ?? 0
            for known in DialectCatalogue.all {
                print(known.name.padded(to: width + 2) + known.values.joined(separator: ", "))
            }
            print()
            for (name, note) in DialectCatalogue.packNotes { print("pack \(name): \(note)") }
            print("packs: " + DialectCatalogue.packs.map(\.name).joined(separator: ", "))
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Say what one switch is about.",
            discussion: "Example: hes-sim dialect explain topicKey"
        )

        @Argument(help: "A key of 'hes-sim dialect list'.")
        var key: String

        func run() {
            guard let known = DialectCatalogue.all.first(where: { $0.name == key }) else {
                let near = Suggestion.hint(for: key, among: DialectCatalogue.all.map(\.name))
                let hint = near.map { "; \($0)" } ?? "; see 'hes-sim dialect list'"
                endProcess(.usage("there is no switch '\(key)'\(hint)"))
            }
            print("\(known.name): \(known.gap)")
            print("  values   " + known.values.joined(separator: ", ") + "   (the first is the default)")
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
