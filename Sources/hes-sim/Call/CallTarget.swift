import ArgumentParser
import HESContract
import HESMQTT
import HESReferenceClient
import Logging

/// The flags for the server and the user; where flags and `HES_*` are both absent, the demo world's.
struct CallTarget: ParsableArguments {
    @OptionGroup var hes: HESTarget

    @Option(help: ArgumentHelp("Seconds to wait for a result.", valueName: "seconds"))
    var wait = 10

    @Flag(help: "Say on standard error what happens.")
    var verbose = false

    var logLevel: Logger.Level { verbose ? .info : .error }

    /// - Throws: `CommandFailure` naming the flag that is wrong.
    func configuration() throws -> ClientConfiguration {
        guard (1...3600).contains(wait) else {
            throw CommandFailure.usage("--wait must be 1 to 3600 seconds, not \(wait)")
        }
        let credentials = try hes.credentials(or: Self.demo)
        let address = try hes.broker(orLocal: true, for: credentials)
        var broker = ClientConfiguration.Broker(
            host: address.host,
            port: address.port,
            username: address.username,
            password: address.password?.revealed
        )
        broker.usesTLS = address.usesTLS
        var configuration = ClientConfiguration(
            baseURL: try hes.url(or: "http://127.0.0.1:8080"),
            broker: broker,
            credentials: credentials
        )
        configuration.authorityFile = try hes.authorityFile()
        configuration.zone = try hes.zone()
        configuration.planLimit = .seconds(wait)
        configuration.operationLimit = .seconds(3 * wait)
        return configuration
    }

    private static let demo = HESTarget.Credentials(
        tenantCode: "1000000067",
        username: "demo",
        password: "demo-password",
        secretKey: "0123456789abcdef0123456789abcdef"
    )
}
