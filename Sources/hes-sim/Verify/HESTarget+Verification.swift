import HESContract
import HESMQTT
import HESReferenceClient
import HESVerification
import HESVerificationRunner
import MQTTClient

extension HESTarget {
    /// What a run is made with; if it `isDry`, nothing is asked, and no credentials are needed.
    /// - Throws: ``CommandFailure`` naming the flag that is missing or wrong.
    func setup(of meters: [String], isDry: Bool) throws -> VerificationSetup {
        let none = Credentials(tenantCode: "-", username: "-", password: "-", secretKey: "-")
        let credentials = try credentials(or: isDry ? none : nil)
        var setup = VerificationSetup(
            tenantCode: credentials.tenantCode,
            username: credentials.username,
            password: Secret(credentials.password),
            secretKey: Secret(credentials.secretKey),
            meters: meters
        )
        setup.zone = try zone()
        return setup
    }

    /// - Throws: as ``setup(of:isDry:)``.
    func address(for setup: VerificationSetup) throws -> NetworkAddress {
        var address = NetworkAddress(baseURL: try url(), broker: try brokerConfiguration(for: setup))
        address.caFile = try authorityFile()
        return address
    }

    private func brokerConfiguration(for setup: VerificationSetup) throws -> MQTTConfiguration {
        let login = Credentials(
            tenantCode: setup.tenantCode,
            username: setup.username,
            password: setup.password.revealed,
            secretKey: setup.secretKey.revealed
        )
        let address = try broker(for: login)
        let name = "hes-verify-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        var configuration = address.configuration(clientID: name)
        if address.usesTLS { configuration.tls = MQTTTLSOptions(caFile: try authorityFile()) }
        return configuration
    }
}
