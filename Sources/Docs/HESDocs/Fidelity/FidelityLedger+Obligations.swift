import HESConformance

extension FidelityLedger {
    /// A row for each obligation of a client: where it comes from, and the checks of the suite that hold it.
    static let obligations: [Row] = ClauseCoverage.obligations.map { known in
        let source = sources[known.clause] ?? Source(basis: .chosen, clause: "", quote: nil)
        return Row(
            subject: known.clause,
            says: known.sentence,
            basis: source.basis,
            clause: source.clause,
            switches: [],
            test: known.checks.isEmpty ? known.excluded ?? "" : known.checks.joined(separator: ", "),
            quote: source.quote
        )
    }

    private struct Source {
        let basis: Basis
        let clause: String
        let quote: String?
    }

    private static let sources: [String: Source] = [
        "O1": stated(
            "§3.1.1",
            words: "Tenant code username String Yes Username password String Yes Password secretKey String Yes"
        ),
        "O2": stated("§3.1", words: "Developers need to cache the token for subsequent interface calls"),
        "O3": stated(
            "§3.1",
            words: "the same result will be returned … After expiration, obtaining it again will return a new token"
        ),
        "O4": stated("§3.2.1–3.9.1", words: "token String Yes HES interface request signature verification"),
        "O5": stated("§3.1.2", words: "code Integer Return status code 200=Success 500=Fail"),
        "O6": stated("§3.2.1", words: "YYYY-MM-DD HH:mm:ss"),
        "O7": stated("§3.2.1, §3.4.1", words: "separated by commas … curPage Integer Yes … pageSize Integer Yes"),
        "O8": stated("§3.4.1", words: "within half a year"),
        "O9": stated(
            "§3.4.2",
            words: "Total amount of data that meets the conditions curPage Integer Paging query parameter"
        ),
        "O10": stated("§3.2.2", words: "planId String Created operation plan ID topicId String MQTT subscription"),
        "O11": stated("§3.2.3", words: "00=Success 01=Partial Success 02=Failure"),
        "O12": stated(
            "§4.2",
            words: "Profile Data(Data Category: Composite) … Instantaneous Data(Data Category: Single)"
        ),
        "O13": stated("§3.2.3", words: "Composite reading takes the freeze time"),
        "O14": Source(basis: .data, clause: "§3.5.2", quote: nil),
        "O15": stated("§3.6.3", words: "successful Boolean Execution result true=success false=failure"),
        "O16": stated("§3.8", words: "operation result data will push to MQ with specific topic"),
        "O17": stated("§4.1", words: "check the quantity. If find out data missing invoke API (real-time reading)"),
        "O18": stated("§4.1", words: "Save the return data"),
        "O19": stated("§3.2.3", words: "devAddr String Meter number"),
        "O20": stated("§3.2.1–3.9.1", words: "Name Type Required Description"),
        "O21": stated("§3.1–3.9", words: "Request Method: POST … POST /apis/openapi/getToken HTTP/1.1"),
        "O22": stated("§3.8.1", words: "status String Yes Archive status 0=Disabled 1=Enabled"),
        "O23": Source(basis: .data, clause: "§4.2", quote: nil),
        "O24": stated("§3.3.3", words: "Instant reading takes the task return time"),
        "O25": Source(basis: .data, clause: "§3.2.3", quote: nil),
        "O26": stated("§2 a", words: "the process of periodically obtaining frozen data reading from meters"),
    ]

    private static func stated(_ clause: String, words quote: String) -> Source {
        Source(basis: .stated, clause: clause, quote: quote)
    }
}
