import HESContract
import HESMeterModel
package import HESSimulation
import JSON
package import SimulationKernel

extension WorldConfiguration {
    /// 2024-07-11 16:20:01 in the zone +08:00.
    package static let testStart = SimulatedInstant(milliseconds: 1_720_686_001_000)

    /// A small world from ``testStart`` on.
    ///
    /// It has the users ``HESSimulation/User/demo`` and ``HESSimulation/User/other``, for each link a DCU (`D0`, `D1`, …)
    /// with enabled meters (1001…, 2001…, …), the disabled meter 9002 in `D0`, and the meter 9001 in no archive.
    package static func test(
        tenantCode: String = "T",
        links: [Link] = [.instant, .instant],
        metersPerDCU: Int = 5,
        seed: UInt64 = 1,
        limits: Limits = Limits(),
        timing: Timing = Timing(),
        collection: CollectionRule = CollectionRule()
    ) -> Self {
        var configuration = Self(
            tenantCode: tenantCode,
            users: [.demo, .other],
            seed: seed,
            start: testStart,
            limits: limits,
            timing: timing,
            collection: collection
        )
        for (index, link) in links.enumerated() {
            configuration.dcus.append(DCUConfiguration(dcuNo: "D\(index)", link: link))
            configuration.meterGroups.append(MeterGroup(first: "\(index + 1)001", count: metersPerDCU, dcu: index))
        }
        configuration.meterGroups += [
            MeterGroup(first: "9001", dcu: nil),
            MeterGroup(first: "9002", dcu: 0, traits: MeterTraits(isEnabled: false)),
        ]
        return configuration
    }
}

extension User {
    package static let demo = User(username: "demo", password: "pw", secretKey: "key")
    package static let other = User(username: "other", password: "pw2", secretKey: "key2")

    /// The members of a `getToken` body.
    package func login(tenantCode: String = "T") -> String {
        #""tenantCode":"\#(tenantCode)","username":"\#(username)","password":"\#(password)","secretKey":"\#(secretKey)""#
    }
}

extension String {
    /// The text `name` in the `data` of an answer; nil when the answer is not JSON or has no such text.
    package func dataMember(_ name: String) -> String? {
        (try? JSONParser.parse(Array(utf8)))?.value.member("data")?.value.member(name)?.value.string
    }
}
