import HESContract
import HESSimulation
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Archive calls about DCUs and meters that are not there, and time limits of plans")
struct ArchiveSwitchTests {
    private static func world(_ change: (inout WorldConfiguration) -> Void) -> TestWorld {
        var configuration = WorldConfiguration.test()
        change(&configuration)
        return TestWorld(configuration)
    }

    @Test("an unknown DCU rejects the call, or fails in the plan", arguments: Dialect.UnknownDCU.allCases)
    func unknownDCU(value: Dialect.UnknownDCU) throws {
        var world = Self.world { $0.dialect.unknownDCU = value }
        for (endpoint, more, list) in [
            (Endpoint.readArchive, "", #","list":[]"#), (.removeArchive, #","archives":["1"]"#, ""),
            (.addArchive, #","archives":[{"devAddr":"1001","status":"1"}]"#, ""),
        ] {
            let plan = world.plan(endpoint, with: #""dcuNo":"none""# + more)
            world.advance(.seconds(1))
            switch value {
            case .rejectsCall: #expect(plan.contains("unknown dcu 'none'"))
            case .failsInPlan:
                #expect(world.payload(of: plan) == #"{"planId":"\#(plan)","data":{"status":"02"\#(list)}}"#)
            }
        }
        #expect(world.headEnd.plant.meter("1001")?.membership?.dcu == 0)
    }

    @Test("a number that no meter has is installed, fails, or rejects the call", arguments: Dialect.AddUnknown.allCases)
    func addUnknown(value: Dialect.AddUnknown) {
        var world = Self.world { $0.dialect.addUnknown = value }
        let archives = #"[{"devAddr":"9001","status":"1"},{"devAddr":"7","status":"1"}]"#
        let plan = world.plan(.addArchive, with: #""dcuNo":"D0","archives":\#(archives)"#)
        world.advance(.seconds(1))
        let (added, loose) = (world.headEnd.plant.meter("7"), world.headEnd.plant.meter("9001"))

        switch value {
        case .installs: #expect(world.payload(of: plan)?.contains(#""status":"00""#) == true)
        case .fails: #expect(world.payload(of: plan)?.contains(#""status":"02""#) == true)
        case .rejectsCall: #expect(plan.contains("unknown meter '7'"))
        }
        #expect((added != nil) == (value == .installs))
        #expect((loose?.membership != nil) == (value == .installs), "all or nothing")
    }

    @Test("a meter of another DCU moves, fails, or rejects the call", arguments: Dialect.AddElsewhere.allCases)
    func addElsewhere(value: Dialect.AddElsewhere) {
        var world = Self.world { $0.dialect.addElsewhere = value }
        let archives =
            #"[{"devAddr":"1001","status":"1"},{"devAddr":"2001","status":"1"},{"devAddr":"9001","status":"1"}]"#
        let plan = world.plan(.addArchive, with: #""dcuNo":"D0","archives":\#(archives)"#)
        world.advance(.seconds(1))

        switch value {
        case .moves: #expect(world.payload(of: plan)?.contains(#""status":"00""#) == true)
        case .fails: #expect(world.payload(of: plan)?.contains(#""status":"02""#) == true)
        case .rejectsCall: #expect(plan.contains("meter '2001' is in another dcu"))
        }
        #expect(world.headEnd.plant.meter("2001")?.membership?.dcu == (value == .moves ? 0 : 1))
        #expect((world.headEnd.plant.meter("9001")?.membership == nil) == (value != .moves))
    }

    @Test("commType is the meter's, else its own link's, else its DCU's, else the DCU's link's")
    func commType() {
        var world = Self.world {
            $0.dcus[0].commType = "9"
            $0.meterGroups.append(MeterGroup(first: "5001", dcu: 0, traits: MeterTraits(commType: "PLC-G3")))
            $0.meterGroups.append(MeterGroup(first: "5002", dcu: 0, traits: MeterTraits(link: .cellular)))
        }
        let (own, other) = (world.headEnd.plant, world.plan(.readArchive, with: #""dcuNo":"D1""#))
        world.advance(.seconds(1))
        let plan = world.plan(.readArchive, with: #""dcuNo":"D0""#)
        world.advance(.seconds(1))

        #expect(own.dcus.count == 2)
        #expect(world.payload(of: other)?.contains(#""devAddr":"2001","status":"1","commType":"1""#) == true)
        for (devAddr, commType) in [("1001", "9"), ("5001", "PLC-G3"), ("5002", "3")] {
            let row = #""devAddr":"\#(devAddr)","status":"1","commType":"\#(commType)""#
            #expect(world.payload(of: plan)?.contains(row) == true, "\(devAddr)")
        }
    }

    @Test("a plan ends at its time-out with what it has, and what is read later is not in it")
    func planTimeout() throws {
        var world = Self.world {
            $0.timing = Timing(perMeterRead: .constant(.seconds(1)))
            $0.limits.planTimeout = .milliseconds(2500)
        }
        let plan = world.plan(.readSingle, with: #""devList":"1001,1002,1003,1004","cgcode":"5069""#)
        world.advance(.milliseconds(2499))
        #expect(world.payload(of: plan) == nil)
        world.advance(.milliseconds(1))

        let payload = try #require(world.payload(of: plan))
        #expect(payload.contains(#""status":"01""#))
        #expect(
            ["1001", "1002", "1003", "1004"].filter { payload.contains(#""devAddr":"\#($0)""#) } == ["1001", "1002"]
        )
        world.advance(.hours(1))
        #expect(world.pushes.count == 1)
    }

    @Test("a longer time-out than the engine's own is kept to")
    func longTimeout() {
        var world = Self.world {
            $0.timing = Timing(perMeterRead: .constant(.minutes(20)))
            $0.limits.planTimeout = .hours(2)
        }
        let plan = world.plan(.readSingle, with: #""devList":"1001,1002,1003","cgcode":"5069""#)
        world.advance(.hours(3))

        #expect(world.payload(of: plan)?.contains(#""status":"00""#) == true)
    }

    @Test(
        "names of plans have the dialect's form on every road, and lead back to the plan",
        arguments: Dialect.PlanIDForm.allCases
    )
    func planIDForm(form: Dialect.PlanIDForm) throws {
        var world = Self.world { $0.dialect.planIDForm = form }
        var names: [String] = []
        for (endpoint, members) in [
            (Endpoint.readSingle, #""devList":"1001","cgcode":"5069""#), (.relay, #""devList":"1001","controlMode":2"#),
            (.readArchive, #""dcuNo":"D0""#),
        ] {
            let name = world.plan(endpoint, with: members)
            world.advance(.seconds(1))
            let push = try #require(world.push(of: name))
            let id = try #require(PlanID(parsing: name))
            names.append(name)

            #expect(push.message.topic == "/T/\(name)")
            #expect(String(decoding: push.payload, as: UTF8.self).hasPrefix(#"{"planId":"\#(name)""#))
            #expect(world.headEnd.plans.record(of: id)?.endpoint == endpoint)
        }
        let bytes = try WorldSnapshot(of: world.headEnd, mode: nil).encoded()
        let restored = try Replay(world.headEnd.configuration, snapshot: bytes).headEnd
        #expect(names.allSatisfy { name in PlanID(parsing: name).flatMap { restored.plans.record(of: $0) } != nil })
        #expect(Set(names.map { $0.prefix(5) }).count == 1 || form == .perCall || form == .uuid)
    }
}
