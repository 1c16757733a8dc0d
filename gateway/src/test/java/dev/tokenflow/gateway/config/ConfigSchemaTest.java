package dev.tokenflow.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import dev.tokenflow.gateway.GatewayMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The schema of the configuration file says what the gateway itself says. */
class ConfigSchemaTest {
    private static final Path EXAMPLE =
            Path.of(System.getProperty("tokenflow.root", ".."), "examples/gateway/gateway.yaml");
    private static final Path PAGE = Path.of(System.getProperty("tokenflow.root", ".."), "docs/gateway.md");
    private static final Set<String> NOT_FOR_A_FILE =
            Set.of("config", "check", "print-schema", "help", "version", "until-stdin-closes");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private record Said(int status, String text) {}

    @Test
    void theExampleFitsAndIsUnderstood() throws IOException {
        assertThat(objections(Files.readString(EXAMPLE))).isEmpty();
        assertThat(check(EXAMPLE)).isEqualTo(new Said(0, "gateway: the configuration is well, with 3 upstreams\n"));
    }

    @Test
    void soIsTheFileOfThePage() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();
        String yaml = page.substring(from, page.indexOf("```", from));
        assertThat(yaml).contains("upstreams:");
        assertThat(objections(yaml)).isEmpty();
        assertThat(check(Files.writeString(folder.resolve("page.yaml"), yaml)).status())
                .isZero();
    }

    @Test
    void theExampleNamesEveryMember() throws IOException {
        String example = Files.readString(EXAMPLE);
        for (String member : members(schema())) {
            if (!member.equals("upstream")) {
                assertThat(example).as(member).containsPattern("(?m)^(# )?" + member + ":");
            }
        }
        for (String member : members(schema().at("/$defs/upstream"))) {
            assertThat(example).as(member).containsPattern("(?m)^ +(- )?" + member + ":");
        }
    }

    @Test
    void itsMembersAreTheOptionsAndUpstreams() throws IOException {
        List<String> expected = new ArrayList<>(List.of("upstreams"));
        for (OptionSpec option : GatewayMain.command().getCommandSpec().options()) {
            String name = option.longestName().substring(2);
            if (!NOT_FOR_A_FILE.contains(name)) {
                expected.add(name);
            }
        }
        assertThat(members(schema())).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(schema().findValuesAsText("description"))
                .allSatisfy(text -> assertThat(text).endsWith("."));
    }

    @Test
    void itsDefaultsAreThoseOfTheOptions() throws IOException {
        for (OptionSpec option : GatewayMain.command().getCommandSpec().options()) {
            String standard = option.defaultValue();
            String name = option.longestName().substring(2);
            if (standard != null && !NOT_FOR_A_FILE.contains(name)) {
                String said =
                        schema().at("/properties/" + name + "/description").asText();
                assertThat(said.replace(", ", ",")).as(name).endsWith("Default: " + standard + ".");
            }
        }
    }

    /** Schema and program agree about each of these files, one of which is good in every pair. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true  | upstream: http://127.0.0.1:8000
            true  | upstream: [http://127.0.0.1:8000, 'https://api.example.com/v1']
            false | upstream: 127.0.0.1:8000
            false | upstreams: []
            false | upstreams: [{name: a}]
            false | upstreams: [{url: 'http://h', colour: red}]
            false | upstreams: [{url: 'http://h', health: ok}]
            false | upstreams: [{url: 'http://h', paths: v1}]
            false | upstreams: [{url: 'http://h', finish: 3}]
            true  | upstreams: [{url: 'http://h', models: 'llama-*', paths: /v1}]
            false | {upstream: 'http://h', upstreams: [{url: 'http://h'}]}
            false | {upstream: 'http://h', colour: red}
            true  | {upstream: 'http://h', keep-alive: 0, stall-timeout: 1.5}
            true  | {upstream: 'http://h', keep-alive: 500ms, stall-timeout: 2 min, drain-timeout: 1h}
            false | {upstream: 'http://h', keep-alive: soon}
            true  | {upstream: 'http://h', max-memory: 268435456, max-pending: 64KiB, max-preview: 1g}
            false | {upstream: 'http://h', max-pending: many}
            true  | {upstream: 'http://h', listen: 8088, admin: '[::1]:0'}
            false | {upstream: 'http://h', listen: everywhere}
            true  | {upstream: 'http://h', compress: none}
            true  | {upstream: 'http://h', compress: 'gzip,zstd'}
            false | {upstream: 'http://h', compress: brotli}
            false | {upstream: 'http://h', compress: [brotli]}
            true  | {upstream: 'http://h', hint-mode: long-poll, hints: 'http://127.0.0.1:8090'}
            false | {upstream: 'http://h', hint-mode: guess}
            true  | {upstream: 'http://h', log-addresses: true}
            false | {upstream: 'http://h', log-addresses: 3}
            false | {upstream: 'http://h', threads: -1}
            false | {upstream: 'http://h', min-deltas: 0}
            false | {upstream: 'http://h', tls-cert: server.crt}
            """)
    void itAgreesWithTheProgram(boolean good, String yaml) throws IOException {
        assertThat(objections(yaml).isEmpty()).as("%s", objections(yaml)).isEqualTo(good);
        Said said = check(Files.writeString(folder.resolve("gateway.yaml"), yaml));
        assertThat(said.status()).as(said.text()).isEqualTo(good ? 0 : 2);
        assertThat(said.text().lines()).hasSize(1);
    }

    @Test
    void itIsPrinted() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(GatewayMain.command().setOut(new PrintWriter(out)).execute("--print-schema"))
                .isZero();
        assertThat(JSON.readTree(out.toString())).isEqualTo(schema());
    }

    private static Said check(Path file) {
        StringWriter said = new StringWriter();
        CommandLine line = GatewayMain.command().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        return new Said(line.execute("--check", "--config=" + file), said.toString());
    }

    private static List<String> objections(String yaml) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema(), SchemaValidatorsConfig.builder().build());
        JsonNode tree = JSON.valueToTree(new Yaml().load(yaml));
        return schema.validate(tree).stream().map(Object::toString).toList();
    }

    private static JsonNode schema() throws IOException {
        return JSON.readTree(ConfigSchema.text());
    }

    private static List<String> members(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }
}
