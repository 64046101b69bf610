import HESContract
import HESSimulation
import JSON

/// `mqtt` as it is read: how the broker authenticates clients, and its own logins.
struct MQTTSettings {
    /// A login, for one tenant or all of the file.
    struct Login {
        let tenantCode: String?
        let user: MQTTUser
    }

    var auth = MQTTAuth.anonymous
    /// Nil where the users of calls are the broker's, too.
    var logins: [Login]?

    /// The broker's logins for a tenant; nil where its users of calls are those.
    func users(ofTenant tenantCode: String) -> [MQTTUser]? {
        logins?.filter { $0.tenantCode == nil || $0.tenantCode == tenantCode }.map(\.user)
    }
}

/// `mqtt`: how the broker authenticates clients.
struct MQTTDecoder {
    func decode(_ place: Place?) -> MQTTSettings {
        guard let place, let reader = place.object() else { return MQTTSettings() }
        defer { reader.finish() }
        var settings = MQTTSettings()
        let authPlace = reader.optional(
            "auth",
            about: "\"tenant\": broker user and password are a tenant user's, who sees /{tenantCode}/# alone."
        )
        settings.auth = authPlace.choice(default: MQTTAuth.anonymous)
        guard
            let usersPlace = reader.optional(
                "users",
                about: "The broker's own logins, in place of the users of calls; \"auth\" is then \"tenant\"."
            )
        else { return settings }
        settings.logins = logins(usersPlace)
        if let authPlace, settings.auth == .anonymous {
            authPlace.warn(
                expected: "\"tenant\" beside 'users'",
                found: "\"anonymous\", under which no login is asked for"
            )
        } else {
            settings.auth = .tenant
        }
        return settings
    }

    private func logins(_ place: Place) -> [MQTTSettings.Login] {
        let elements = place.note("minItems", as: 1).elements()
        if case .array(let nodes) = place.node.value, nodes.isEmpty {
            place.complain(expected: "at least one login", found: "none")
        }
        var names: Set<String> = []
        return elements.compactMap { element in
            guard let login = login(element) else { return nil }
            if !names.insert(login.user.username).inserted {
                element.complain(expected: "every username once", found: "\"\(login.user.username)\" again")
            }
            return login
        }
    }

    private func login(_ place: Place) -> MQTTSettings.Login? {
        guard let reader = place.object() else { return nil }
        let username = reader.required("username", about: "As in CONNECT.")?.nonEmptyString()
        let password = reader.required("password", about: "As in CONNECT.")?.nonEmptyString()
        let tenantCode = reader.optional(
            "tenantCode",
            about: "The tenant whose topics it sees; all of the file's where absent."
        )?
        .nonEmptyString()
        reader.finish()
        guard let username, let password else { return nil }
        return MQTTSettings.Login(tenantCode: tenantCode, user: MQTTUser(username: username, password: password))
    }
}
