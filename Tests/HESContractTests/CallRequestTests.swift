import HESContract
import Testing

@Suite("Requests as they come in")
struct CallRequestTests {
    private static let readSingle = "/apis/openapi/meter/readSingle"

    private func request(
        _ method: String = "POST",
        uri: String = readSingle,
        contentType: String? = "application/json",
        headerToken: String? = nil,
        body: String = ""
    ) -> CallRequest {
        var request = CallRequest(method: method, uri: uri, contentType: contentType, headerToken: headerToken)
        if !body.isEmpty { request.append(Array(body.utf8)) }
        return request
    }

    private func failure(of request: DecodedRequest) -> Failure? {
        guard case .failure(let rejection) = request.call else { return nil }
        return rejection.failure
    }

    @Test(
        "path and method say which call is asked for, the query does not",
        arguments: [
            ("POST", readSingle, .call(.readSingle)), ("POST", readSingle + "?a=b?c", .call(.readSingle)),
            ("GET", readSingle, .wrongMethod), ("HEAD", readSingle, .wrongMethod),
            ("POST", readSingle + "/", .unknownPath), ("GET", "/apis/openapi/meter", .unknownPath),
        ] as [(String, String, CallRequest.Target)]
    )
    func target(method: String, uri: String, target: CallRequest.Target) {
        let request = request(method, uri: uri)

        #expect(request.target == target)
        #expect(request.isOpenAPI)
    }

    @Test("path and query are kept apart at the first question mark")
    func query() {
        #expect(request(uri: "/a?b?c").path == "/a")
        #expect(request(uri: "/a?b?c").query == "b?c")
        #expect(request(uri: "/a").query == nil)
        #expect(!request(uri: "/apis/openapi").isOpenAPI)
    }

    @Test("a body of 1 MiB is read, whatever its pieces; a larger one is refused and forgotten")
    func size() {
        var request = request()
        let piece = Array(repeating: UInt8(ascii: " "), count: CallRequest.bodyLimit / 4)

        for _ in 0..<4 { request.append(piece) }
        #expect(request.body.count == CallRequest.bodyLimit)
        #expect(!request.isTooLarge)

        request.append([0])
        #expect(request.isTooLarge)
        #expect(request.body.isEmpty)
        let decoded = ParsedRequest(request, as: .readSingle).decoded(within: CallLimits())
        #expect(failure(of: decoded) == .bodyTooLarge(limit: CallRequest.bodyLimit))
        #expect(throws: Rejection.self) { try decoded.token(in: .headerOnly) }
    }

    @Test("a body of more than 64 MiB ends the connection")
    func endlessBody() {
        var request = request()
        let piece = Array(repeating: UInt8(0), count: 1 << 20)

        for _ in 0..<64 { request.append(piece) }
        #expect(!request.exceedsReadLimit)

        request.append([0])
        #expect(request.exceedsReadLimit)
    }

    @Test(
        "a dialect may insist on JSON; parameters and case of the type do not matter",
        arguments: [
            ("application/json", true), ("Application/JSON ; charset=UTF-8", true), ("text/plain", false), (nil, false),
        ]
    )
    func contentType(type: String?, isJSON: Bool) {
        var limits = CallLimits()
        limits.requiresJSON = true
        let request = request(uri: Endpoint.readArchive.path, contentType: type, body: #"{"dcuNo":"1"}"#)

        let parsed = ParsedRequest(request, as: .readArchive)

        #expect(failure(of: parsed.decoded(within: limits)) == (isJSON ? nil : .contentType))
        #expect(failure(of: parsed.decoded(within: CallLimits())) == nil)
    }

    @Test("the body's token wins over the header's")
    func tokens() throws {
        let parsed = ParsedRequest(request(headerToken: "h", body: #"{"token":"b"}"#), as: .relay)
        let both = parsed.decoded(within: CallLimits())

        #expect(try both.requiredToken(in: .either) == "b")
        #expect(try both.requiredToken(in: .headerOnly) == "h")
    }

    @Test(
        "a request names its tenant by code or by tokens; one whose body is too large names none",
        arguments: [
            (.relay, "h", #"{"token":"b"}"#, .tokens(["b", "h"])), (.relay, "", "no JSON", .tokens([])),
            (.relay, "h", #"{"token":1}"#, .tokens(["h"])), (.getToken, "h", "{}", .tokens(["h"])),
            (.getToken, "h", #"{"tenantCode":"1","username":"u","password":"p","secretKey":"s"}"#, .code("1")),
            (.relay, "h", String(repeating: " ", count: CallRequest.bodyLimit + 1), .anyTenant),
        ] as [(Endpoint, String, String, ParsedRequest.TenantHint)]
    )
    func tenant(endpoint: Endpoint, token: String, body: String, hint: ParsedRequest.TenantHint) {
        let request = request(uri: endpoint.path, headerToken: token, body: body)

        #expect(ParsedRequest(request, as: endpoint).tenantHint == hint)
    }

    @Test("a missing token is refused with the place where it is looked for")
    func missingToken() {
        let request = ParsedRequest(request(headerToken: "h", body: "{}"), as: .relay).decoded(within: CallLimits())

        let error = #expect(throws: Rejection.self) { try request.requiredToken(in: .bodyOnly) }

        #expect(error?.failure == .tokenMissing)
        #expect(error?.pointer == "/token")
        #expect(error?.actual == "only one in the header HES_Access_Token")
    }

    @Test(
        "a call of no tenant is refused for what it lacks",
        arguments: [
            (.relay, "{}", .tokenMissing), (.relay, #"{"token":"x"}"#, .tokenInvalid),
            (.relay, #"{"token":1}"#, .fieldType(name: "token", type: "string")),
            (.getToken, "{}", .fieldMissing(name: "tenantCode")),
            (
                .getToken, #"{"tenantCode":"1","username":"u","password":"p","secretKey":"s"}"#, .invalidCredentials
            ),
        ] as [(Endpoint, String, Failure)]
    )
    func withoutTenant(endpoint: Endpoint, body: String, failure: Failure) {
        let request = ParsedRequest(request(uri: endpoint.path, body: body), as: endpoint)

        #expect(request.rejectionWithoutTenant.failure == failure)
    }
}
