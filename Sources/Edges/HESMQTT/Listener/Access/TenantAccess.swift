package import HESSimulation

/// Access by the worlds' `mqtt.auth`.
///
/// A client with a user name is admitted to every tenant that has a user of that name and password; one without to the
/// worlds that require none. An unknown pair is refused also when other worlds require no user, as mosquitto does with
/// `allow_anonymous`.
package struct TenantAccess: MQTTAccess {
    private let currentRevision: @Sendable () -> Int
    private let logins: @Sendable () -> [MQTTLogin]

    /// - Parameters:
    ///   - revision: another number whenever `logins` may return others.
    ///   - logins: those of all worlds.
    package init(revision: @escaping @Sendable () -> Int, logins: @escaping @Sendable () -> [MQTTLogin]) {
        currentRevision = revision
        self.logins = logins
    }

    package var revision: Int { currentRevision() }

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
        return admission(to: logins.filter { $0.hasUser(named: username, password: password) }, code: Refusal.badLogin)
    }

    package func tenantCodes(username: String?, password: [UInt8]?) -> [String] {
        guard let username, let password = password.flatMap({ String(validating: $0, as: UTF8.self) }) else {
            return []
        }
        return logins().filter { $0.hasUser(named: username, password: password) }.map(\.tenantCode)
    }

    private func admission(to logins: [MQTTLogin], code: UInt8) -> MQTTAdmission {
        logins.isEmpty
            ? .refused(code: code)
            : .topics(tenantCodes: logins.map(\.tenantCode), moreRoots: logins.flatMap(\.moreRoots))
    }
}

extension MQTTLogin {
    /// Compares every user, so that the time it takes reveals nothing.
    fileprivate func hasUser(named username: String, password: String) -> Bool {
        users.reduce(false) { isFound, user in
            let isName = isEqualInConstantTime(username, to: user.username)
            let isPassword = isEqualInConstantTime(password, to: user.password)
            return isName && isPassword || isFound
        }
    }
}
