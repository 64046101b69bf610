import HESContract
import HESMQTT
import HESServer
import HESSockets

extension ServeCommand {
    var controlTokenSource: SecretSource {
        SecretSource(
            flag: "--control-token",
            value: controlToken,
            fileFlag: "--control-token-file",
            file: controlTokenFile,
            variable: "HES_SIM_CONTROL_TOKEN"
        )
    }

    /// The broker or the cluster of `--broker`, with passwords from there, the file or the environment.
    ///
    /// - Throws: ``CommandFailure`` with code 2 for an address that is none, and for a password that nothing would use.
    func brokerSetting() throws -> ServerSettings.Broker {
        guard broker != ["managed"] else {
            for (flag, value) in [("--broker-password-file", brokerPasswordFile), ("--broker-ca", brokerCa)]
            where value != nil {
                throw CommandFailure.usage("\(flag) needs a broker of your own: --broker mqtt://USER@HOST")
            }
            return .managed
        }
        let nodes = try broker.flatMap(BrokerAddress.texts(in:)).map(node)
        if brokerCa != nil, !nodes.contains(where: \.usesTLS) {
            throw CommandFailure.usage("--broker-ca is for brokers over TLS: write --broker mqtts://…")
        }
        if let brokerCa { try Self.checkAuthority(brokerCa) }
        return .remote(nodes)
    }

    private static func checkAuthority(_ file: String) throws {
        do {
            _ = try PEMFile.certificates(in: file)
        } catch {
            throw CommandFailure.usage("--broker-ca: \(error)")
        }
    }

    private func node(_ text: String) throws -> BrokerAddress {
        guard text != "managed" else {
            throw CommandFailure.usage("--broker: 'managed' is a broker by itself; it has no place in a cluster")
        }
        var address: BrokerAddress
        do {
            address = try BrokerAddress(text)
        } catch {
            let remedy = text.contains(",") ? " Each address of a list begins with mqtt:// or mqtts://." : ""
            throw CommandFailure.usage("--broker: \(error)\(remedy)")
        }
        address.password = try passwordSource(address).secret()
        guard address.password == nil || address.username != nil else {
            throw CommandFailure.usage(
                "there is a password for a broker without a user; write --broker mqtt://USER@HOST"
            )
        }
        return address
    }

    private func passwordSource(_ address: BrokerAddress) -> SecretSource {
        SecretSource(
            flag: "--broker with a password",
            value: address.password?.revealed,
            fileFlag: "--broker-password-file",
            file: brokerPasswordFile,
            variable: "HES_SIM_BROKER_PASSWORD"
        )
    }
}
