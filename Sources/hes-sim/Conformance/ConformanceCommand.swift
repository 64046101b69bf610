import ArgumentParser

struct ConformanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Run a client through the cases of the HES Open API and judge it on evidence.",
        discussion: """
            Example: hes-sim conformance init --lang python my-driver
            Example: hes-sim conformance driver-check -- python3 my-driver/driver.py
            Example: hes-sim conformance run --report report -- python3 my-driver/driver.py
            """,
        subcommands: [
            RunCommand.self, ObserveCommand.self, JudgeCommand.self, ListCommand.self, ExplainCommand.self,
            InitCommand.self,
            DriverCheckCommand.self, SelfTestCommand.self, NullDriverCommand.self, CaseSchemaCommand.self,
        ]
    )
}
