package import SimulationKernel

/// The addresses of HES and broker, the credentials, and the limits of waiting.
package struct ClientConfiguration: Sendable {
    package struct Broker: Sendable {
        package var host: String
        package var port: Int
        package var username: String?
        package var password: String?
        package var usesTLS = false

        package init(host: String, port: Int, username: String? = nil, password: String? = nil) {
            self.host = host
            self.port = port
            self.username = username
            self.password = password
        }
    }

    package struct Credentials: Sendable {
        package var tenantCode: String
        package var username: String
        package var password: String
        package var secretKey: String

        package init(tenantCode: String, username: String, password: String, secretKey: String) {
            self.tenantCode = tenantCode
            self.username = username
            self.password = password
            self.secretKey = secretKey
        }
    }

    /// Without the path of a call: `http://127.0.0.1:8080`.
    package var baseURL: String
    /// PEM file of certificate authorities: for https beside those of the operating system, for mqtts in their place.
    package var authorityFile: String?
    package var broker: Broker
    package var credentials: Credentials
    /// Time zone of the dates in requests and of the freezes.
    package var zone = WorldZone.plusEight
    /// Longest time for one operation with all its calls, repetitions and waits.
    package var operationLimit = Duration.seconds(30)
    /// Longest wait for the result of one plan.
    package var planLimit = Duration.seconds(10)
    package var defects: Defects = []
    /// Folder in which what was obtained is kept, for the next process; nil: it is lost with this one.
    package var stateFolder: String?
    /// Whether what was obtained is kept in memory, for `collect` and `storedRows`; a caller that keeps rows itself saves it.
    package var remembersRows = true
    /// Whether an operation does more than its call when that is not enough.
    ///
    /// It then sends a call again that got no clear answer or whose token was rejected, looks in history and reads again after
    /// a lost result, cuts long windows and long lists of meters, and verifies a changed archive. If false, one operation is one
    /// call; history still follows all pages.
    package var recovers = true
    /// By how much the simulator's clock is advanced, through its control API, once a plan is accepted; nil: not at all.
    package var advance: SimulatedDuration?
    /// Called when an answer says that the simulator's clock stands still, so that no result comes by itself.
    package var onStandingClock: @Sendable () -> Void = {}

    package init(baseURL: String, broker: Broker, credentials: Credentials) {
        self.baseURL = baseURL
        self.broker = broker
        self.credentials = credentials
    }

    /// Longest time for one HTTP exchange; leaves room for a second attempt within the operation.
    var exchangeLimit: Duration { max(.seconds(1), min(.seconds(30), operationLimit * 2 / 5)) }

    /// How long to wait for further parts of a result after a part that may be the last.
    var settleLimit: Duration { min(.milliseconds(400), planLimit / 3) }
}
