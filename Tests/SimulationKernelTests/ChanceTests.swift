import SimulationKernel
import Testing

@Suite("Chance")
struct ChanceTests {
    @Test(
        "SipHash-2-4-128 gives the reference's vectors",
        arguments: [
            ([], 0xE6A8_25BA_047F_81A3, 0x9302_55C7_1472_F66D), ([0], 0x44AF_996B_D8C1_87DA, 0x45FC_229B_1159_7634),
        ] as [([UInt8], UInt64, UInt64)]
    )
    func sipHash(message: [UInt8], first: UInt64, second: UInt64) {
        let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)

        #expect(KeyedHash(key: key).hash(message) == (first, second))
    }

    @Test("the same seed and subject give the same choice, another subject another")
    func seededHash() {
        let hash = SeededHash(seed: 7).about("meter").about(3)

        #expect(hash.value == SeededHash(seed: 7).about("meter").about(3).value)
        #expect(hash.value != SeededHash(seed: 8).about("meter").about(3).value)
        #expect(hash.value != SeededHash(seed: 7).about("metes").about(3).value)
    }

    @Test("units are uniform: a tenth of them lies in each tenth")
    func uniform() {
        var counts = Array(repeating: 0, count: 10)
        for word in 0..<100_000 { counts[Int(SeededHash(seed: 1).about(UInt64(word)).unit * 10)] += 1 }

        #expect(counts.allSatisfy { (9500...10_500).contains($0) }, "\(counts)")
    }

    @Test("a log-normal read has the median, the 95 % quantile and the bound that it was given")
    func lognormal() {
        let distribution = Distribution.lognormal(median: .seconds(4), p95: .seconds(20), max: .seconds(90))
        let samples = (0..<20_000).map { distribution.sample(SeededHash(seed: 3).about(UInt64($0))).milliseconds }
            .sorted()

        #expect((3800...4200).contains(samples[10_000]))
        #expect((18_500...21_500).contains(samples[19_000]))
        #expect(samples.last == 90_000)
    }

    @Test("other distributions stay in their bounds")
    func bounds() {
        for word in 0..<2000 {
            let hash = SeededHash(seed: 5).about(UInt64(word))

            #expect(
                (10...20).contains(Distribution.uniform(.milliseconds(10), .milliseconds(20)).sample(hash).milliseconds)
            )
            #expect(
                (0...50).contains(
                    Distribution.exponential(mean: .milliseconds(10), max: .milliseconds(50)).sample(hash).milliseconds
                )
            )
            #expect(
                [1, 2].contains(Distribution.empirical([.milliseconds(1), .milliseconds(2)]).sample(hash).milliseconds)
            )
        }
    }
}
