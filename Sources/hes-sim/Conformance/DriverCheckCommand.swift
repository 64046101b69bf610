import ArgumentParser
import HESClientDriver
import HESConformance

struct DriverCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "driver-check",
        abstract: "Test the protocol layer of a driver alone.",
        discussion: """
            Nothing listens at the addresses that the driver is told. Exit 0: no problem, 1: a problem, 2: usage.

            Example: hes-sim conformance driver-check -- python3 driver.py
            """
    )

    @Option(help: "How long to wait for each answer, in seconds (1–3600).")
    var patience = 30

    @Argument(parsing: .postTerminator, help: "The command that starts the driver, after --.")
    var command: [String] = []

    func run() async throws {
        guard let program = command.first else {
            endProcess(.usage("no driver is given; write 'hes-sim conformance driver-check -- COMMAND ARGS…'"))
        }
        guard (1...3600).contains(patience) else {
            endProcess(.usage("--patience is \(patience); it must be 1 to 3600 seconds"))
        }
        let client = ClientCommand(program: program, arguments: Array(command.dropFirst()))
        let check = DriverCheck(client, patience: .seconds(patience))
        let interruption = Interruption(consequence: "the driver is ended")
        let findings = try await interruption.watching(cancelling: true) { try await check.run() }
        if let code = interruption.exitCode { endProcess(code) }
        print(findings.text)
        guard findings.exitCode == 0 else { endProcess(CommandFailure(code: findings.exitCode, message: "")) }
        print("\nThe driver speaks the protocol. Next: hes-sim conformance run -- \(ShellLine.of(command))")
    }
}
