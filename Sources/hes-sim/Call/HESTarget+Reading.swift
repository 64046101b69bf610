import Foundation
import HESContract
import HESMQTT
import HESReferenceClient
import HESScenario
import NIOSSL
import SimulationKernel

extension HESTarget {
    typealias Credentials = ClientConfiguration.Credentials

    /// `other` stands for flags and variables that are both absent; nil where each is needed.
    ///
    /// - Throws: ``CommandFailure`` with code 2 naming the flag that is missing.
    func credentials(or other: Credentials? = nil) throws -> Credentials {
        Credentials(
            tenantCode: try given(tenant, flag: "--tenant", variable: "HES_TENANT", or: other?.tenantCode),
            username: try given(username, flag: "--username", variable: "HES_USERNAME", or: other?.username),
            password: try given(password, flag: "--password", variable: "HES_PASSWORD", or: other?.password),
            secretKey: try given(secretKey, flag: "--secret-key", variable: "HES_SECRET_KEY", or: other?.secretKey)
        )
    }

    /// - Throws: ``CommandFailure`` with code 2.
    func zone() throws -> WorldZone {
        let name = timeZone ?? Self.environment("HES_TIME_ZONE") ?? "+08:00"
        if let zone = TimeZoneTable.zone(named: name) { return zone }
        let place = timeZone == nil ? "HES_TIME_ZONE" : "--time-zone"
        throw CommandFailure.usage("\(place) must be like +08:00 or Europe/Berlin, not '\(name)'")
    }

    /// Where the calls go, without their own path and without a slash at its end; a path before theirs, as of a reverse
    /// proxy, stays.
    ///
    /// - Throws: ``CommandFailure`` with code 2 for text that is no such address, or none.
    func url(or other: String? = nil) throws -> String {
        let text = try given(baseURL, flag: "--base-url", variable: "HES_BASE_URL", or: other)
        return try Self.url(text)
    }

    /// - Throws: ``CommandFailure`` with code 2 for text that is no such address.
    static func url(_ text: String) throws -> String {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? ""), url.host() != nil,
            url.user == nil, url.query == nil, url.fragment == nil
        else {
            throw CommandFailure.usage(
                "--base-url must be like https://hes.example:8443 or https://proxy.example/hes, without login, ? and #, "
                    + "not '\(text.contains("@") ? "…" : text)'"
            )
        }
        let trimmed = Self.withoutSlashes(text)
        return trimmed.hasSuffix(Endpoint.root) ? Self.withoutSlashes(trimmed.dropLast(Endpoint.root.count)) : trimmed
    }

    private static func withoutSlashes(_ text: some StringProtocol) -> String {
        String(String(text.reversed()).drop { $0 == "/" }.reversed())
    }

    /// The broker with its login: its own, or else that of the calls.
    ///
    /// - Throws: as ``brokerAddress(orLocal:)``.
    func broker(orLocal isLocal: Bool = false, for login: Credentials) throws -> BrokerAddress {
        var address = try brokerAddress(orLocal: isLocal)
        if address.username == nil {
            (address.username, address.password) = (login.username, Secret(login.password))
        }
        return address
    }

    /// The broker of `--broker` or `HES_BROKER`, or else that of `HES_MQTT_HOST`, `HES_MQTT_PORT` and their login.
    ///
    /// This machine's port 1883 stands for what is absent if it may be local.
    ///
    /// - Throws: ``CommandFailure`` with code 2 for text that is no address, or none.
    private func brokerAddress(orLocal isLocal: Bool) throws -> BrokerAddress {
        let (host, port) = (Self.environment("HES_MQTT_HOST"), Self.environment("HES_MQTT_PORT"))
        let text = broker ?? Self.environment("HES_BROKER")
        guard text == nil, isLocal || host != nil || port != nil else {
            let text = try given(text, flag: "--broker", variable: "HES_BROKER", or: nil)
            do { return try BrokerAddress(text) } catch { throw CommandFailure.usage("--broker: \(error)") }
        }
        guard let number = Int(port ?? "1883"), (1...65_535).contains(number) else {
            throw CommandFailure.usage("HES_MQTT_PORT must be from 1 to 65535, not '\(port ?? "")'")
        }
        var address = BrokerAddress(host: host ?? "127.0.0.1", port: number)
        address.username = Self.environment("HES_MQTT_USERNAME")
        address.password = Self.environment("HES_MQTT_PASSWORD").map { Secret($0) }
        return address
    }

    /// The file of `--ca`.
    ///
    /// - Throws: ``CommandFailure`` with code 2 for a file without a certificate.
    func authorityFile() throws -> String? {
        guard let ca else { return nil }
        if let certificates = try? NIOSSLCertificate.fromPEMFile(ca), !certificates.isEmpty { return ca }
        throw CommandFailure.usage("--ca must be a file with certificates in PEM form, which '\(ca)' is not")
    }

    private func given(_ value: String?, flag: String, variable: String, or other: String?) throws -> String {
        if let value, !value.isEmpty || other != nil { return value }
        if let text = Self.environment(variable) ?? other { return text }
        throw CommandFailure.usage("\(flag) is missing; give it, or set \(variable)")
    }

    /// Nil also for an empty variable.
    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
