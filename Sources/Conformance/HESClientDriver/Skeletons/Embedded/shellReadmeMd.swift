/// `examples/skeletons/shell/README.md`; `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes it anew.
extension Skeleton {
    static let shellReadmeMd = #"""
        # A client in bash

        `client.sh` is a client for the exec mode of the conformance suite: one process an operation, told by `HES_*` variables,
        with curl, `mosquitto_sub` and jq. It logs in, reads meters and asks the history, and passes the canary as it is. Exit
        codes: 0 done, 1 the operation failed, 89 unsupported, 90 something is wrong with the surroundings.

        ```console
        $ sudo apt-get install curl jq mosquitto-clients
        $ hes-sim conformance run --exec -- ./client.sh
        ```

        ## The next steps

        1. Run the suite. The canary passes; the first case that fails says what was required, what the driver did, and the proof.
        2. Search for `GO ON`: each mark is a promise of the API that the skeleton does not keep yet.
        3. Put your own client in the place of `post`, `call` and `listen`; the rest of the file only translates.
        4. Add operations (`collect`, `relay`, `archive.read`, `archive.add`, `archive.remove`) to the `case` at the end. An operation that is
           not there is answered `unsupported`; never claim what you do not do.

        `hes-sim conformance explain CASE` prints the clause of a case, what is judged and what is allowed.

        """#
}
