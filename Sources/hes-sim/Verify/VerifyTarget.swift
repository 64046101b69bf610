import ArgumentParser
import Foundation
import HESContract
import HESMQTT
import HESScenario
import HESVerification
import HESVerificationRunner
import MQTTClient
import SimulationKernel

/// The flags for the HES, its broker and the user; secrets may come from the environment.
struct VerifyTarget: ParsableArguments {
    @Option(help: ArgumentHelp("Such as https://hes.example:8443. Default: HES_BASE_URL.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp(
            "mqtt[s]://[user:password@]host[:port]; without a user that of the calls. Default: HES_BROKER.",
            valueName: "url"
        )
    )
    var broker: String?

    @Option(help: ArgumentHelp("Default: HES_TENANT.", valueName: "code"))
    var tenant: String?

    @Option(help: ArgumentHelp("Default: HES_USERNAME.", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("Default: HES_PASSWORD, which no list of processes shows.", valueName: "text"))
    var password: String?

    @Option(help: ArgumentHelp("Default: HES_SECRET_KEY.", valueName: "text"))
    var secretKey: String?

    @Option(help: ArgumentHelp("Of the HES: offset or IANA name.", valueName: "zone"))
    var timeZone = "+08:00"

    @Option(help: ArgumentHelp("PEM file of a certificate authority, for HTTPS and mqtts.", valueName: "file"))
    var ca: String?

    /// - Throws: ``CommandFailure`` naming the flag that is missing or wrong.
    func setup(of meters: [String], isDry: Bool) throws -> VerificationSetup {
        var setup = VerificationSetup(
            tenantCode: try given(tenant, flag: "--tenant", variable: "HES_TENANT", isDry: isDry),
            username: try given(username, flag: "--username", variable: "HES_USERNAME", isDry: isDry),
            password: Secret(try given(password, flag: "--password", variable: "HES_PASSWORD", isDry: isDry)),
            secretKey: Secret(try given(secretKey, flag: "--secret-key", variable: "HES_SECRET_KEY", isDry: isDry)),
            meters: meters
        )
        guard let zone = TimeZoneTable.zone(named: timeZone) else {
            throw CommandFailure.usage("--time-zone must be like +08:00 or Europe/Berlin, not '\(timeZone)'")
        }
        setup.zone = zone
        return setup
    }

    func address(for setup: VerificationSetup) throws -> NetworkAddress {
        let text = try given(baseURL, flag: "--base-url", variable: "HES_BASE_URL", isDry: false)
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? ""), url.host() != nil else {
            throw CommandFailure.usage("--base-url must be like https://hes.example:8443, not '\(text)'")
        }
        var address = NetworkAddress(baseURL: text, broker: try brokerConfiguration(for: setup))
        address.caFile = ca
        return address
    }

    private func brokerConfiguration(for setup: VerificationSetup) throws -> MQTTConfiguration {
        let text = try given(broker, flag: "--broker", variable: "HES_BROKER", isDry: false)
        let parsed: BrokerAddress
        do { parsed = try BrokerAddress(text) } catch { throw CommandFailure.usage("--broker: \(error)") }
        let name = "hes-verify-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        var configuration = parsed.configuration(clientID: name)
        if configuration.username == nil {
            configuration.username = setup.username
            configuration.password = setup.password.revealed
        }
        if parsed.usesTLS, let ca { configuration.tls = MQTTTLSOptions(caFile: ca) }
        return configuration
    }

    private func given(_ value: String?, flag: String, variable: String, isDry: Bool) throws -> String {
        if let text = value ?? ProcessInfo.processInfo.environment[variable], !text.isEmpty { return text }
        if isDry { return "-" }
        throw CommandFailure.usage("\(flag) is missing; give it, or set \(variable)")
    }
}
