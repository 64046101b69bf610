import HESSimulation

extension World {
    /// Takes the place of `old` where `swap` can make that so for all callers; `swap` is called under this world's lock.
    ///
    /// In the state file the replacement comes behind all that `old` has decided and before all that this world decides: calls
    /// of this world wait for its lock, and what `old` still decides belongs to a world that is gone.
    ///
    /// - Returns: what `swap` returns.
    func succeed(_ old: World, swap: () -> Bool) -> Bool {
        state.withLock { state in
            guard swap() else { return false }
            guard let recorder, let replacement else { return true }
            let input = RecordedInput(
                tenantCode: recordName,
                instant: replacement.configuration.start,
                kind: .replace(document: replacement.document)
            )
            let life = old.state.withLock { old in
                old.isRecorded = false
                recorder.record(input)
                return old.headEnd.life
            }
            state.headEnd.beginLife(after: life)
            reserve(isInstantGiven: true, isSaved: true, in: &state)
            return true
        }
    }
}
