package dev.tokenflow.ops.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.ops.WholeCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that the pages tell people to type. */
class DocumentedCommandsTest {
    private static final CommandTree TREE = new CommandTree(WholeCommand.line());

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandAndOptionOfThePageExists(Page page) {
        List<String> wrong = new ArrayList<>();
        for (DocumentedCommand command : DocumentedCommand.in(page)) {
            TREE.objection(command.words()).ifPresent(objection -> wrong.add(command + ": " + objection));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void thePagesHaveCommandsAtAll() {
        assertThat(DocumentedCommand.in(Page.of("README.md"))).hasSizeGreaterThan(5);
    }

    @Test
    void theHelpOfEveryDocumentedCommandIsPrinted() throws IOException {
        Set<List<String>> paths = new LinkedHashSet<>();
        for (Page page : Page.all()) {
            DocumentedCommand.in(page).forEach(command -> paths.add(TREE.path(command.words())));
        }
        for (List<String> path : paths) {
            int status = TREE.help(path);
            assertThat(status).as("%s --help", path).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ./tokenflow demo --seed 1 # and so on                    | demo --seed 1
            sudo CI=true ./tokenflow test -pl core && true           | test -pl core
            flink run "$(./tokenflow job jar)"                       | job jar
            nohup ./tokenflow up --free-ports >log 2>&1 &            | up --free-ports
            ./tokenflow chaos --dev DEV [--delay TIME] --for 30s     | chaos --dev DEV --delay TIME --for 30s
            """)
    void aCommandEndsWhereTheShellEndsIt(String line, String words) {
        assertThat(DocumentedCommand.in("page:1", line).getFirst().words()).containsExactly(words.split(" "));
    }

    @Test
    void theOptionsOfAJobAreThoseAfterItsJar() {
        String line = "flink run -d -c dev.tokenflow.job.TrainJob \"$(./tokenflow job jar)\" --once # now";
        assertThat(DocumentedCommand.in("page:1", line))
                .extracting(DocumentedCommand::words)
                .containsExactly(List.of("job", "jar"), List.of("train", "--once"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dmeo                  | there is no command 'dmeo'
            demo --sede 1         | 'demo' has no option '--sede'
            chaos undone          | 'chaos' takes no 'undone'
            job --rate-cup 50     | 'job' has no option '--rate-cup'
            """)
    void aWrongWordIsFound(String words, String objection) {
        assertThat(TREE.objection(List.of(words.split(" ")))).hasValue(objection);
    }

    static Stream<Page> pages() throws IOException {
        return Page.all().stream();
    }
}
