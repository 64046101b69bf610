package import HESMQTT

/// Lets the user `a` in, with the password `x`, to `/1000000067`.
package struct OneTenant: MQTTAccess {
    package init() {}

    package var revision: Int { 0 }
    package var isOpen: Bool { false }

    package func admit(username: String?, password: [UInt8]?) -> MQTTAdmission {
        guard username == "a", password == Array("x".utf8) else { return .refused(code: username == nil ? 5 : 4) }
        return .topics(tenantCodes: ["1000000067"])
    }
}
