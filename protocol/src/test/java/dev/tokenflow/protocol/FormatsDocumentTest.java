package dev.tokenflow.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.stats.StreamStats;
import dev.tokenflow.protocol.stats.StreamStatsCodec;
import dev.tokenflow.protocol.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code docs/formats.md} says, against the code. */
class FormatsDocumentTest {
    private static final Pattern CODE = Pattern.compile("`([a-z_0-9]+)`");

    private final String document = read();

    @Test
    void everyHintInItIsAHint() throws Exception {
        List<Hint> hints = new ArrayList<>();
        for (String json : examples("hint")) {
            Hint hint = HintCodec.decode(json);
            assertThat(HintCodec.encode(hint)).isEqualTo(json.replace("\n ", ""));
            hints.add(hint);
        }

        assertThat(hints).extracting(Hint::kafkaKey).containsExactly("client/203.0.113.7", "client@team-a/203.0.113.7");
        assertThat(hints).extracting(Hint::scope).containsOnly(Scope.CLIENT);
    }

    @Test
    void everyRowOfStreamStatisticsInItIsOne() throws Exception {
        List<String> examples = examples("stream-stats");
        assertThat(examples).hasSize(1);

        StreamStats row = StreamStatsCodec.decode(examples.get(0));
        assertThat(StreamStatsCodec.encode(row)).isEqualTo(examples.get(0).replace("\n ", ""));
    }

    @Test
    void everyIncidentInItIsOne() throws Exception {
        List<String> examples = examples("incident");
        assertThat(examples).hasSize(1);

        Incident incident = IncidentCodec.decode(examples.get(0));
        assertThat(IncidentCodec.encode(incident)).isEqualTo(examples.get(0).replace("\n ", ""));
        assertThat(section("Topics and keys")).contains("`" + Topics.INCIDENTS + "`");
    }

    @Test
    void theTableOfTheEventHasTheOffsetsOfTheLayout() {
        Map<String, Integer> described = new LinkedHashMap<>();
        for (String row : rows("Kernel event")) {
            String[] cells = row.split("\\|");
            if (cells[1].strip().matches("\\d+")) {
                described.put(cells[2].strip().replace("`", ""), Integer.valueOf(cells[1].strip()));
            }
        }

        assertThat(new ArrayList<>(described.entrySet()))
                .isEqualTo(new ArrayList<>(TcpEventLayout.offsets().entrySet()));
        assertThat(section("Kernel event")).contains(TcpEventLayout.SIZE + " bytes");
    }

    @Test
    void theTablesOfJsonNameEveryMemberInItsOrder() throws Exception {
        assertThat(members("Hint"))
                .containsExactlyElementsOf(
                        JsonReader.readObject(last(examples("hint"))).keySet());
        assertThat(members("Stream statistics"))
                .containsExactlyElementsOf(
                        JsonReader.readObject(last(examples("stream-stats"))).keySet());
        assertThat(members("Incident"))
                .containsExactlyElementsOf(
                        JsonReader.readObject(last(examples("incident"))).keySet());
    }

    @Test
    void theTopicOfStreamStatisticsIsNamed() {
        assertThat(section("Topics and keys")).contains("`" + StreamStats.TOPIC + "`");
    }

    private List<String> members(String section) {
        return rows(section).stream()
                .map(row -> row.split("\\|")[1])
                .flatMap(cell -> CODE.matcher(cell).results())
                .map(found -> found.group(1))
                .toList();
    }

    private List<String> rows(String section) {
        return section(section).lines().filter(line -> line.startsWith("| ")).toList();
    }

    /** From its heading up to the next one of any level. */
    private String section(String title) {
        int from = document.indexOf("\n## " + title + "\n");
        assertThat(from).as(title).isNotNegative();
        String rest = document.substring(from + 4);
        return rest.lines().takeWhile(line -> !line.startsWith("#")).collect(Collectors.joining("\n"));
    }

    private List<String> examples(String format) {
        List<String> found = Pattern.compile("```json " + format + "\n(.*?)\n```", Pattern.DOTALL)
                .matcher(document)
                .results()
                .map((MatchResult example) -> example.group(1))
                .toList();
        assertThat(found).as(format).isNotEmpty();
        return found;
    }

    private static String read() {
        Path root = Path.of(System.getProperty("tokenflow.root", "..")).toAbsolutePath();
        try {
            return Files.readString(root.resolve("docs/formats.md"));
        } catch (IOException e) {
            throw new AssertionError("docs/formats.md cannot be read", e);
        }
    }

    private static String last(List<String> texts) {
        return texts.get(texts.size() - 1);
    }
}
