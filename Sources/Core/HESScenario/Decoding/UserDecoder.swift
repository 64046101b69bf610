import HESContract
import HESSimulation
import JSON

/// `users`: the users that may log in.
struct UserDecoder {
    func decode(_ place: Place?) -> [User] {
        guard let place else { return [] }
        let elements = place.note("minItems", as: 1).elements()
        if case .array(let nodes) = place.node.value, nodes.isEmpty {
            place.complain(expected: "at least one user", found: "none")
        }
        var names: Set<String> = []
        return elements.compactMap { element in
            guard let user = user(element) else { return nil }
            if !names.insert(user.username).inserted {
                element.complain(expected: "every username once", found: "\"\(user.username)\" again")
            }
            return user
        }
    }

    private func user(_ place: Place) -> User? {
        guard let reader = place.object() else { return nil }
        let username = reader.required("username")?.nonEmptyString()
        let password = reader.required("password")?.nonEmptyString()
        let secretKey = reader.required("secretKey")?.nonEmptyString()
        reader.finish()
        guard let username, let password, let secretKey else { return nil }
        return User(username: username, password: password, secretKey: secretKey)
    }
}
