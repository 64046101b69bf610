import HESHTTP
import HESMQTT
import HESRuntime
import Synchronization

/// Waits for the last port to open, then says where everything is: once.
final class OpenPorts: Sendable {
    private let command: ServeCommand
    private let broker: Broker
    private let worlds: [String]
    private let readiness: Readiness
    private let worldFactory: WorldFactory
    private let ports = Mutex<[HTTPEdge.Role: Int]>([:])

    init(_ command: ServeCommand, broker: Broker, worlds: [String], readiness: Readiness, worldFactory: WorldFactory) {
        self.command = command
        self.broker = broker
        self.worlds = worlds
        self.readiness = readiness
        self.worldFactory = worldFactory
    }

    func opened(_ role: HTTPEdge.Role, port: Int, of count: Int) async {
        let open = ports.withLock { ports in
            ports[role] = port
            return ports
        }
        guard open.count == count else { return }
        let line = line(open)
        worldFactory.set(WorldFactory.Addresses(http: line.http, mqtt: line.mqtt))
        readiness.set(.http, isReady: true)
        announce(line, open)
    }

    private func line(_ open: [HTTPEdge.Role: Int]) -> ReadyLine {
        let scheme = command.tlsCert == nil ? "http" : "https"
        let http = open[.everything] ?? open[.openAPI] ?? 0
        let control = open[.control]
        let controlHost = control != nil && command.controlToken == nil ? "127.0.0.1" : shownHost
        return ReadyLine(
            http: "\(scheme)://\(shownHost):\(http)",
            mqtt: broker.address.description,
            control: "\(scheme)://\(controlHost):\(control ?? http)/_sim",
            worlds: worlds
        )
    }

    private func announce(_ line: ReadyLine, _ open: [HTTPEdge.Role: Int]) {
        StandardError.write(line.banner(notes: broker.notes + controlNotes(open[.control])))
        StandardOutput.writeLine(line.json)
    }

    private func controlNotes(_ port: Int?) -> [String] {
        guard port != nil, command.controlToken == nil, !isLoopback(command.host) else { return [] }
        return ["\(command.host) is not loopback and there is no --control-token: the control API stays on 127.0.0.1"]
    }

    private var shownHost: String {
        command.host.contains(":") ? "[\(command.host)]" : command.host
    }
}
