import HESContract

/// How the broker authenticates clients.
package enum MQTTAuth: String, Hashable, Sendable, CaseIterable {
    case anonymous
    /// With a tenant user's name and password; the client may use `/{tenantCode}/#` only.
    case tenant
}

/// What a world requires of the broker's clients.
package struct MQTTLogin: Hashable, Sendable {
    package var tenantCode: String
    package var auth: MQTTAuth
    package var users: [User]
    /// Topic roots besides `/{tenantCode}`: the dialect may leave the slash out, or publish under another code.
    package var moreRoots: [String] = []

    package init(tenantCode: String, auth: MQTTAuth, users: [User]) {
        self.tenantCode = tenantCode
        self.auth = auth
        self.users = users
    }

    package init(_ world: WorldConfiguration) {
        self.init(tenantCode: world.tenantCode, auth: world.mqttAuth, users: world.users)
        let isBare = !world.dialect.topicForm.hasLeadingSlash
        if isBare { moreRoots.append(tenantCode) }
        if world.dialect.topicTenant.isEverForeign {
            moreRoots.append((isBare ? "" : "/") + Dialect.foreignCode(of: tenantCode))
        }
    }
}
