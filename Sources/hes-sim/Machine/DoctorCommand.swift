import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine lacks, and the command that mends it; exit 1 if something is missing.",
        discussion: """
            A note is about something that hes-sim can do without.

            Example: hes-sim doctor
            Example: hes-sim doctor --port 9090 --json
            """
    )

    @Option(help: "The HTTP port that must be free.")
    var port = 8080

    @Option(help: "The MQTT port that should be free.")
    var mqttPort = 1883

    @Flag(help: "Print one JSON object instead of lines.")
    var json = false

    func validate() throws {
        for (flag, number) in [("--port", port), ("--mqtt-port", mqttPort)] where !(0...65_535).contains(number) {
            throw ValidationError("\(flag) must be from 0 to 65535, not \(number)")
        }
    }

    func run() async {
        let examination = await Examination(port: port, mqttPort: mqttPort)
        if json {
            StandardOutput.writeLine(examination.json)
        } else {
            print(examination.text)
        }
        endProcess(examination.isSound ? 0 : 1)
    }
}
