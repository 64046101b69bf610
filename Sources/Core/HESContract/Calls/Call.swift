package import SimulationKernel

/// One well-formed request of the HES Open API, before its token is checked.
package enum Call: Hashable, Codable, Sendable {
    case getToken(Credentials)
    case readFrozen(ReadFrozen)
    case readSingle(ReadSingle)
    case historyFrozen(History)
    case historySingle(History)
    case relay(Relay)
    case readArchive(dcuNo: String)
    case addArchive(dcuNo: String, archives: [ArchiveChange])
    case removeArchive(dcuNo: String, devAddrs: [String])

    package struct Credentials: Hashable, Codable, Sendable {
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
    package struct ReadFrozen: Hashable, Codable, Sendable {
        package var devAddrs: [String]
        package var cgcode: Cgcode
        package var window: Window

        package init(devAddrs: [String], cgcode: Cgcode, window: Window) {
            (self.devAddrs, self.cgcode, self.window) = (devAddrs, cgcode, window)
        }
    }

    /// `cgcode` is single.
    package struct ReadSingle: Hashable, Codable, Sendable {
        package var devAddrs: [String]
        package var cgcode: Cgcode

        package init(devAddrs: [String], cgcode: Cgcode) {
            (self.devAddrs, self.cgcode) = (devAddrs, cgcode)
        }
    }

    package struct History: Hashable, Codable, Sendable {
        package var devAddrs: [String]
        package var cgcode: Cgcode
        package var window: Window
        /// From 1.
        package var curPage: Int
        /// At least 1; the head-end clamps it.
        package var pageSize: Int

        package init(devAddrs: [String], cgcode: Cgcode, window: Window, curPage: Int, pageSize: Int) {
            (self.devAddrs, self.cgcode, self.window) = (devAddrs, cgcode, window)
            (self.curPage, self.pageSize) = (curPage, pageSize)
        }
    }

    package struct Relay: Hashable, Codable, Sendable {
        package enum ControlMode: Int, Codable, Sendable {
            case open = 1
            case close = 2
        }

        package var devAddrs: [String]
        package var controlMode: ControlMode

        package init(devAddrs: [String], controlMode: ControlMode) {
            (self.devAddrs, self.controlMode) = (devAddrs, controlMode)
        }
    }

    package struct ArchiveChange: Hashable, Codable, Sendable {
        package var devAddr: String
        package var isEnabled: Bool

        package init(devAddr: String, isEnabled: Bool) {
            (self.devAddr, self.isEnabled) = (devAddr, isEnabled)
        }
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
