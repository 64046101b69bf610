import HESConformance
import Testing

@Suite("Commands to paste")
struct ShellLineTests {
    @Test(
        "a word is quoted where a shell would read it otherwise",
        arguments: [
            (["java", "-cp", "/usr/share/java/*", "Driver"], "java -cp '/usr/share/java/*' Driver"),
            (["./driver", "--name=a,b", "1:2@3%4+5"], "./driver --name=a,b 1:2@3%4+5"),
            (["sh", "-c", "echo \"$HOME\" && true"], "sh -c 'echo \"$HOME\" && true'"),
            (["it's", ""], #"'it'\''s' ''"#),
            (["~/driver", "größe"], "'~/driver' 'größe'"),
        ]
    )
    func quoted(_ words: [String], line: String) {
        #expect(ShellLine.of(words) == line)
    }
}
