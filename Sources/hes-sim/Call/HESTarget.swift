import ArgumentParser

/// The flags for a HES, its broker and a user of it; `HES_*` of the environment stand for absent ones.
struct HESTarget: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Such as https://hes.example:8443, or https://proxy.example/hes. Default: HES_BASE_URL.",
            valueName: "url"
        )
    )
    var baseURL: String?

    @Option(
        help: ArgumentHelp(
            "mqtt[s]://[user:password@]host[:port]; without a user that of the calls. Default: HES_BROKER, or HES_MQTT_HOST and the like.",
            valueName: "url"
        )
    )
    var broker: String?

    @Option(help: ArgumentHelp("Default: HES_TENANT.", valueName: "code"))
    var tenant: String?

    @Option(help: ArgumentHelp("Default: HES_USERNAME.", valueName: "name"))
    var username: String?

    @Option(help: ArgumentHelp("Default: HES_PASSWORD, which no list of processes shows.", valueName: "text"))
    var password: String?

    @Option(help: ArgumentHelp("Default: HES_SECRET_KEY.", valueName: "text"))
    var secretKey: String?

    @Option(
        help: ArgumentHelp("Of the HES: offset or IANA name. Default: HES_TIME_ZONE or +08:00.", valueName: "zone")
    )
    var timeZone: String?

    @Option(
        help: ArgumentHelp(
            "PEM file of certificate authorities: for https beside those of the system, for mqtts in their place.",
            valueName: "file"
        )
    )
    var ca: String?

    /// Each flag with what was given for it.
    var given: [(String, String?)] {
        [
            ("--base-url", baseURL), ("--broker", broker), ("--tenant", tenant), ("--username", username),
            ("--password", password), ("--secret-key", secretKey), ("--time-zone", timeZone), ("--ca", ca),
        ]
    }
}
