package dev.tokenflow.ops.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.ops.Said;
import dev.tokenflow.ops.machine.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the way of a stack is one line and status 2, and leaves nothing. */
class StackInputTest {
    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void name() {
        folder = parent.resolve("stack");
    }

    @Test
    void aTakenPortIsNamedWithWhoWantsIt() throws Exception {
        try (ServerSocket broker = new ServerSocket()) {
            int port = Ports.Use.KAFKA.usual();
            if (Ports.isFree(port)) {
                broker.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } // or somebody runs a broker here: just as well
            assertRefused("port " + port + " (kafka) is taken: stop what listens there", "up");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aFolderOfSomebodyElseIsLeftAlone() throws Exception {
        Files.createDirectories(folder);
        Path thesis = Files.writeString(folder.resolve("thesis.tex"), "\\documentclass");
        assertRefused("is no folder of a stack and not empty", "up", "--free-ports");
        assertThat(thesis).hasContent("\\documentclass");
        assertRefused("no stack is up", "down");
        assertThat(thesis).exists();
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        Files.writeString(folder, "");
        assertRefused("is no folder of a stack and not empty", "up", "--free-ports");
    }

    @Test
    void whereNothingIsUpEverythingSaysSo() {
        assertRefused("no stack is up", "status");
        assertRefused("no stack is up", "down");
        assertRefused("no stack is up", "logs", "kafka");
    }

    @Test
    void aBrokenNoteIsNotGuessedAt() throws Exception {
        note("{\"ports\": {");
        for (String word : List.of("up", "status", "down")) {
            assertRefused("state.json cannot be understood", word);
        }
        note("{\"ports\": {\"KAFKA\": 1}, \"parts\": []}");
        assertRefused("names no port for kafka controller", "down");
    }

    @Test
    void anEngineIsAUrlAndStandsBehindAGateway() {
        assertRefused("--upstream http://127.0.0.1:8000 needs --gateway", "up", "--upstream", "http://127.0.0.1:8000");
        assertRefused("upstream 'engine' is no URL such as", "up", "--gateway", "--upstream", "engine");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aStackThatIsUpGetsNoGatewayLater() throws Exception {
        Process hints = new ProcessBuilder("sleep", "600").start();
        try {
            Files.createDirectories(folder);
            StackPlan plan = new StackPlan(true, List.of(URI.create("http://127.0.0.1:8000")));
            StackState state = new StackState(folder, Ports.free(), plan);
            state.add(StackState.Running.of("hints", hints.toHandle()));
            assertThat(StackState.read(folder).orElseThrow().plan()).isEqualTo(plan);
            assertRefused("the stack is up without this gateway: './tokenflow down' ends it first", "up", "--gateway");
            assertThat(hints.isAlive()).isTrue();
        } finally {
            hints.destroyForcibly();
        }
    }

    @Test
    void aStackOfAVersionWithoutGatewayCanBeTakenDown() throws Exception {
        StringBuilder ports = new StringBuilder();
        for (Ports.Use use : Ports.Use.values()) {
            if (!Ports.OF_GATEWAY.contains(use)) {
                ports.append(ports.isEmpty() ? "" : ", ").append("\"%s\": %d".formatted(use, use.usual()));
            }
        }
        note("{\"ports\": {" + ports + "}, \"parts\": []}");
        assertThat(Said.by("down", "--state", folder.toString()).status()).isZero();
        assertThat(folder).doesNotExist();
    }

    @Test
    void onlyPortsThatAreUsedMustBeFree() throws Exception {
        assertThat(StackPlan.USUAL.unusedPorts()).isEqualTo(Ports.OF_GATEWAY);
        assertThat(new StackPlan(true, List.of()).unusedPorts()).isEmpty();
        assertThat(new StackPlan(true, List.of(URI.create("http://127.0.0.1:8000"))).unusedPorts())
                .containsExactly(Ports.Use.ENGINE);
        assertThat(Arrays.stream(Ports.Use.values()).map(Ports.Use::usual)).doesNotHaveDuplicates();
    }

    @Test
    void twoAtOnceDoNotMix() throws Exception {
        try (FileChannel channel = FileChannel.open(
                        parent.resolve("stack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertRefused("another './tokenflow up' is at work on", "up", "--free-ports");
        }
        assertThat(parent.resolve("stack.lock")).exists();
        assertThat(folder).doesNotExist();
    }

    @Test
    void ofAStaleNoteOnlyTheStacksOwnProcessesAreEnded() throws Exception {
        Process ours = new ProcessBuilder("sleep", "600").start();
        Process theirs = new ProcessBuilder("sleep", "600").start();
        try {
            Files.createDirectories(folder);
            StackState state = new StackState(folder, Ports.free(), StackPlan.USUAL);
            state.add(StackState.Running.of("hints", ours.toHandle()));
            StackState.Running other = StackState.Running.of("kafka", theirs.toHandle());
            state.add(new StackState.Running("kafka", other.pid(), other.startedMs() - 60_000));

            Said status = Said.by("status", "--state", folder.toString());
            assertThat(status.status()).isEqualTo(1);
            assertThat(status.out())
                    .anyMatch(line -> line.matches("kafka +DEAD +- .*"))
                    .anyMatch(line -> line.matches("hints +not ready +" + ours.pid() + " .*"));

            assertThat(Said.by("down", "--state", folder.toString()).status()).isZero();
            assertThat(ours.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(theirs.isAlive()).isTrue();
            assertThat(folder).doesNotExist();
        } finally {
            ours.destroyForcibly();
            theirs.destroyForcibly();
        }
    }

    @Test
    @Tag("kernel") // mounts a small file system
    void whereThereIsNoRoomNothingIsBegun() throws Exception {
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=8m", "tokenflow-test", parent.toString()))
                .isZero();
        try {
            assertRefused("only 8 MB are free at " + parent, "up", "--free-ports");
            try (Stream<Path> left = Files.list(parent)) {
                assertThat(left).isEmpty();
            }
        } finally {
            assertThat(run("umount", parent.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private void note(String text) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("state.json"), text);
    }

    private void assertRefused(String expected, String word, String... more) {
        String[] words = Stream.concat(Stream.of(word, "--state", folder.toString()), Stream.of(more))
                .toArray(String[]::new);
        Said.by(words).assertRefused(expected);
    }
}
