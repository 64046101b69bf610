import Foundation
import HESRuntime
import HESServer
import HESSimulation
import SimulationKernel
import UnixSignals

/// The process of a client that runs beside a scenario.
struct ClientRun: Sendable {
    let command: String
    let world: World
    let addresses: ServerAddresses

    /// Starts the client, passes signals on to it, and waits for its end.
    ///
    /// - Returns: its exit code, or 128 and the number of the signal that ended it.
    func exitCode() async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        let inherited = ProcessInfo.processInfo.environment.filter { !Self.logins.contains($0.key) }
        process.environment = inherited.merging(variables) { _, own in own }
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { ended in
            end.yield(ended.terminationReason == .exit ? ended.terminationStatus : 128 + ended.terminationStatus)
            end.finish()
        }
        // Before the client starts, so that none is lost.
        let signals = await UnixSignalsSequence(trapping: ShutdownSignals.all)
        do {
            try process.run()
        } catch {
            throw CommandFailure(code: 127, message: "cannot start the client '\(command)': \(error)")
        }
        let processID = process.processIdentifier
        return await withTaskGroup(of: Int32?.self) { tasks in
            tasks.addTask {
                for await code in ends { return code }
                return nil
            }
            tasks.addTask {
                for await signal in signals { passOn(signal, to: processID) }
                return nil
            }
            let code = await tasks.next().flatMap(\.self)
            tasks.cancelAll()
            return code ?? 1
        }
    }

    /// To the client's process group, in which are the processes that the shell starts.
    private func passOn(_ signal: UnixSignal, to processID: Int32) {
        let number = signal == .sigint ? SIGINT : signal == .sighup ? SIGHUP : SIGTERM
        if kill(-processID, number) != 0 { _ = kill(processID, number) }
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

    /// Absent where the broker asks for no login, so that none of another world is inherited.
    private static let logins = ["HES_MQTT_USERNAME", "HES_MQTT_PASSWORD"]
}
