import Foundation
import HESMQTT
import HESSockets
import HESState
import MQTTClient
import NIOCore
import NIOPosix

/// What hes-sim needs of the machine on which it runs.
enum Machine {
    /// What installs Debian's packages, by whose names ``Finding`` calls them; with `sudo` where it is needed.
    static var installer: String { (getuid() == 0 ? "" : "sudo ") + "apt-get install -y" }

    static func broker() async -> Finding {
        do {
            let program = try await BrokerProgram.find()
            guard let version = program.version else {
                return missing("mosquitto", text: "\(program.path) does not tell its version", package: "mosquitto")
            }
            guard isAtLeast2(version) else {
                return missing(
                    "mosquitto",
                    text: "\(program.path) is \(version): 2.0 or later is needed",
                    package: "mosquitto"
                )
            }
            return .ok("mosquitto", text: "\(version), \(program.path)")
        } catch {
            return missing("mosquitto", text: "\(error)", package: "mosquitto")
        }
    }

    static func mosquittoLibrary() -> Finding {
        let version = MosquittoLibrary.version
        if isAtLeast2(version) { return .ok("libmosquitto", text: version) }
        return missing("libmosquitto", text: "\(version): 2.0 or later is needed", package: "libmosquitto1")
    }

    static func sqlite() -> Finding {
        if let version = SQLiteLibrary.version { return .ok("sqlite", text: version) }
        return missing("sqlite", text: "opens no database", package: "libsqlite3-0")
    }

    /// Where the managed broker has its files.
    static func temporaryDirectory() -> Finding {
        let folder = FileManager.default.temporaryDirectory
        let probe = folder.appending(path: "hes-sim-doctor-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: probe, withIntermediateDirectories: false)
            try FileManager.default.removeItem(at: probe)
            return .ok("TMPDIR", text: "\(folder.path) is writable")
        } catch {
            var finding = missing("TMPDIR", text: "\(folder.path) cannot be written to")
            finding.command = "export TMPDIR=/dev/shm"
            return finding
        }
    }

    static func port(_ port: Int) async -> Finding {
        guard let reason = await refusal(of: port) else { return .ok("port \(port)", text: "free, for HTTP") }
        var finding = missing("port \(port)", text: "\(reason): hes-sim serve needs another --port")
        finding.command = "hes-sim serve --port 0"
        return finding
    }

    static func mqttPort(_ port: Int) async -> Finding {
        guard let reason = await refusal(of: port) else { return .ok("port \(port)", text: "free, for MQTT") }
        return note("port \(port)", text: "\(reason): hes-sim serve takes any free one and tells it")
    }

    /// How many files and connections the process may have open.
    static func descriptors() -> Finding {
        DescriptorLimit.raise()
        let count = DescriptorLimit.current.count
        if count >= 1024 { return .ok("descriptors", text: "\(count)") }
        return note(
            "descriptors",
            text: "\(count): enough for about \(count / 2) connections; 'ulimit -n 4096' permits more"
        )
    }

    /// The pages of the documentation listen with it.
    static func listener() -> Finding {
        if isExecutable("mosquitto_sub") { return .ok("mosquitto_sub", text: "is there") }
        return note(
            "mosquitto_sub",
            text: "not there: the documentation's examples listen with it",
            package: "mosquitto-clients"
        )
    }

    private static func missing(_ subject: String, text: String, package: String? = nil) -> Finding {
        Finding(subject: subject, status: .missing, text: text, package: package)
    }

    private static func note(_ subject: String, text: String, package: String? = nil) -> Finding {
        Finding(subject: subject, status: .note, text: text, package: package)
    }

    private static func isAtLeast2(_ version: String) -> Bool {
        version.split(separator: ".").first.flatMap { Int($0) } ?? 0 >= 2
    }

    private static func isExecutable(_ name: String) -> Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/sbin"]
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// Why nothing can listen on a port of the loopback interface; nil when something can.
    private static func refusal(of port: Int) async -> String? {
        do {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: "127.0.0.1", port: port).get()
            try await channel.close()
            return nil
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            return "taken"
        } catch {
            return "not to be had (\(error.socketReason))"
        }
    }
}
