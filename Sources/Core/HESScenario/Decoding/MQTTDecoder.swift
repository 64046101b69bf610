import HESContract
import HESSimulation
import JSON

/// `mqtt`: how the broker authenticates clients.
struct MQTTDecoder {
    func decode(_ place: Place?) -> MQTTAuth {
        guard let place, let reader = place.object() else { return .anonymous }
        let auth = reader.optional(
            "auth",
            about: "\"tenant\": broker user and password are a tenant user's, who sees /{tenantCode}/# alone."
        ).choice(default: MQTTAuth.anonymous)
        reader.finish()
        return auth
    }
}
