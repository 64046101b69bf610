import HESContract
import HESMeterModel
import HESSimulation
import SimulationKernel

/// A head-end with a clock that the test moves.
struct TestWorld {
    var headEnd: HeadEnd
    var now: SimulatedInstant
    private(set) var pushes: [String: String] = [:]
    private(set) var pushedAt: [String: SimulatedInstant] = [:]
    private(set) var order: [String] = []

    static let start = SimulatedInstant(milliseconds: 1_720_686_001_000)  // 2024-07-11 16:20:01 +08:00
    static let user = User(username: "demo", password: "pw", secretKey: "key")

    init(
        links: [Link] = [.instant, .instant],
        metersPerDCU: Int = 5,
        timing: Timing = Timing(),
        limits: Limits = Limits(),
        seed: UInt64 = 1,
        collection: CollectionRule = CollectionRule()
    ) {
        var configuration = WorldConfiguration(
            tenantCode: "T",
            users: [Self.user, User(username: "other", password: "pw2", secretKey: "key2")],
            seed: seed,
            start: Self.start,
            limits: limits,
            timing: timing,
            collection: collection
        )
        for (index, link) in links.enumerated() {
            configuration.dcus.append(DCUConfiguration(dcuNo: "D\(index)", link: link))
            configuration.meterGroups.append(
                MeterGroup(first: "\(index + 1)001", count: metersPerDCU, dcu: index)
            )
        }
        configuration.meterGroups.append(MeterGroup(first: "9001", dcu: nil))
        configuration.meterGroups.append(
            MeterGroup(first: "9002", dcu: 0, traits: MeterTraits(isEnabled: false))
        )
        headEnd = HeadEnd(configuration)
        now = Self.start
    }

    mutating func advance(_ duration: SimulatedDuration) {
        now = now + duration
        collect(headEnd.advance(to: now))
    }

    mutating func call(
        _ endpoint: Endpoint,
        _ members: String = "",
        token: String? = nil,
        header: String? = nil
    ) -> String {
        let tokenMember = token.map { "\"token\":\"\($0)\"" }
        let body = "{\([members, tokenMember].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ","))}"
        let request = DecodedRequest(
            endpoint: endpoint,
            headerToken: header,
            body: Array(body.utf8),
            limits: CallLimits(maxMeters: headEnd.configuration.limits.maxMeters)
        )
        let decision = headEnd.handle(request, at: now)
        collect(decision.effects)
        return String(decoding: decision.answer.json(endpoint: endpoint), as: UTF8.self)
    }

    mutating func login(_ user: User = Self.user, tenant: String = "T") -> String {
        let answer = call(
            .getToken,
            #""tenantCode":"\#(tenant)","username":"\#(user.username)","password":"\#(user.password)","secretKey":"\#(user.secretKey)""#
        )
        return Self.member("token", of: answer) ?? answer
    }

    /// Makes a plan and returns its name.
    mutating func plan(_ endpoint: Endpoint, _ members: String) -> String {
        let token = login()
        let answer = call(endpoint, members, token: token)
        return Self.member("planId", of: answer) ?? answer
    }

    static func member(_ name: String, of json: String) -> String? {
        guard let node = try? JSONParser.parse(Array(json.utf8)) else { return nil }
        return node.value.member("data")?.value.member(name)?.value.string
    }

    private mutating func collect(_ effects: [Effect]) {
        for case .publish(let delivery) in effects {
            let name = delivery.planID.description
            pushes[name] = String(decoding: delivery.payload, as: UTF8.self)
            pushedAt[name] = headEnd.now
            order.append(name)
        }
    }
}
