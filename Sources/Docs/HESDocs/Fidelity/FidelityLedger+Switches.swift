import HESContract

extension FidelityLedger {
    /// A row for each switch: what the document leaves open, and the test of the switch's values.
    static let switches: [Row] = DialectCatalogue.all.map { known in
        let values = known.values.joined(separator: ", ")
        return Row(
            subject: known.name,
            says: "\(known.gap.upperFirst): \(values)",
            basis: .chosen,
            clause: known.gap.clause,
            switches: [known.name],
            test: tests[known.name] ?? "",
            quote: nil
        )
    }

    /// Test functions, by the key of the switch.
    private static let tests: [String: String] = [
        "topicKey": "test_topic_key",
        "topicForm": "test_topic_form",
        "topicTenant": "test_topic_tenant",
        "pushTiming": "test_push_timing",
        "pushParts": "test_push_parts",
        "pushOverflow": "test_push_overflow",
        "pushQoS": "test_push_qos_and_retain",
        "pushRetain": "test_push_qos_and_retain",
        "tokenRenewal": "test_token_renewal",
        "expireIn": "test_expire_in",
        "tokenForm": "test_token_form",
        "tokenPlace": "test_token_place",
        "archiveForm": "test_archive_form",
        "devListForm": "test_dev_list_form",
        "integerStrings": "test_integer_strings",
        "errorStatus": "test_failures",
        "errorData": "test_error_data",
        "codeType": "test_failures",
        "tokenError": "test_failures",
        "totalCount": "test_total_count",
        "pageBase": "test_page_base_cgcode_and_types",
        "pageClamp": "test_page_clamp",
        "pastEnd": "test_past_end",
        "rowOrder": "test_row_order",
        "windowEnd": "test_window_end",
        "historyLimit": "test_history_limit",
        "historyCgcode": "test_page_base_cgcode_and_types",
        "statusRule": "test_status_rule",
        "failedMeter": "test_failed_meter",
        "emptyList": "test_empty_list",
        "valueType": "test_page_base_cgcode_and_types",
        "devAddrType": "test_page_base_cgcode_and_types",
        "timestampUnit": "test_page_base_cgcode_and_types",
        "channelOrder": "test_channel_order",
        "powerUnit": "test_power_unit",
        "unknownMeter": "test_unknown_meter",
        "unknownDcu": "test_unknown_dcu",
        "addUnknown": "test_add_unknown",
        "addElsewhere": "test_add_elsewhere",
        "planIdForm": "test_plan_id_form",
        "backfill": "test_backfill",
        "freezeStamp": "test_freeze_stamp",
        "profileStamp": "test_profile_stamp",
        "demandReset": "test_demand_reset",
        "emptyWindow": "test_a_window_without_a_freeze_is_no_dead_meter",
        "instantStamp": "test_an_instant_reading_has_its_meters_instant_or_its_plans",
        "singleHistory":
            "tasks return 3 to 120 s after each end of an interval, for each meter and interval at its own time",
        "absentPhase": "test_a_phase_that_a_meter_lacks_is_a_zero_or_fails",
        "historySpan": "its last instant belongs to it, the second after does not",
        "freezeLabel": "by opening, a day's row has the stamp a day earlier, in history as in pushes",
        "energyStep": "of 0.01 round every energy down, the same by every road, and nothing else",
        "decimals": "are by item, three, or without zeros at their end, as text and as numbers",
        "fieldOrder": "test_field_order",
        "unknownFields": "test_unknown_fields",
        "bom": "test_bom",
        "requireJSONContentType": "test_require_json_content_type",
        "reasonHeader": "test_reason_header",
    ]
}

extension String {
    fileprivate var upperFirst: String { prefix(1).uppercased() + dropFirst() }

    /// The first section that the text names, from its `§` to the next blank; empty if it names none.
    fileprivate var clause: String {
        firstIndex(of: "§").map { String(self[$0...].prefix { $0 != " " }) } ?? ""
    }
}
