/// `examples/skeletons/node/README.md`; `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes it anew.
extension Skeleton {
    static let nodeReadmeMd = #"""
        # A driver in JavaScript

        `driver.mjs` speaks the protocol of the conformance suite (JSON Lines on stdin and stdout) with Node.js 18 or newer and no
        packages; `listener.mjs` receives results through `mosquitto_sub` (package `mosquitto-clients`). It logs in, reads meters
        and asks the history, and passes the canary as it is. Print nothing else on stdout; stderr is kept with the case.

        ```console
        $ hes-sim conformance run -- node driver.mjs
        ```

        ## The next steps

        1. Run the suite. The canary passes; the first case that fails says what was required, what the driver did, and the proof.
        2. Search for `GO ON`: each mark is a promise of the API that the skeleton does not keep yet.
        3. Put your own client in the place of `class Client`; the rest of the file only translates.
        4. Add operations (`collect`, `relay`, `archive.read`, `archive.add`, `archive.remove`) and declare them in the capabilities. An operation that is
           not there is answered `unsupported`; never claim what you do not do.

        `hes-sim conformance explain CASE` prints the clause of a case, what is judged and what is allowed.

        """#
}
