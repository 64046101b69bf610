import ArgumentParser

struct ConformanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Judge a client on evidence.",
        discussion: """
            Example: hes-sim conformance init --lang python my-driver
            Example: hes-sim conformance driver-check -- python3 my-driver/driver.py
            """,
        subcommands: [InitCommand.self, DriverCheckCommand.self, NullDriverCommand.self]
    )
}
