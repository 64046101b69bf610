import HESContract
import HESSimulation
import JSON
import SimulationKernel
import SimulationTestSupport
import Testing

@Suite("Archives and breakers")
struct FieldTests {
    private var world = TestWorld()

    private mutating func read(_ meter: String, _ cgcode: String = "5069") -> String {
        let plan = world.plan(.readSingle, with: #""devList":"\#(meter)","cgcode":"\#(cgcode)""#)
        world.advance(.milliseconds(200))
        return world.payload(of: plan) ?? "no push"
    }

    private mutating func value(_ meter: String, _ cgcode: String) -> String? {
        let push = read(meter, cgcode)
        guard let node = try? JSONParser.parse(Array(push.utf8)),
            case .array(let list)? = node.value.member("data")?.value.member("list")?.value
        else { return nil }
        return list.first?.value.member("value")?.value.string
    }

    private mutating func archive(_ dcuNo: String) -> String {
        let plan = world.plan(.readArchive, with: #""dcuNo":"\#(dcuNo)""#)
        world.advance(.milliseconds(200))
        return world.payload(of: plan) ?? "no push"
    }

    @Test("an opened breaker gives zero current and standing registers, voltage stays, and closing mends it")
    mutating func breaker() throws {
        world.plan(.relay, with: #""devList":"1001","controlMode":1"#)
        let before = value("1001", "5069")
        world.advance(.hours(5))

        #expect(value("1001", "5053") == "0.000")
        #expect(value("1001", "5022") == "0.000")
        #expect(value("1001", "5050") != "0.0")
        #expect(value("1001", "5069") == before)

        world.plan(.relay, with: #""devList":"1001","controlMode":2"#)
        world.advance(.hours(5))
        #expect(value("1001", "5069") != before)
    }

    @Test("opening an open breaker succeeds, an unknown meter's does not")
    mutating func relayOutcomes() {
        world.plan(.relay, with: #""devList":"1001","controlMode":1"#)
        let plan = world.plan(.relay, with: #""devList":"1001,77","controlMode":1"#)
        world.advance(.seconds(1))

        let rows = #"[{"devAddr":"1001","successful":true},{"devAddr":"77","successful":false}]"#
        #expect(world.payload(of: plan) == #"{"planId":"\#(plan)","data":{"status":"01","list":\#(rows)}}"#)
    }

    @Test("a removed meter can no longer be read, and can again after it was added")
    mutating func removeAndAdd() {
        let removal = world.plan(.removeArchive, with: #""dcuNo":"D0","archives":["1002"]"#)
        #expect(read("1002").contains(#""status":"02""#))
        #expect(world.payload(of: removal) == #"{"planId":"\#(removal)","data":{"status":"00"}}"#)
        #expect(!archive("D0").contains("1002"))

        world.plan(.addArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"1002","status":"1"}]"#)
        #expect(read("1002").contains(#""status":"00""#))
        #expect(archive("D0").contains("1002"))
    }

    @Test("removing an absent meter succeeds and changes nothing")
    mutating func removeAbsent() {
        let plan = world.plan(.removeArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"2001"}]"#)
        world.advance(.seconds(1))

        #expect(world.payload(of: plan)?.contains(#""status":"00""#) == true)
        #expect(read("2001").contains(#""status":"00""#))
    }

    @Test("a meter that is added to another DCU moves there")
    mutating func move() {
        world.plan(.addArchive, with: #""dcuNo":"D1","archives":[{"devAddr":"1003","status":"1"}]"#)

        #expect(!archive("D0").contains("1003"))
        #expect(archive("D1").contains("1003"))
    }

    @Test("a meter that is disabled cannot be read until it is enabled")
    mutating func disable() {
        world.plan(.addArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"1004","status":"0"}]"#)
        #expect(read("1004").contains(#""status":"02""#))
        #expect(archive("D0").contains(#"{"devAddr":"1004","status":"0","commType":"1","moduleNext":"1004"}"#))

        world.plan(.addArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"1004","status":"1"}]"#)
        #expect(read("1004").contains(#""status":"00""#))
    }

    @Test("an unknown number that is added is a new meter whose registers start at zero")
    mutating func newMeter() {
        world.plan(.addArchive, with: #""dcuNo":"D0","archives":[{"devAddr":"555","status":"1"}]"#)

        #expect(value("555", "5069") == "0.000")
        #expect(archive("D0").contains("555"))
    }

    @Test("an archive of an unknown DCU is refused")
    mutating func unknownDCU() {
        #expect(world.plan(.readArchive, with: #""dcuNo":"X""#) == #"{"code":500,"msg":"unknown dcu 'X'"}"#)
    }
}

@Suite("Finding meters")
struct MeterDirectoryTests {
    private func group(_ first: String, _ count: Int) -> MeterGroup {
        MeterGroup(first: first, count: count, dcu: nil)
    }

    @Test("where ranges and numbers overlap, the first of the file has the meter, and none is lost")
    func overlaps() {
        let directory = MeterDirectory([
            group("2001", 100), group("2051", 10), group("2090", 30), group("2005", 1), group("1990", 500),
            group("9", 1),
        ])

        #expect(directory.group(of: "2001") == 0)
        #expect(directory.group(of: "2055") == 0)
        #expect(directory.group(of: "2080") == 0)
        #expect(directory.group(of: "2005") == 0)
        #expect(directory.group(of: "2101") == 2)
        #expect(directory.group(of: "1995") == 4)
        #expect(directory.group(of: "2120") == 4)
        #expect(directory.group(of: "2489") == 4)
        #expect(directory.group(of: "2490") == nil)
        #expect(directory.group(of: "9") == 5)
        #expect(directory.group(of: "02001") == nil)
    }

    @Test("every number of random overlapping ranges is in the first range that covers it")
    func randomOverlaps() {
        for seed in 0..<200 as Range<UInt64> {
            let hash = SeededHash(seed: seed)
            let ranges = (0..<8).map { index in
                let own = hash.about(UInt64(index))
                return (first: 1000 + own.index(below: 100), count: 1 + own.about(1).index(below: 60))
            }
            let directory = MeterDirectory(ranges.map { group(String($0.first), $0.count) })

            for number in 990...1170 {
                let expected = ranges.firstIndex { ($0.first..<$0.first + $0.count).contains(number) }
                #expect(directory.group(of: String(number)) == expected, "seed \(seed), \(number)")
            }
        }
    }
}
