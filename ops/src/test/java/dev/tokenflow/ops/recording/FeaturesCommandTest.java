package dev.tokenflow.ops.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.shard.AlarmConfig;
import dev.tokenflow.ops.Said;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FeaturesCommandTest {
    private static final String ROW_OF_ONE_EVENT =
            "client,203.0.113.7,1763917152200,false,1,40.5,40.5,40.5,40.5,40.5,0,0,0,0,,0,0,1,0,0,40.5,40.5,40.5,40.5,"
                    + "1763917152010,update";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void batchesAndTheTableOfTheirEventsGiveTheSameRows(long seed) throws IOException {
        SampleEvents events = new SampleEvents(seed);
        Path csv = Files.write(folder.resolve("events.csv"), events.table());
        Path bin = Files.write(folder.resolve("events.bin"), interleaved(events));

        Said ofTable = Said.by("features", "--in", csv.toString());
        Said ofBatches = Said.by("features", "--in", bin.toString());

        assertThat(ofTable.status()).isZero();
        assertThat(ofTable.err()).singleElement().asString().contains(String.format("%,d events", events.size()));
        assertThat(ofTable.out()).hasSizeGreaterThan(500).anyMatch(row -> row.contains(",true,"));
        assertThat(ofBatches).isEqualTo(ofTable);
    }

    @Test
    void theOrderOfLinesAndOfPartitionsDoesNotMatter() throws IOException {
        SampleEvents events = new SampleEvents(4);
        List<String> lines = events.table();
        List<String> expected = Said.by(
                        "features",
                        "--in",
                        Files.write(folder.resolve("a.csv"), lines).toString())
                .out();
        Collections.shuffle(lines.subList(1, lines.size()), new Random(4));
        Path csv = Files.write(folder.resolve("b.csv"), lines);
        ByteArrayOutputStream lumps = new ByteArrayOutputStream();
        for (String agent : events.agents()) {
            for (byte[] batch : events.batches(agent)) {
                lumps.write(batch);
            }
        }
        Path bin = Files.write(folder.resolve("b.bin"), lumps.toByteArray());

        assertThat(Said.by("features", "--in", csv.toString()).out()).isEqualTo(expected);
        assertThat(Said.by("features", "--in", bin.toString()).out()).isEqualTo(expected);
    }

    @Test
    void aRowSaysWhatItsEventSays() throws IOException {
        Said said = features(List.of(
                "kind,remote,ts_ns,cookie,rtt_us,colour",
                "rtt,203.0.113.7,1763917152010000000,18446744073709551615,40500,red"));

        assertThat(said.out()).hasSize(4);
        assertThat(said.out().get(0)).startsWith("scope,key,window_end_ms,alarm,count,min_rtt_ms,");
        assertThat(said.out().get(1)).isEqualTo(ROW_OF_ONE_EVENT);
        assertThat(said.out().get(2)).startsWith("prefix,203.0.113.0/24,1763917152200,");
        assertThat(said.out().get(3)).startsWith("site,csv,1763917152200,");
        assertThat(said.out()).allMatch(row -> row.split(",", -1).length == 26);
    }

    @Test
    void readingsWithoutNewsAreWrittenWhenAskedFor() throws IOException {
        List<String> lines = List.of(
                "agent,kind,remote,ts_ns,cookie,rtt_us",
                "\"a, \"\"b\"\"\",rtt,203.0.113.7,1763917152010000000,1,40500",
                "\"a, \"\"b\"\"\",close,203.0.113.7,1763917155010000000,1,",
                "c,rtt,203.0.114.7,1763917230010000000,1,40500");

        assertThat(features(lines).out()).allMatch(row -> row.endsWith(",update") || row.endsWith(",kind"));
        List<String> all = features(lines, "--all").out();
        assertThat(all)
                .anyMatch(row -> row.startsWith("client,203.0.113.7,1763917152800,") && row.endsWith(",refresh"));
        assertThat(all)
                .anyMatch(row -> row.startsWith("site,\"a, \"\"b\"\"\",1763917215200,") && row.endsWith(",expired"));
    }

    @Test
    void badLinesAreSetAsideWithTheirNumber() throws IOException {
        Said said = features(List.of(
                "ts_ns,cookie,remote,kind,rtt_us,rtt_count,rtt_sum_us,rtt_min_us,rtt_max_us",
                "1763917152010000000,1,203.0.113.7,rtt,40500,,,,",
                "# a comment",
                "",
                "yesterday,1,203.0.113.7,rtt,40500,,,,",
                "1763917152010000000,x,203.0.113.7,rtt,40500,,,,",
                "1763917152010000000,1,localhost,rtt,40500,,,,",
                "1763917152010000000,1,203.0.113.7,ack,40500,,,,",
                "1763917152010000000,1,203.0.113.7,rtt,-1,,,,",
                "1763917152010000000,1,203.0.113.7,rtt,40500,3,,,",
                "1763917152010000000,1,203.0.113.7,rtt,700000000,,,,",
                "1763917152010000000,1,203.0.113.7,rtt",
                "1763917152010000000,1,203.0.113.7,\"rtt,1,,,,"));

        assertThat(said.status()).isZero();
        assertThat(said.out()).contains(ROW_OF_ONE_EVENT);
        assertThat(said.err()).hasSize(10).last().asString().contains("1 events", "set aside: 9 lines");
        assertThat(said.err())
                .anyMatch(line -> line.endsWith(
                        "line 5: ts_ns is 'yesterday', expected a whole number from 0 to 4000000000000000000"))
                .anyMatch(line -> line.endsWith("line 6: cookie is 'x', expected a whole number"))
                .anyMatch(line -> line.endsWith("line 7: 'localhost' is not an IPv4 or IPv6 address"))
                .anyMatch(line -> line.endsWith("line 8: kind is 'ack', expected rtt, retransmit, open or close"))
                .anyMatch(line -> line.contains("line 9: rtt_us is '-1'"))
                .anyMatch(line -> line.contains("line 10: round trips of"))
                .anyMatch(line -> line.contains("line 11: round trips of"))
                .anyMatch(line -> line.endsWith("line 12: 4 cells, the first line has 9"))
                .anyMatch(line -> line.endsWith("line 13: a quote is not closed"));
    }

    @Test
    void damageCostsTheBatchItIsIn() throws IOException {
        SampleEvents events = new SampleEvents(5);
        List<byte[]> batches = events.batches("host-0");
        byte[] overwritten = batches.get(10).clone();
        overwritten[13] = 77; // far more events than there are
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write("noise".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        int size = 0;
        for (int i = 0; i < batches.size(); i++) {
            byte[] batch = i == 10 ? overwritten : batches.get(i);
            file.write(batch);
            size += i < 10 ? batch.length : 0;
        }
        byte[] last = batches.get(batches.size() - 1);
        file.write(Arrays.copyOf(last, last.length - 1));
        Path bin = Files.write(folder.resolve("damaged.bin"), file.toByteArray());
        Said said = Said.by("features", "--in", bin.toString());

        assertThat(said.status()).isZero();
        assertThat(said.out()).isNotEmpty();
        assertThat(said.err()).hasSize(4);
        assertThat(said.err().get(0)).contains("damaged.bin, byte 0: ", "5 bytes skipped");
        assertThat(said.err().get(1))
                .contains("damaged.bin, byte " + (5 + size) + ": ", overwritten.length + " bytes skipped");
        assertThat(said.err().get(2)).contains("byte " + (file.size() - last.length + 1), "bytes announced");
        assertThat(said.err().get(3)).contains("set aside: 3 damaged batches", "1 batches missing");
    }

    @Test
    void whatCameTwiceIsCountedAndWhatCameOutOfOrderIsUsed() throws IOException {
        SampleEvents events = new SampleEvents(6);
        List<byte[]> batches = new ArrayList<>(events.batches("host-1"));
        batches.add(30, batches.get(29));
        byte[] late = batches.remove(40);
        batches.add(70, late);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (byte[] batch : batches) {
            file.write(batch);
        }
        Path bin = Files.write(folder.resolve("late.bin"), file.toByteArray());
        Said said = Said.by("features", "--in", bin.toString());

        assertThat(said.err()).hasSize(1);
        assertThat(said.err().get(0))
                .contains("1 batches that came before")
                .doesNotContain("missing")
                .doesNotContain("set aside");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --in nowhere.csv                      | there is no file 'nowhere.csv'
            --in /                                | '/' is a folder, expected a file
            --in EMPTY                            | has no usable event
            --in NOISE                            | has no usable event; set aside: 1 damaged batches; first:
            --in WORDS                            | has no column 'ts_ns' in its first line
            --in WRONG                            | has no usable event; set aside: 1 lines; first:
            --in GOOD --slide 360ms               | expected a whole multiple of the pane
            --in GOOD --window 7s                 | expected a whole multiple of the window
            --in GOOD --slide soon                | 'soon' is not a time
            --in GOOD --alarm-rtt-samples 0       | alarm needs
            --in GOOD --path-idle 0s              | expected more than 0
            --in GOOD --out /nowhere/rows.csv     | cannot write to '/nowhere/rows.csv'
            --in GOOD --out /                     | cannot write to '/'
            --in GOOD --colour red                | Unknown option
            --slide 1s                            | Missing required option: '--in=FILE'
            """)
    void whatCannotBeDoneIsOneLine(String arguments, String expected) throws IOException {
        Files.write(folder.resolve("EMPTY"), new byte[0]);
        Files.write(folder.resolve("NOISE"), new byte[] {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0, 10, 0});
        Files.writeString(folder.resolve("WORDS"), "hello\n");
        Files.writeString(folder.resolve("WRONG"), "ts_ns,cookie,remote,kind\n1,1,1,1\n");
        Files.writeString(folder.resolve("GOOD"), "ts_ns,cookie,remote,kind\n1763917152010000000,1,203.0.113.7,rtt\n");
        String[] words = ("features " + arguments).split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].matches("[A-Z]+") ? folder.resolve(words[i]).toString() : words[i];
        }
        Said said = Said.by(words);

        assertThat(said.out()).isEmpty();
        said.assertRefused(expected);
    }

    @Test
    void rowsGoWhereTheyAreToldTo() throws IOException {
        Path rows = folder.resolve("rows.csv");
        Said said = features(
                List.of("ts_ns,cookie,remote,kind", "1763917152010000000,1,203.0.113.7,rtt"), "--out", rows.toString());

        assertThat(said.out()).isEmpty();
        assertThat(Files.readAllLines(rows)).hasSize(4);
        Files.delete(rows);
        assertThat(features(List.of("ts_ns,cookie,remote,kind"), "--out", rows.toString())
                        .status())
                .isEqualTo(2);
        assertThat(rows).as("nothing came of it").doesNotExist();
    }

    @Test
    void theDefaultsAreThoseOfTheJob() {
        FeaturesCommand command = new FeaturesCommand();
        new CommandLine(command).parseArgs("--in", "x");
        OfflineConfig config = command.config();

        WindowConfig window = WindowConfig.DEFAULT;
        assertThat(config.window())
                .isEqualTo(OfflineConfig.window(
                        window.pane(), window.window(), window.slide(), window.longWindow(), window.baseline()));
        assertThat(config.alarm()).isEqualTo(AlarmConfig.DEFAULT);
        assertThat(config.lifetime()).isEqualTo(LifetimeConfig.DEFAULT);
        assertThat(config.outOfOrderness()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void theHelpNamesEveryColumn() {
        Said said = Said.by("features", "--help");

        assertThat(said.status()).isZero();
        for (EventColumn column : EventColumn.values()) {
            assertThat(said.out()).anyMatch(line -> line.startsWith("  " + column.word() + " "));
        }
    }

    private Said features(List<String> table, String... more) throws IOException {
        Path csv = Files.write(folder.resolve("table.csv"), table);
        List<String> words = new ArrayList<>(List.of("features", "--in", csv.toString()));
        words.addAll(List.of(more));
        return Said.by(words.toArray(String[]::new));
    }

    private static byte[] interleaved(SampleEvents events) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        List<List<byte[]>> all = events.agents().stream().map(events::batches).toList();
        int most = all.stream().mapToInt(List::size).max().orElseThrow();
        for (int i = 0; i < most; i++) {
            for (List<byte[]> batches : all) {
                if (i < batches.size()) {
                    file.write(batches.get(i));
                }
            }
        }
        return file.toByteArray();
    }
}
