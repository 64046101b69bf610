/// `examples/skeletons/python/README.md`; `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes it anew.
extension Skeleton {
    static let pythonReadmeMd = #"""
        # A driver in Python

        `driver.py` speaks the protocol of the conformance suite (JSON Lines on stdin and stdout) with requests and paho-mqtt. It
        logs in, reads meters and asks the history, and passes the canary as it is. Print nothing else on stdout; stderr is kept
        with the case.

        ```console
        $ python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
        $ hes-sim conformance run -- .venv/bin/python driver.py
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
