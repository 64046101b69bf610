import HESContract
import HESHTTP
import HESMQTT
import HESServer
import HESSimulation
import HESSockets
import HESState
import Logging
import ServiceLifecycle
import SimulationKernel
import UnixSignals

/// Runs a server with the flags of `serve`: until SIGTERM, SIGINT or SIGHUP, or as long as something else runs beside it.
struct Launch {
    private let command: ServeCommand
    private let logger: Logger
    private let mask = OutputMask()
    private let controlToken: Secret?
    private let broker: ServerSettings.Broker
    private let source: ScenarioSource

    /// - Throws: ``CommandFailure`` with code 2 for a broker, a token or a password that is no good.
    init(_ command: ServeCommand, source: ScenarioSource = .demo) throws {
        self.command = command
        self.source = source
        controlToken = try command.controlTokenSource.secret()
        if controlToken == nil, command.cors.contains("*") {
            throw CommandFailure.usage(
                "--cors '*' lets every web page drive the simulator: give --control-token as well"
            )
        }
        broker = try command.brokerSetting()
        mask.hide(controlToken, as: "<control token>")
        if case .remote(let nodes) = broker {
            for node in nodes { mask.hide(node.password, as: "<broker password>") }
        }
        logger = mask.logger(level: command.logLevel.level)
    }

    /// Returns after a clean shutdown.
    ///
    /// - Throws: ``CommandFailure``.
    func run() async throws {
        try await telling { settings, worlds in
            let still = worlds.tenantsOnManualClocks
            let codes = worlds.tenantCodes
            let logins = worlds.madeUpLogins.map { tenantCode, user in
                "  login    of \(tenantCode), made up: username \(user.username), password \(user.password), "
                    + "secretKey \(user.secretKey)"
            }
            let server = try await SimulatorServer.start(settings, worlds: worlds, logger: logger) { addresses in
                announce(addresses, tenantCodes: codes, onManualClocks: still)
                // Not masked: the user has them from here alone.
                for login in logins { StandardError.write(login) }
            }
            try await ServiceGroup(
                services: [server],
                gracefulShutdownSignals: ShutdownSignals.all,
                logger: logger
            ).run()
        }
    }

    /// Serves until `body` returns, without a ready line; signals are the caller's.
    ///
    /// - Throws: ``CommandFailure``, and what `body` throws.
    func run<Result: Sendable>(
        while body: @escaping @Sendable (SimulatorServer, ServerAddresses) async throws -> Result
    ) async throws -> Result {
        try await telling { settings, worlds in
            try await SimulatorServer.withServer(settings, worlds: worlds, logger: logger, body: body)
        }
    }

    /// Reads the worlds and serves them; a failure of the server becomes one of the command.
    private func telling<Result>(
        _ serve: (ServerSettings, ServerWorlds) async throws -> Result
    ) async throws -> Result {
        DescriptorLimit.raise()
        do {
            let worlds = try worlds()
            return try await serve(try settings(), worlds)
        } catch let failure as ServerFailure {
            let failure = CommandFailure(failure)
            throw CommandFailure(code: failure.code, message: mask.masked(failure.message))
        }
    }

    private func worlds() throws -> ServerWorlds {
        let mode = command.mode
        guard let path = command.state else { return ServerWorlds(try scenarios(), mode: mode) }
        return try ServerWorlds(stateFile: path, mode: mode, logger: logger) { try scenarios(starts: $0) }
    }

    private func scenarios(starts: [String: SimulatedInstant] = [:]) throws -> [ServerScenario] {
        let dialect = try command.pack()
        let loaded = try ScenarioFiles.load(
            command.scenario,
            seed: command.seed,
            dialect: dialect,
            starts: starts,
            from: source
        )
        mask.hideUsers(of: loaded.map(\.scenario))
        return loaded
    }

    private func settings() throws -> ServerSettings {
        var settings = ServerSettings()
        settings.host = try HostName(command.host, flag: "--host").text
        settings.mqttHost = try command.mqttHost.map { try HostName($0, flag: "--mqtt-host").text }
        settings.publicHost = try command.publicHost.map { try HostName($0, flag: "--public-host").text }
        settings.port = command.port
        settings.mqttPort = command.mqttPort
        settings.mqttsPort = command.mqttsPort
        settings.mqttWebSocketPort = command.mqttWebSocketPort
        settings.clientAuthorityFile = command.tlsCa
        settings.broker = broker
        settings.brokerAuthorityFile = command.brokerCa
        settings.logsAccess = command.logAccess
        if let chain = command.tlsCert, let key = command.tlsKey {
            settings.certificate = HTTPEdge.Certificate(chainFile: chain, keyFile: key)
        }
        settings.permission = OriginPermission(origins: command.cors)
        settings.control = ServerSettings.Control(
            port: command.controlPort,
            token: controlToken,
            defaultScenario: PackageResources.demo_json
        )
        return settings
    }

    private func announce(_ addresses: ServerAddresses, tenantCodes: [String], onManualClocks still: [String]) {
        let line = ReadyLine(
            http: addresses.http,
            mqtt: addresses.mqtt,
            mqtts: addresses.mqtts,
            mqttWebSocket: addresses.mqttWebSocket,
            control: addresses.control ?? "",
            worlds: tenantCodes
        )
        StandardError.write(
            mask.masked(line.banner(notes: notes(addresses) + clockNotes(addresses, onManualClocks: still)))
        )
        StandardOutput.writeLine(line.json)
    }

    private func notes(_ addresses: ServerAddresses) -> [String] {
        var notes: [String] = []
        if broker == .managed, command.mqttPort == nil, addresses.mqttPort != 1883 {
            notes.append("port 1883 is taken, so MQTT is on \(addresses.mqttPort)")
        }
        let host = (try? HostName(command.host, flag: "--host"))?.text ?? command.host
        if controlToken == nil, !isLoopback(host) {
            let what = "\(host) is not loopback and there is no --control-token"
            notes.append("\(what): the control API stays on 127.0.0.1")
        }
        if ["0.0.0.0", "::"].contains(host), command.publicHost == nil {
            notes.append("\(host) is every address of this machine; --public-host tells clients which one to use")
        }
        return notes
    }

    /// A client that waits for a push must know that none comes by itself.
    private func clockNotes(_ addresses: ServerAddresses, onManualClocks still: [String]) -> [String] {
        guard !still.isEmpty, let control = addresses.control else { return [] }
        let whose = still.count <= 3 ? still.joined(separator: ", ") : "\(still.count) tenants"
        return [
            "the clock of \(whose) stands still: results come when POST \(control)/clock moves it; "
                + "--clock auto moves it to what is awaited"
        ]
    }
}

extension CommandFailure {
    /// Converts a server's failure; the message names the flag to change.
    init(_ failure: ServerFailure) {
        switch failure {
        case .listener:
            let remedy = "The flags are --mqtt-port, --mqtts-port and --mqtt-ws-port, and --mqtt-host or --host."
            self = .unavailable("\(failure) \(remedy)")
        case .brokerNotStarted: self = .unavailable("\(failure)")
        case .brokerUnreachable:
            self = .unavailable("\("\(failure)".withPeriod) Is the broker running, and is --broker right?")
        case .certificate: self = .usage("--tls-cert, --tls-key, --tls-ca: \(failure)")
        case .port(let port):
            let flag = port.purpose == .control ? "--control-port" : "--port"
            let remedy = "Give another \(flag), \(flag) 0 for any free one, or another --host."
            self = .unavailable("\(failure). \(remedy)")
        case .state(let error): self.init(error)
        case .other: self = .failed("\(failure)")
        }
    }

    init(_ error: StateError) {
        self.init(code: Self.code(of: error), message: "\(error)")
    }

    private static func code(of error: StateError) -> Int32 {
        switch error {
        case .inUse, .noDirectory, .cannotOpen: 3
        case .notWritten: 1
        case .foreign, .newer, .damaged, .otherScenario, .codeTaken, .diverged: 2
        }
    }
}
