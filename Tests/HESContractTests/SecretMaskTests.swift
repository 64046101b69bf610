import HESContract
import Testing

@Suite("A body with secrets")
struct SecretMaskTests {
    @Test(
        "is shown without them, and otherwise as it was sent",
        arguments: [
            (#"{"token":"abc", "devList": "1" }"#, #"{"token":"***", "devList": "1" }"#),
            (#"{"a":[{"password":"x\"y"}],"secretKey":7}"#, #"{"a":[{"password":"***"}],"secretKey":***}"#),
            (##"{"pass\u0077ord":"x","token":{"a":"b"}}"##, ##"{"pass\u0077ord":"***","token":{"a":"***"}}"##),
            (#"{"token": "abc", "cgcode": }"#, #"{"token": "***", "cgcode": }"#),
            ("username=u&password=p&secretKey=s", "username=u&password=***&secretKey=***"),
            (#"{"token":"abc"#, #"{"token":"***"#), ("no token here", "no token here"), ("", ""),
            (#"{"x":"hidden"}"#, #"{"x":"<known>"}"#), (#"{"token":null}"#, #"{"token":null}"#),
        ]
    )
    func masked(body: String, shown: String) {
        var mask = SecretMask()
        mask.hide("hidden", as: "<known>")

        #expect(mask.masked(body: Array(body.utf8)) == shown)
    }

    @Test("keeps words that hold a short password by chance")
    func short() {
        var mask = SecretMask()
        mask.hide(login: "p", as: "***")
        mask.hide(login: "long enough", as: "***")

        let body = #"{"password":"p","planId":"P1","remark":"long enough"}"#
        #expect(mask.masked(body: Array(body.utf8)) == #"{"password":"***","planId":"P1","remark":"***"}"#)
    }

    @Test("is masked for any bytes", arguments: [[0xFF, 0xFE], [0x22], Array("token:\"\\".utf8)])
    func anyBytes(body: [UInt8]) {
        _ = SecretMask().masked(body: body)
    }
}

@Suite("A path that is no call's")
struct EndpointSuggestionTests {
    @Test(
        "is near to the call that was probably meant",
        arguments: [
            ("/apis/openapi/meter/readSingle/", .readSingle), ("/api/openapi/meter/readSingle", .readSingle),
            ("/openapi/getToken", .getToken), ("/apis/openapi/getTokn", .getToken), ("/gettoken", .getToken),
            ("/apis/openapi/relay", .relay), ("/meter/historyFrozn", .historyFrozen), ("/metrics", nil),
            ("/index.html", nil), ("", nil),
        ] as [(String, Endpoint?)]
    )
    func near(path: String, endpoint: Endpoint?) {
        #expect(Endpoint(nearestTo: path) == endpoint)
    }
}
