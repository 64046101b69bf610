/// Every judging function; a new one is a line here.
package enum FingerprintCatalogue {
    package static let all: [Fingerprint] =
        EnvelopeForms.all + TokenForms.all + PageForms.all + WindowForms.all + RowForms.all + ValueForms.all
        + StampForms.all + PlanForms.all + PushForms.all + ResultForms.all + ArchiveForms.all
}
