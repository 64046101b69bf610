import HESContract

/// `mqtt`: how the broker lets clients in.
struct MQTTDecoder {
    private enum Authentication: String, CaseIterable {
        case anonymous, tenant
    }

    func decode(_ place: Place?) {
        guard let place, let reader = place.object() else { return }
        let authPlace = reader.optional(
            "auth",
            "\"tenant\": broker user and password are a tenant user's, who sees /{tenantCode}/# alone.",
            default: "anonymous"
        )
        reader.finish()
        if authPlace?.choice(Authentication.self) == .tenant {
            authPlace?.complain(expected: "\"anonymous\"", hint: "\"tenant\" is not supported by this version yet")
        }
    }
}
