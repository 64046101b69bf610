package import HESContract
package import JSON

extension EvidenceEvent {
    /// What the case is, and what the client was told and declared.
    package struct CaseHeader: Sendable, EvidencePayload {
        package var caseID = ""
        package var pack = ""
        package var catalogue = ""
        package var seed: UInt64 = 0
        package var tenantCode = ""
        package var username = ""
        package var timeZone = ""
        /// As declared in `hello.ok`.
        package var capabilities: JSONValue = [:]
        package var isBlind = false
        /// Of an observation: `real`, `auto`, or a factor such as `x60`.
        package var clock: String?

        package init() {}

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("case", in: &caseID)
            members.required("pack", in: &pack)
            members.required("catalogue", in: &catalogue)
            members.required("seed", in: &seed)
            members.required("tenantCode", in: &tenantCode)
            members.required("username", in: &username)
            members.required("timeZone", in: &timeZone)
            members.required("capabilities", in: &capabilities, note: "as declared")
            members.required("isBlind", in: &isBlind)
            members.optional("clock", in: &clock, note: "of an observation: `real`, `auto`, or a factor such as `x60`")
        }
    }

    package struct StepBegin: Sendable, EvidencePayload {
        package var step = 0
        package var source: JSONValue = [:]

        init() {}
        package init(_ step: Int, source: JSONValue) { (self.step, self.source) = (step, source) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("step", in: &step, note: "from 0")
            members.required("do", in: &source, note: "the step as in the case file")
        }
    }

    package struct StepEnd: Sendable, EvidencePayload {
        package var step = 0

        init() {}
        package init(_ step: Int) { self.step = step }

        mutating func walk(_ members: inout EvidenceMembers) { members.required("step", in: &step) }
    }

    /// What happened, in words.
    package struct Remark: Sendable, EvidencePayload {
        package var what = ""

        init() {}
        package init(_ what: String) { self.what = what }

        mutating func walk(_ members: inout EvidenceMembers) { members.required("what", in: &what) }
    }

    package struct Token: Sendable, EvidencePayload {
        package enum Change: String, CaseIterable, Sendable, EvidenceWord { case issued, renewed, revoked }

        package var username = ""
        package var change = Change.issued

        init() {}
        package init(of username: String, _ change: Change) { (self.username, self.change) = (username, change) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("username", in: &username)
            members.required("what", in: &change, note: "`issued`, `renewed`, `revoked`")
        }
    }

    package struct Fault: Sendable, EvidencePayload {
        package var rule = ""
        package var type = ""
        package var endpoint: Endpoint?
        package var planID: String?

        init() {}
        package init(rule: String, type: String, endpoint: Endpoint? = nil, planID: String? = nil) {
            self.rule = rule
            self.type = type
            self.endpoint = endpoint
            self.planID = planID
        }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("rule", in: &rule, note: "its id")
            members.required("type", in: &type)
            members.optional("endpoint", in: &endpoint)
            members.optional("planId", in: &planID)
        }
    }

    package struct Plan: Sendable, EvidencePayload {
        package enum Phase: String, CaseIterable, Sendable, EvidenceWord { case accepted, reading, published, failed }

        package var planID = ""
        package var endpoint = Endpoint.readSingle
        package var phase = Phase.accepted

        init() {}
        package init(_ planID: String, endpoint: Endpoint, phase: Phase) {
            self.planID = planID
            self.endpoint = endpoint
            self.phase = phase
        }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("planId", in: &planID)
            members.required("endpoint", in: &endpoint)
            members.required("phase", in: &phase, note: "`accepted`, `reading`, `published`, `failed`")
        }
    }

    package struct PushFailure: Sendable, EvidencePayload {
        package var planID = ""
        package var reason = ""

        init() {}
        package init(planID: String, reason: String) { (self.planID, self.reason) = (planID, reason) }

        mutating func walk(_ members: inout EvidenceMembers) {
            members.required("planId", in: &planID)
            members.required("reason", in: &reason)
        }
    }

    package struct Nothing: Sendable, EvidencePayload {
        package init() {}
        mutating func walk(_ members: inout EvidenceMembers) {}
    }

    /// Kept as it stands; its members are ``EvidenceEvent/members``.
    package struct Other: Sendable {
        let word: String
        let plane: Plane

        package init(word: String, plane: Plane) { (self.word, self.plane) = (word, plane) }
    }
}
