/// What the members of the driver protocol mean; units are named.
enum DriverMeanings {
    /// - Throws: ``MissingMeaning`` for a member that the codec has and this list has not.
    static func of(_ path: String, in message: String) throws(MissingMeaning) -> String {
        let kind = message.hasPrefix("op.done") ? "op.done" : message
        guard let meaning = all["\(kind) \(path)"] ?? all[path] else {
            throw MissingMeaning(message: message, path: path)
        }
        return meaning
    }

    private static let all: [String: String] = [
        "type": "the kind of message",
        "id": "the request's number; numbers grow by one",
        "re": "the `id` of the request",
        "protocol": "the version of this protocol",
        "suite.version": "the version of hes-sim",
        "suite.catalogue": "the version of the catalogue of cases",
        "case": "the case's id; with `--blind` another word",
        "baseUrl": "the HES; `/apis/openapi/…` follows",
        "mqtt.host": "the broker's host",
        "mqtt.port": "the broker's port",
        "mqtt.username": "the login at the broker; null: none is needed",
        "mqtt.password": "the login at the broker; null: none is needed",
        "tenantCode": "for getToken, and the tenant of the topics",
        "username": "for getToken",
        "password": "for getToken",
        "secretKey": "for getToken",
        "timeZone": "the zone of every date of the HES, as an offset from UTC or a name of the tz database",
        "deadlines.op": "seconds within which the operation should be answered",
        "deadlines.plan": "seconds for which to wait for a plan's push",
        "op op": "the operation",
        "op args.kind": "an argument: see the operations",
        "op args.cgcode": "an argument: see the operations",
        "op args.meters": "an argument: see the operations",
        "client.name": "the client's name, which reports show",
        "client.version": "the client's version",
        "client.language": "the language that it is written in",
        "capabilities.read": "mandatory; one member for each capability of the table above",
        "capabilities.history": "mandatory",
        "capabilities.relay": "a capability with the reason why it is absent; one that is not mentioned is absent too",
        "outcome": "how the operation ended",
        "rows[].devAddr": "the meter's number, with its leading zeros",
        "rows[].cgcode": "the item of the value; null or absent: that of the operation",
        "rows[].timestamp": "the value's instant, milliseconds since 1970-01-01 00:00 UTC",
        "rows[].value": "the digits of the value as they were sent",
        "rows[].unit": "the unit of the value; null or absent: unknown",
        "missing": "meters without a value: numbers, or objects with `devAddr`",
        "results[].devAddr": "the meter's number",
        "results[].state": "what became of its breaker",
        "archive[].devAddr": "the meter's number",
        "archive[].status": "as in the push (§3.7)",
        "archive[].commType": "as in the push (§3.7)",
        "archive[].moduleNext": "as in the push (§3.7)",
    ]
}

/// A member of a message that ``DriverMeanings`` does not explain.
struct MissingMeaning: Error, CustomStringConvertible {
    let message: String
    let path: String

    var description: String { "'\(path)' of '\(message)' has no meaning yet: add it to DriverMeanings.swift" }
}
