import HESSimulation

extension World {
    /// Returns when the journal gets an entry from `sequence` on, when the time is over, or when the task is cancelled; within
    /// 20 ms when it has one already, or when too many tasks wait.
    package func journalGrows(beyond sequence: Int, within limit: Duration) async {
        let waiter = Latch()
        let isAdded = state.withLock { state in
            state.headEnd.journal.nextSequence <= max(1, sequence) && state.journalWaiters.add(waiter)
        }
        let patience = isAdded ? limit : min(limit, .milliseconds(20))
        _ = await waiter.wait(until: .now.advanced(by: patience))
        state.withLock { $0.journalWaiters.remove(waiter) }
    }

    /// Records that an MQTT client connected, subscribed or disconnected.
    func record(_ client: JournalEntry.ClientNote) {
        state.withLock { state in state.headEnd.recordClient(client, at: state.clock.now(wall: services.wall())) }
        journalChanged()
        // A new subscriber may be what a clock that leaps has waited for.
        wakeForNext()
    }

    /// Records what became of the broker.
    func recordBroker(_ remark: JournalRemark) {
        state.withLock { state in state.headEnd.recordBroker(remark, at: state.clock.now(wall: services.wall())) }
        journalChanged()
    }

    /// Records a request that is none of the nine calls, with its body if that was read.
    func record(_ miss: JournalEntry.HTTPNote, body: [UInt8]?, reply: [UInt8]?) {
        state.withLock { state in
            let entry = state.headEnd.recordMiss(miss, at: state.clock.now(wall: services.wall()))
            if let body { bodies.keep(body, as: .request(entry)) }
            if let reply { bodies.keep(reply, as: .reply(entry)) }
        }
        journalChanged()
    }

    /// Called outside the lock when the journal may have grown without ``act(_:)``.
    func journalChanged() {
        for waiter in state.withLock({ $0.journalWaiters.removeAll() }) { waiter.open() }
    }
}
