/// Who may do what on the broker behind the listener; asked on event loops, live, as worlds come and go.
package protocol MQTTAccess: Sendable {
    /// Everybody may do everything, and nobody is asked; looked at when a connection says its first byte.
    var isOpen: Bool { get }

    /// Asked once for each CONNECT while it is not open.
    func admit(username: String?, password: [UInt8]?) -> MQTTAdmission
}

package enum MQTTAdmission: Sendable, Hashable {
    case everything
    /// `/{tenantCode}` and what is below, of each of them.
    case topics(tenantCodes: [String], moreRoots: [String] = [])
    /// With a code of CONNACK, as ``MQTTListener/refuse(code:)`` takes it.
    case refused(code: UInt8)
}

package struct OpenAccess: MQTTAccess {
    package init() {}

    package var isOpen: Bool { true }

    package func admit(username: String?, password: [UInt8]?) -> MQTTAdmission { .everything }
}
