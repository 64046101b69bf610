import HESConformance
import HESContract
import JSON

extension EnvironmentPlan {
    init(_ testCase: Case, pack: String, options: RunOptions) {
        self.init(
            name: pack == "default" ? testCase.id : "\(testCase.id)@\(pack)",
            pack: pack,
            seed: options.seed,
            start: testCase.start,
            world: Self.withFence(options.isWithoutFaults ? Self.withoutFaults(testCase.world) : testCase.world),
            dialect: Self.members(testCase.dialect),
            waitsForSubscription: testCase.pushes == .afterSubscribe
        )
        timeFlows = testCase.pace == .flows
        longLeaps = testCase.longLeaps
        timeScale = options.timeScale
        timeZone = testCase.timeZone
    }

    private static func members(_ value: JSONValue?) -> [(String, JSONValue)] {
        guard case .object(let members) = value else { return [] }
        return members.map { ($0.key, $0.node.value) }
    }

    private static func withoutFaults(_ world: JSONValue) -> JSONValue {
        .members(members(world).filter { $0.0 != "faults" })
    }

    /// With the DCU of ``Fence``.
    private static func withFence(_ world: JSONValue) -> JSONValue {
        let fence: JSONValue = ["dcuNo": .string(Fence.dcuNo), "meters": [.string(Fence.meter)]]
        var dcus: [JSONValue] = []
        if case .array(let nodes) = world.member("dcus")?.value { dcus = nodes.map(\.value) }
        return .members(members(world).filter { $0.0 != "dcus" } + [("dcus", .list(dcus + [fence]))])
    }
}
