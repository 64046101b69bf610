package import SimulationKernel

/// One well-formed request of the HES Open API, before its token is checked.
package enum Call: Hashable, Sendable {
    case getToken(Credentials)
    case readFrozen(ReadFrozen)
    case readSingle(ReadSingle)
    case historyFrozen(History)
    case historySingle(History)
    case relay(Relay)
    case readArchive(dcuNo: String)
    case addArchive(dcuNo: String, archives: [ArchiveChange])
    case removeArchive(dcuNo: String, devAddrs: [String])

    package struct Credentials: Hashable, Sendable {
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

    /// `cgcode` is composite.
    package struct ReadFrozen: Hashable, Sendable {
        package var devAddrs: [String]
        package var cgcode: Cgcode
        package var window: Window
    }

    /// `cgcode` is single.
    package struct ReadSingle: Hashable, Sendable {
        package var devAddrs: [String]
        package var cgcode: Cgcode
    }

    package struct History: Hashable, Sendable {
        package var devAddrs: [String]
        package var cgcode: Cgcode
        package var window: Window
        /// From 1.
        package var curPage: Int
        /// At least 1; the head-end clamps it.
        package var pageSize: Int
    }

    package struct Relay: Hashable, Sendable {
        package enum ControlMode: Int, Codable, Sendable {
            case open = 1
            case close = 2
        }

        package var devAddrs: [String]
        package var controlMode: ControlMode
    }

    package struct ArchiveChange: Hashable, Sendable {
        package var devAddr: String
        package var isEnabled: Bool
    }

    /// A window with both ends included (rule R4); `start` is never after `end`.
    package struct Window: Hashable, Codable, Sendable {
        package var start: CivilTime
        package var end: CivilTime

        package init(start: CivilTime, end: CivilTime) {
            self.start = start
            self.end = end
        }
    }
}
