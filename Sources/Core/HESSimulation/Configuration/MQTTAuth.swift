import HESContract

/// How the broker authenticates clients.
package enum MQTTAuth: String, Hashable, Sendable, CaseIterable {
    case anonymous
    /// With name and password of a tenant's user, or of the world's own logins; the client may use `/{tenantCode}/#` only.
    case tenant
}

/// A login at the broker.
package struct MQTTUser: Hashable, Sendable {
    package var username: String
    package var password: String

    package init(username: String, password: String) {
        (self.username, self.password) = (username, password)
    }
}

/// What a world requires of the broker's clients.
package struct MQTTLogin: Hashable, Sendable {
    package var tenantCode: String
    package var auth: MQTTAuth
    package var users: [MQTTUser]
    /// Topic roots besides `/{tenantCode}`: the dialect may leave the slash out, or publish under another code.
    package var moreRoots: [String] = []

    package init(tenantCode: String, auth: MQTTAuth, users: [User]) {
        self.tenantCode = tenantCode
        self.auth = auth
        self.users = users.map { MQTTUser(username: $0.username, password: $0.password) }
    }

    package init(_ world: WorldConfiguration) {
        self.init(tenantCode: world.tenantCode, auth: world.mqttAuth, users: world.users)
        if let logins = world.mqttUsers { users = logins }
        let isBare = !world.dialect.topicForm.hasLeadingSlash
        if isBare { moreRoots.append(tenantCode) }
        if world.dialect.topicTenant.isEverForeign {
            moreRoots.append((isBare ? "" : "/") + Dialect.foreignCode(of: tenantCode))
        }
    }
}
