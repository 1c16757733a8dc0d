package dev.tokenflow.agent.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.agent.AgentMain;
import dev.tokenflow.agent.Shell;
import dev.tokenflow.agent.TestBroker;
import dev.tokenflow.agent.TopicReader;
import dev.tokenflow.agent.batch.WallClockOffset;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.protocol.hint.Tenant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded batches through a real broker; needs no kernel probe. */
class ReplayTest {
    private static final long MS = 1_000_000L;
    private static final long RECORDED_WALL_NS = 1_700_000_000_000L * MS;
    private static final long MONO_NS = 5_000 * MS;
    private static final int SPEED = 4;

    @TempDir
    private static Path folder;

    private static TestBroker broker;

    /** A command in this process and what it said. */
    private record Said(int status, String out, String err) {
        static Said by(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int status = AgentMain.execute(new PrintWriter(out), new PrintWriter(err), args);
            return new Said(status, out.toString(), err.toString());
        }
    }

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void whatWasRecordedHappensAgainNowAndFaster() throws Exception {
        Path file = file("twice.tfev", batch("web", 7, 0, 0), batch("web", 7, 1, 400), batch("web", 9, 0, 800));
        long beforeNs = wallNs();
        Said said = replay("again", file, "--speed", "" + SPEED);
        long afterNs = wallNs();

        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out()).contains("replayed 3 of 3 batches with 6 events, 3 batches acknowledged, 0 events lost");
        List<Batch> batches = TopicReader.read(broker, "again");
        List<BatchHeader> headers = batches.stream().map(Batch::header).toList();
        assertThat(headers).extracting(BatchHeader::agent).containsOnly("replay-web");
        assertThat(headers).extracting(BatchHeader::sequence).containsExactly(0L, 1L, 0L);
        assertThat(headers.get(1).epoch()).isEqualTo(headers.get(0).epoch());
        assertThat(headers.get(2).epoch()).isGreaterThan(headers.get(1).epoch());
        assertThat(headers.get(1).closedNs() - headers.get(0).closedNs()).isEqualTo(400 * MS / SPEED);
        assertThat(headers.get(2).closedNs() - headers.get(0).closedNs()).isEqualTo(800 * MS / SPEED);
        assertThat(headers)
                .allSatisfy(header ->
                        assertThat(header.closedNs() + header.monoToWallNs()).isBetween(beforeNs, afterNs));
        for (Batch batch : batches) {
            TcpEventView event = batch.read(0, new TcpEventView());
            assertThat(batch.header().closedNs() - event.tsNs()).isEqualTo(20 * MS / SPEED);
            assertThat(event.rttUs()).isEqualTo(43_000);
        }
    }

    @Test
    void tenantsStay() throws Exception {
        Said said = replay("tenants", file("tenants.tfev", batch("web", "team-a", 7, 0, 0)));
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(TopicReader.read(broker, "tenants").getFirst().header().tenant())
                .isEqualTo("team-a");
    }

    @Test
    void gapsOfTheRecordingStay() throws Exception {
        Said said = replay("gap", file("gap.tfev", batch("web", 7, 10, 0), batch("web", 7, 13, 20)));
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(TopicReader.read(broker, "gap"))
                .extracting(batch -> batch.header().sequence())
                .containsExactly(0L, 3L);
    }

    @Test
    void damageIsSetAsideAndTheRestIsSent() throws Exception {
        Said said = replay(
                "damage",
                file(
                        "damage.tfev",
                        batch("web", 7, 0, 0),
                        "garbage".getBytes(StandardCharsets.UTF_8),
                        batch("web", 7, 1, 20)));
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("set aside: ")
                .contains("7 bytes skipped")
                .contains("1 damaged places left out");
        assertThat(TopicReader.read(broker, "damage")).hasSize(2);
    }

    @Test
    void longNamesAreCutToWhatAHeaderHolds() throws Exception {
        Said said = replay("long", file("long.tfev", batch("é".repeat(32), 7, 0, 0)));
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(TopicReader.read(broker, "long").getFirst().header().agent()).isEqualTo("replay-" + "é".repeat(28));
    }

    /** In a process of its own, as it is started: what it warns of is seen, unless somebody wants it otherwise. */
    @Test
    void warningsAreSeenOnStandardError() throws Exception {
        broker.makeTopic("narrow", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        Path file = file("two.tfev", batch("web", 7, 0, 0), batch("app", 7, 0, 0));
        String warning = "topic narrow has fewer partitions (1) than there are shards (2)";
        assertThat(errorsOf(List.of(), file)).containsPattern("WARN .*" + Pattern.quote(warning));

        Path quiet = Files.writeString(folder.resolve("quiet.properties"), "rootLogger.level = OFF\n");
        assertThat(errorsOf(List.of("-Dlog4j2.configurationFile=" + quiet), file))
                .doesNotContain(warning);
    }

    private static String errorsOf(List<String> options, Path file) throws Exception {
        List<String> command = new ArrayList<>(Shell.java(
                System.getProperty("java.class.path"),
                AgentMain.class,
                "replay",
                file.toString(),
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--topic",
                "narrow"));
        command.addAll(3, options);
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(errors);
    }

    @Test
    void whatCannotBeDoneIsOneLine() throws Exception {
        Path good = file("good.tfev", batch("web", 7, 0, 0));
        Path text = Files.writeString(folder.resolve("table.csv"), "agent,ts_ns\n");
        Path broken = Files.write(folder.resolve("broken.tfev"), "TFEV and no more".getBytes(StandardCharsets.UTF_8));
        refused("there is no file '/no/such'", replay("t", Path.of("/no/such")));
        refused("is a folder, expected a file", replay("t", folder));
        refused("is no recording of batches", replay("t", text));
        refused("has no readable batch", replay("t", broken));
        refused("--speed is 0.0, expected more than 0", replay("t", good, "--speed", "0"));
        refused("--speed is NaN, expected more than 0", replay("t", good, "--speed", "NaN"));
        refused("Invalid value for option '--speed'", replay("t", good, "--speed", "fast"));
        refused("Unknown options: '--watch-port', '80'", replay("t", good, "--watch-port", "80"));
        refused("--record stands before 'replay'", Said.by("--record", "x", "replay", good.toString()));
        refused("Missing required parameter: 'FILE'", Said.by("replay"));
        refused("agent replay FILE", Said.by("--replay", good.toString(), "--speed", "2"));
        refused("no Kafka broker is given", Said.by("replay", good.toString()));
        refused(
                "cannot be used",
                Said.by("replay", good.toString(), "--bootstrap-servers", "127.0.0.1:" + TestBroker.freePort()));
    }

    private static void refused(String why, Said said) {
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err().lines().toList()).hasSize(1);
        assertThat(said.err()).startsWith("tokenflow: ").contains(why);
    }

    private static Said replay(String topic, Path file, String... more) {
        List<String> args = new ArrayList<>(
                List.of("replay", file.toString(), "--bootstrap-servers", broker.bootstrapServers(), "--topic", topic));
        args.addAll(List.of("--max-age", "30s")); // a busy machine must not lose what is counted
        args.addAll(List.of(more));
        return Said.by(args.toArray(String[]::new));
    }

    private static Path file(String name, byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    /** Two events, 20 and 10 ms before the batch was closed. */
    private static byte[] batch(String agent, long epoch, long sequence, long atMs) {
        return batch(agent, Tenant.NONE, epoch, sequence, atMs);
    }

    private static byte[] batch(String agent, String tenant, long epoch, long sequence, long atMs) {
        long closedNs = MONO_NS + atMs * MS;
        byte[] structs = new byte[2 * TcpEventLayout.SIZE];
        for (int i = 0; i < 2; i++) {
            byte[] struct = new TcpEventBuilder()
                    .kind(EventKind.RTT)
                    .tsNs(closedNs - (20 - 10 * i) * MS)
                    .sockCookie(3)
                    .remote(IpAddress.parse("192.0.2.7"), 4_000)
                    .rtt(43_000, 1, 43_000, 43_000, 43_000)
                    .toBytes();
            System.arraycopy(struct, 0, structs, i * TcpEventLayout.SIZE, TcpEventLayout.SIZE);
        }
        BatchHeader header =
                new BatchHeader(agent, 0, 1, epoch, sequence, closedNs, RECORDED_WALL_NS - MONO_NS, 0, tenant, 0);
        return BatchCodec.encode(header, structs, 2);
    }

    private static long wallNs() {
        return System.nanoTime() + WallClockOffset.measureNs();
    }
}
