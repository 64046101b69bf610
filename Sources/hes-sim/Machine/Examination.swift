import JSON

/// The findings of `hes-sim doctor`, as text and as JSON.
struct Examination: Sendable {
    let findings: [Finding]
    /// Begins every command that installs packages.
    private let installer: String

    init(_ findings: [Finding], installer: String) {
        (self.findings, self.installer) = (findings, installer)
    }

    /// Looks at this machine; takes two seconds at most.
    init(port: Int, mqttPort: Int) async {
        self.init(
            [
                await Machine.broker(), Machine.mosquittoLibrary(), Machine.sqlite(), Machine.temporaryDirectory(),
                await Machine.port(port), await Machine.mqttPort(mqttPort), Machine.descriptors(), Machine.listener(),
            ],
            installer: Machine.installer
        )
    }

    /// Whether nothing that is needed is missing.
    var isSound: Bool { !findings.contains { $0.status == .missing } }

    /// What mends everything that is missing: one command for all packages first.
    var commands: [String] {
        let missing = findings.filter { $0.status == .missing }
        let packages = missing.compactMap(\.package)
        let install = packages.isEmpty ? [] : [installer + " " + packages.joined(separator: " ")]
        return install + missing.compactMap(\.command)
    }

    var text: String {
        let width = findings.map(\.subject.count).max() ?? 0
        let lines = findings.map { finding in
            let subject = finding.subject + String(repeating: " ", count: width - finding.subject.count)
            let status = finding.status.rawValue + String(repeating: " ", count: 8 - finding.status.rawValue.count)
            return "\(status) \(subject)  \(finding.text)"
        }
        let end = isSound ? ["Nothing is missing."] : ["Mend it with:"] + commands.map { "  " + $0 }
        return (lines + end).joined(separator: "\n")
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.key("ok")
            $0.bool(isSound)
            $0.key("version")
            $0.string(Version.text)
            $0.key("findings")
            $0.array { for finding in findings { finding.write(to: &$0) } }
            $0.key("commands")
            $0.array { for command in commands { $0.string(command) } }
        }
        return writer.bytes
    }
}

extension Finding {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object {
            $0.key("subject")
            $0.string(subject)
            $0.key("status")
            $0.string(status.rawValue)
            $0.key("text")
            $0.string(text)
            guard let package else { return }
            $0.key("package")
            $0.string(package)
        }
    }
}
