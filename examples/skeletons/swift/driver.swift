// A driver skeleton for `hes-sim conformance run -- ./driver`. Passes the canary; go on where it says GO ON.
// Build it with `swiftc -O driver.swift -o driver`.
import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

typealias Object = [String: Any]
struct Failure: Error { let reason: String }

// GO ON: collect, relay, archive, as soon as you have them.
let capabilities = ["read": true, "history": true]

/// GO ON: put your own client in the place of this one, and keep the driver below.
final class Client {
    private let place: Object
    private var token: String?
    private var listener: Listener?

    init(_ place: Object) { self.place = place }
    deinit { listener?.close() }

    private func post(_ path: String, with body: Object) throws -> Object {
        var request = URLRequest(url: URL(string: "\(place["baseUrl"] ?? "")/apis/openapi/\(path)")!, timeoutInterval: 8)
        request.httpMethod = "POST"
        request.setValue("application/json;charset=UTF-8", forHTTPHeaderField: "Content-Type")
        request.httpBody = try JSONSerialization.data(withJSONObject: body)
        let answer = try JSONSerialization.jsonObject(with: fetch(request)) as? Object ?? [:]
        // GO ON: on a refused token log in once, and send the call once more.
        guard answer["code"] as? Int == 200 else { throw Failure(reason: "\(answer["msg"] ?? "no code")") }
        return answer["data"] as? Object ?? [:]
    }

    func logIn() throws {
        let names = ["tenantCode", "username", "password", "secretKey"]
        token = try post("getToken", with: place.filter { names.contains($0.key) })["token"] as? String
    }

    private func call(_ path: String, with fields: Object) throws -> Object {
        if token == nil { try logIn() }
        return try post(path, with: fields.merging(["token": token ?? ""]) { $1 })
    }

    func read(_ args: Object) throws -> [Object] {
        if listener == nil { listener = try Listener(place["mqtt"] as? Object ?? [:], filter: "/\(place["tenantCode"] ?? "")/#") }
        try listener?.waitUntilConfirmed()  // before the call, so that no result can come too early
        let plan = try call("meter/read" + kind(args), with: question(args))["planId"] as? String ?? ""
        // GO ON: subscribe to the answer's topicId or topic as well; unite results that come in parts.
        let seconds = (place["deadlines"] as? Object)?["plan"] as? Double ?? 5
        return rows(in: listener?.result(of: plan, within: seconds)?["list"], for: args)
    }

    func history(_ args: Object) throws -> [Object] {
        var found: [Any] = []  // GO ON: windows of at most half a year
        for page in 1... {
            let fields = question(args).merging(["curPage": page, "pageSize": args["pageSize"] ?? 200]) { $1 }
            let data = try call("meter/history" + kind(args), with: fields)
            let list = data["list"] as? [Any] ?? []
            found += list
            if list.isEmpty || found.count >= data["total"] as? Int ?? 0 { break }
        }
        return rows(in: found, for: args)
    }

    private func kind(_ args: Object) -> String { args["kind"] as? String == "frozen" ? "Frozen" : "Single" }

    private func question(_ args: Object) -> Object {
        let kept = args.filter { ["cgcode", "start", "end"].contains($0.key) }
        return kept.merging(["devList": (args["meters"] as? [String] ?? []).joined(separator: ",")]) { $1 }
    }

    /// One row a channel. Rows of historySingle have no cgcode: they are of the one that was asked for.
    private func rows(in list: Any?, for args: Object) -> [Object] {
        (list as? [Object] ?? []).flatMap { item in
            (item["channelData"] as? [Object] ?? [item]).compactMap { channel in
                guard let value = channel["value"] as? String, Decimal(string: value) != nil else { return nil }
                return [
                    "devAddr": item["devAddr"] ?? "", "timestamp": item["timestamp"] ?? 0, "value": value,
                    "cgcode": channel["cgcode"] ?? args["cgcode"] ?? "", "unit": channel["unit"] ?? "",
                ]
            }
        }
    }
}

/// Results over MQTT, with mosquitto_sub as the MQTT client. GO ON: an MQTT library, which reconnects by itself.
final class Listener: @unchecked Sendable {
    private let process = Process()
    private let changed = NSCondition()
    private var pushes: [Object] = []
    private var isConfirmed = false
    private var rest = Data()

    init(_ mqtt: Object, filter: String) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Line by line (stdbuf); the debug lines (-d) tell when the broker has confirmed.
        let place = ["-h", "\(mqtt["host"] ?? "")", "-p", "\(mqtt["port"] ?? "")"]
        process.arguments = ["stdbuf", "-oL", "mosquitto_sub"] + place + ["-q", "1", "-W", "900", "-t", filter, "-F", "%j", "-d"]
        process.standardOutput = output
        output.fileHandleForReading.readabilityHandler = { [weak self] in self?.hear($0.availableData) }
        try process.run()
    }

    /// Without its broker mosquitto_sub does not heed SIGTERM.
    func close() { kill(process.processIdentifier, SIGKILL) }

    func waitUntilConfirmed() throws {
        guard wait(5, for: { self.isConfirmed ? true : nil }) == true else { throw Failure(reason: "the broker does not confirm") }
    }

    func result(of plan: String, within seconds: Double) -> Object? {
        wait(seconds) { self.pushes.first { $0["planId"] as? String == plan }?["data"] as? Object }
    }

    private func wait<Value>(_ seconds: Double, for found: () -> Value?) -> Value? {
        let end = Date(timeIntervalSinceNow: seconds)
        return changed.withLock {
            while found() == nil, changed.wait(until: end) {}
            return found()
        }
    }

    private func hear(_ data: Data) {
        changed.withLock {
            rest += data
            while let end = rest.firstIndex(of: 10) {
                take(rest[rest.startIndex..<end])
                rest = Data(rest[(end + 1)...])
            }
            changed.broadcast()
        }
    }

    private func take(_ line: Data) {
        if String(decoding: line, as: UTF8.self).contains("received SUBACK") { isConfirmed = true }
        guard let message = try? JSONSerialization.jsonObject(with: line) as? Object else { return }
        let text = (message["payload"] as? String).flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) }
        if let push = (text ?? message["payload"]) as? Object { pushes.append(push) }
    }
}

func fetch(_ request: URLRequest) throws -> Data {
    final class Box: @unchecked Sendable { var result: Result<Data, any Error> = .success(Data()) }
    let box = Box(), done = DispatchSemaphore(value: 0)
    URLSession.shared.dataTask(with: request) { data, _, error in
        box.result = error.map { .failure($0) } ?? .success(data ?? Data())
        done.signal()
    }.resume()
    done.wait()
    return try box.result.get()
}

/// The fields of `op.done`; nil for what is not there yet.
func perform(_ op: String, with args: Object, by client: Client) throws -> Object? {
    switch op {
    case "login":
        try client.logIn()
        return ["outcome": "ok"]
    case "read":
        let found = try client.read(args)
        let missing = (args["meters"] as? [String] ?? []).filter { meter in !found.contains { $0["devAddr"] as? String == meter } }
        return ["outcome": missing.isEmpty ? "ok" : found.isEmpty ? "failed" : "partial", "rows": found, "missing": missing]
    case "history": return ["outcome": "ok", "rows": try client.history(args)]
    default: return nil  // GO ON: collect, relay, archive.read, archive.add, archive.remove
    }
}

func answer(_ request: Object, by client: Client?) -> Object {
    switch request["type"] as? String {
    case "hello":
        let you = ["name": "my-client", "version": "0.1", "language": "Swift"]
        return ["type": "hello.ok", "protocol": 1, "client": you, "capabilities": capabilities]
    case "case.begin": return ["type": "case.ready"]
    case "case.end": return ["type": "case.ended"]
    case "op":
        let op = request["op"] as? String ?? "", args = request["args"] as? Object ?? [:]
        do {
            guard let client, let fields = try perform(op, with: args, by: client) else { return ["type": "unsupported"] }
            return fields.merging(["type": "op.done"]) { $1 }
        } catch {
            FileHandle.standardError.write(Data("\(op): \(error)\n".utf8))  // a failed operation, not a failed driver
            return ["type": "op.done", "outcome": "failed", "rows": [Any](), "missing": args["meters"] ?? [Any]()]
        }
    default: return ["type": "unsupported"]
    }
}

var client: Client?
while let line = readLine() {
    guard let request = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? Object else { continue }
    if request["type"] as? String == "bye" { break }
    if request["type"] as? String == "case.begin" { client = Client(request) }
    if request["type"] as? String == "case.end" { client = nil }
    let reply = answer(request, by: client).merging(["re": request["id"] ?? 0]) { $1 }
    FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: reply) + Data("\n".utf8))
}
client = nil
