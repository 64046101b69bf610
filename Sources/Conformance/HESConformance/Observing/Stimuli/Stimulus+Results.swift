import HESContract
import JSON

extension Stimulus {
    private static let reads: [Endpoint] = [.readFrozen, .readSingle]
    /// Repetitions of a call that failed, within one turn.
    private static let mostRepetitions = 5

    static let lostResult = Stimulus(
        id: "PUSH-14",
        clause: "§4.1",
        title: "A result that never comes: the system goes on, and reads again a bounded number of times",
        endpoints: reads,
        effect: ["type": "pushDrop"],
        expected: "at most five repetitions of the read before one succeeds, and further calls",
        allowed: ["reading again", "leaving the gap for the next collection"],
        hint: "A plan needs a deadline: after it the gap is noted, and the next work begins."
    ) { $0.bounded(most: mostRepetitions) }

    static let failedResult = Stimulus(
        id: "READ-02",
        clause: "§3.3.3",
        title: "A failed result with an empty list: the system goes on, and reads again a bounded number of times",
        endpoints: reads,
        effect: ["type": "meterOffline"],
        expected: "at most five repetitions of the read before one succeeds, and further calls",
        allowed: ["reading again", "leaving the gap for the next collection"],
        hint: "\"02=Failure\" comes with an empty list: a consumer that ends there reads nothing any more."
    ) { $0.bounded(most: mostRepetitions) }

    static let partialResult = Stimulus(
        id: "READ-01",
        clause: "§3.3.3",
        title: "A partial result: no more than the missing meters are read again",
        endpoints: reads,
        effect: ["type": "meterOffline"],
        further: [("share", .number("0.5"))],
        expected: "no repetition of the call for all of its meters",
        allowed: [
            "reading the missing meters again", "not reading again", "another item or window for all meters",
            "a call that comes regularly",
        ],
        hint: "\"01=Partial Success\": the meters that are in the list have answered, the others have not."
    ) { reaction in
        let result = reaction.traffic.pushes.first { result in
            result.push.planID != nil && result.push.planID == reaction.call.reply?.planID
        }
        let answered = result?.push.json?.member("data")?.value.member("list")?.value.elements ?? []
        let meters = Set(answered.compactMap { $0.member("devAddr")?.value.word })
        let asked = reaction.call.meters
        guard asked.contains(where: meters.contains), !asked.allSatisfy(meters.contains) else {
            return .notReached(
                "the result of #\(reaction.call.seq) was not partial: it was asked for \(asked.count) meters"
            )
        }
        let same = reaction.traffic.calls.filter { $0.repetition == reaction.call.repetition }
        if let earlier = same.first(where: { $0.seq < reaction.call.seq }) {
            return .notReached("the same call came before (#\(earlier.seq)), so that a repetition proves nothing")
        }
        let again = same.filter { $0.seq > reaction.hit && $0.seq <= reaction.end }
        guard let first = again.first else { return reaction.goesOn("the meters that had answered were left alone") }
        guard again.count == 1 else {
            return .notReached(
                "the same call came again and again (#\(first.seq)), so that a repetition proves nothing"
            )
        }
        let what = "\(reaction.call.name) was repeated for meters that had answered"
        return .broken(what, from: reaction.call.seq, to: first.seq)
    }

    static let repeatedResult = Stimulus(
        id: "PUSH-06",
        clause: "§3.3.3",
        title: "A result that is delivered three times does no harm",
        endpoints: reads,
        effect: ["type": "pushDuplicate", "copies": 2],
        expected: "a connection to the broker that stays, and further calls",
        allowed: ["closing the connection in order"],
        hint: "QoS 1 delivers at least once: a row is known by its meter, its item and its instant."
    ) { reaction in
        let lost = reaction.events.first { event in
            if case .mqttDisconnect(let end) = event.kind { end.reason == .lost } else { false }
        }
        guard let lost else { return reaction.goesOn("the connection stayed") }
        let what = "the result came again, and a client of the broker was gone"
        return .broken(what, from: reaction.hit, to: lost.seq)
    }

    static let busyHistory = Stimulus(
        id: "ENV-01",
        clause: "§3.5.2",
        title: "HTTP 200 with code 500: the system goes on, and asks again a bounded number of times",
        endpoints: [.historyFrozen, .historySingle],
        effect: ["type": "replyCode", "code": 500, "msg": "system busy"],
        expected: "at most five repetitions of the question before one succeeds, and further calls",
        allowed: ["asking again", "leaving the gap for the next collection"],
        hint: "Success is code 200 in the body (\"200=Success 500=Fail\"); the HTTP status is 200 either way."
    ) { $0.bounded(most: mostRepetitions) }

    static let cutBroker = Stimulus(
        id: "PUSH-11",
        clause: "§4.1",
        title: "A client whose connection to the broker is cut comes back and subscribes again",
        endpoints: reads,
        effect: ["type": "brokerCut"],
        expected: "a new connection and a subscription behind it",
        allowed: ["any pause before the new connection, within the turn", "any filter"],
        hint: "A broker forgets a clean session: after CONNACK every subscription has to be made again."
    ) { reaction in
        let back = reaction.events.first { event in
            if case .mqttConnect(let packet) = event.kind { packet.code == 0 } else { false }
        }
        let subscribe = back.flatMap { back in
            reaction.traffic.subscribes.first { $0.seq > back.seq && $0.seq <= reaction.end }
        }
        if let back, let subscribe { return .pass("back and subscribed", at: [back.seq, subscribe.seq]) }
        let what =
            back == nil ? "connections were cut, and no client came back" : "a client came back without a subscription"
        return reaction.lacks(what, from: reaction.hit, to: back?.seq ?? reaction.end)
    }
}
