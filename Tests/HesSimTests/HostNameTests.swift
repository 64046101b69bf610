import Testing

@testable import hes_sim

@Suite("Hosts of flags")
struct HostNameTests {
    @Test(
        "names and addresses are taken, IPv6 with brackets and without",
        arguments: [("0.0.0.0", "0.0.0.0"), ("simulator", "simulator"), ("::1", "::1"), ("[::1]", "::1"), ("::", "::")]
    )
    func taken(given: String, text: String) throws {
        #expect(try HostName(given, flag: "--host").text == text)
    }

    @Test(
        "anything else is refused, with the flag",
        arguments: ["", "[]", "[::1", "::1]", "[localhost]", "0.0.0.0:8080", "a b", "http://localhost"]
    )
    func refused(given: String) {
        let error = #expect(throws: (any Error).self) { try HostName(given, flag: "--public-host") }
        #expect("\(error.map { "\($0)" } ?? "")".contains("--public-host"))
    }
}
