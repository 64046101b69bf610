import ArgumentParser

struct ConformanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Run a client through the cases of the HES Open API and judge it on evidence.",
        discussion: "Example: hes-sim conformance run --report report -- python3 driver.py",
        subcommands: [ConformanceRunCommand.self]
    )
}
