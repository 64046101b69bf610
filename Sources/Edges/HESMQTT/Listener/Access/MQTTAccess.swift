/// Which topics clients may use on the broker behind the listener.
///
/// Called on event loops for each connection, as worlds come and go; must not block.
package protocol MQTTAccess: Sendable {
    /// Every client may use every topic; read when a connection sends its first byte.
    var isOpen: Bool { get }

    /// Called once for each CONNECT while access is not open.
    func admit(username: String?, password: [UInt8]?) -> MQTTAdmission
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

    package var isOpen: Bool { true }

    package func admit(username: String?, password: [UInt8]?) -> MQTTAdmission { .everything }
}
