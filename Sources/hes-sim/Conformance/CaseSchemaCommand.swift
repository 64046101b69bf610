import ArgumentParser
import HESConformance

struct CaseSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of case files, for editors.",
        discussion: "Example: hes-sim conformance schema > case.schema.json"
    )

    func run() {
        print(String(decoding: CaseLoader.schema, as: UTF8.self), terminator: "")
    }
}
