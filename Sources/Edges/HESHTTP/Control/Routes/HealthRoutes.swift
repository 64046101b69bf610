import HESContract
import HESRuntime
import HTTPTypes
import JSON

/// `/_sim/health`: alive as soon as it answers, ready when every part is.
struct HealthRoutes {
    let readiness: Readiness

    func live() -> ControlReply {
        ControlReply {
            $0.key("live")
            $0.bool(true)
        }
    }

    func ready() -> ControlReply {
        let reasons = readiness.reasons
        return ControlReply(status: reasons.isEmpty ? .ok : .serviceUnavailable) {
            $0.key("ready")
            $0.bool(reasons.isEmpty)
            $0.key("reasons")
            $0.array { for reason in reasons { $0.string(reason) } }
        }
    }
}
