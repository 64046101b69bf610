package import HESSimulation

/// Access as the worlds' `mqtt.auth` have it.
///
/// User name and password count as a pair, and every tenant with such a user is meant; who names no user is let in to the
/// topics of the worlds that ask for none. A pair that is nobody's is refused, as mosquitto does beside
/// `allow_anonymous`.
package struct TenantAccess: MQTTAccess {
    private let logins: @Sendable () -> [MQTTLogin]

    /// `logins` are those of all worlds, as they are when it is called.
    package init(_ logins: @escaping @Sendable () -> [MQTTLogin]) {
        self.logins = logins
    }

    package var isOpen: Bool { logins().allSatisfy { $0.auth == .anonymous } }

    package func admit(username: String?, password: [UInt8]?) -> MQTTAdmission {
        let logins = logins()
        guard !logins.allSatisfy({ $0.auth == .anonymous }) else { return .everything }
        guard let username else {
            return admission(to: logins.filter { $0.auth == .anonymous }, code: Refusal.notAuthorized)
        }
        guard let password, let password = String(validating: password, as: UTF8.self) else {
            return .refused(code: Refusal.badLogin)
        }
        return admission(to: logins.filter { $0.has(username, password) }, code: Refusal.badLogin)
    }

    private func admission(to logins: [MQTTLogin], code: UInt8) -> MQTTAdmission {
        logins.isEmpty
            ? .refused(code: code)
            : .topics(tenantCodes: logins.map(\.tenantCode), moreRoots: logins.flatMap(\.moreRoots))
    }
}

extension MQTTLogin {
    /// Looks at every user, so that the time tells nothing.
    fileprivate func has(_ username: String, _ password: String) -> Bool {
        users.reduce(false) { isFound, user in
            let isName = isEqualInConstantTime(username, user.username)
            let isPassword = isEqualInConstantTime(password, user.password)
            return isName && isPassword || isFound
        }
    }
}
