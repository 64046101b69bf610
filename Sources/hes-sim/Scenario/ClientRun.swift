import Glibc
import HESRuntime
import HESServer
import HESSimulation
import SimulationKernel
import Subprocess
import SystemPackage
import UnixSignals

/// The process of a client that runs beside a scenario.
struct ClientRun: Sendable {
    let command: String
    let world: World
    let addresses: ServerAddresses

    /// Starts the client, passes signals on to it, waits for its end, and ends what it left in its process group.
    ///
    /// - Returns: its exit code, or 128 and the number of the signal that ended it.
    func exitCode() async throws -> Int32 {
        // Before the client starts, so that none is lost.
        let signals = await UnixSignalsSequence(trapping: ShutdownSignals.all)
        let (starts, start) = AsyncStream.makeStream(of: ClientGroup.self)
        return try await withThrowingTaskGroup(of: Int32?.self) { tasks in
            tasks.addTask { try await run { start.yield($0) } }
            tasks.addTask {
                for await group in starts { await passOn(signals, to: group) }
                return nil
            }
            defer { tasks.cancelAll() }
            while let code = try await tasks.next() {
                if let code { return code }
            }
            return 1
        }
    }

    private func run(onStart: @Sendable (ClientGroup) -> Void) async throws -> Int32 {
        var options = PlatformOptions()
        options.processGroupID = 0
        var changes: [Environment.Key: String?] = [:]
        for name in Self.others { changes.updateValue(nil, forKey: Environment.Key(stringLiteral: name)) }
        for (name, value) in variables { changes[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            .path("/bin/sh"),
            arguments: ["-c", command],
            environment: .inherit.updating(changes),
            platformOptions: options,
            input: .currentStandardInput,
            output: .currentStandardOutput,
            error: .currentStandardError
        ) { execution in
            let group = ClientGroup(execution.processIdentifier.value)
            group.takeTerminal()
            onStart(group)
            return group
        }
        result.closureResult.end()
        switch result.terminationStatus {
        case .exited(let code): return code
        case .signaled(let number): return 128 + number
        }
    }

    /// The first signal; ten seconds later, or at the second signal, SIGKILL.
    private func passOn(_ signals: UnixSignalsSequence, to group: ClientGroup) async {
        await withTaskGroup(of: Void.self) { tasks in
            var isFirst = true
            for await signal in signals {
                guard isFirst else {
                    group.send(SIGKILL)
                    continue
                }
                isFirst = false
                group.send(signal == .sigint ? SIGINT : signal == .sighup ? SIGHUP : SIGTERM)
                tasks.addTask {
                    // Cancelled when the client has ended.
                    guard (try? await Task.sleep(for: .seconds(10))) != nil else { return }
                    group.send(SIGKILL)
                }
            }
            tasks.cancelAll()
        }
    }

    private var variables: [String: String] {
        let configuration = world.read { headEnd, _ in headEnd.configuration }
        var variables = [
            "HES_BASE_URL": addresses.http, "HES_MQTT_PORT": "\(addresses.mqttPort)",
            "HES_MQTT_HOST": addresses.mqttHost, "HES_TENANT": configuration.tenantCode,
            "HES_TIME_ZONE": configuration.zone.name, "HES_CONTROL": addresses.control ?? "",
        ]
        if let user = configuration.users.first {
            variables["HES_USERNAME"] = user.username
            variables["HES_PASSWORD"] = user.password
            variables["HES_SECRET_KEY"] = user.secretKey
        }
        if configuration.mqttAuth == .tenant, let login = MQTTLogin(configuration).users.first {
            (variables["HES_MQTT_USERNAME"], variables["HES_MQTT_PASSWORD"]) = (login.username, login.password)
        }
        return variables
    }

    /// Not inherited, as they are of another world: a login where the broker asks for none, and another broker.
    private static let others = ["HES_BROKER", "HES_MQTT_USERNAME", "HES_MQTT_PASSWORD"]
}
