import HESContract
import HESMQTT
import HESServer

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

    /// The broker of `--broker`, with a password from there, the file or the environment.
    ///
    /// - Throws: ``CommandFailure`` with code 2 for an address that is none, and for a password that nothing would use.
    func brokerSetting() throws -> ServerSettings.Broker {
        guard broker != "managed" else {
            if brokerPasswordFile != nil {
                throw CommandFailure.usage(
                    "--broker-password-file needs a broker of your own: --broker mqtt://USER@HOST"
                )
            }
            return .managed
        }
        var address: BrokerAddress
        do {
            address = try BrokerAddress(broker)
        } catch {
            throw CommandFailure.usage("--broker: \(error)")
        }
        address.password = try passwordSource(address).secret()
        guard address.password == nil || address.username != nil else {
            throw CommandFailure.usage(
                "there is a password for a broker without a user; write --broker mqtt://USER@HOST"
            )
        }
        return .remote(address)
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
