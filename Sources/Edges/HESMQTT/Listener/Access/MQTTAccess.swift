/// Which topics clients may use on the broker behind the listener.
///
/// Called on event loops for each connection, as worlds come and go; must not block.
package protocol MQTTAccess: Sendable {
    /// Another number whenever an answer of the other members may have changed.
    ///
    /// Read for every piece of bytes, so it must be cheap.
    var revision: Int { get }

    /// Every client may use every topic; read for each session when the revision is new to it.
    var isOpen: Bool { get }

    /// Called for each CONNECT while access is not open, and for each open session when the revision is new to it.
    func admit(username: String?, password: [UInt8]?) -> MQTTAdmission

    /// The tenants that have such a user, also while access is open: whose client it is, not what it may do.
    func tenantCodes(username: String?, password: [UInt8]?) -> [String]
}

extension MQTTAccess {
    /// As far as admission tells.
    package func tenantCodes(username: String?, password: [UInt8]?) -> [String] {
        guard case .topics(let codes, _) = admit(username: username, password: password) else { return [] }
        return codes
    }
}

package enum MQTTAdmission: Sendable, Hashable {
    case everything
    /// `/{tenantCode}` of each tenant, the further roots, and all topics below.
    case topics(tenantCodes: [String], moreRoots: [String] = [])
    /// With a code of CONNACK, as in ``MQTTListener/refuse(code:)``.
    case refused(code: UInt8)
}

/// Every client may use every topic.
package struct OpenAccess: MQTTAccess {
    package init() {}

    package var revision: Int { 0 }

    package var isOpen: Bool { true }

    package func admit(username: String?, password: [UInt8]?) -> MQTTAdmission { .everything }
}
