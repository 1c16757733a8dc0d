package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.Conversation;
import dev.tokenflow.agent.Shell;
import dev.tokenflow.protocol.event.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Watching the sockets of a cgroup. */
@Tag("kernel")
class CgroupTest {
    private Path home;
    private Path parent;
    private Path ours;
    private Path sibling;

    @BeforeEach
    void makeThem() throws IOException {
        Path root = cgroupRoot();
        home = root.resolve(ownCgroup());
        parent = Files.createDirectory(
                root.resolve("tokenflow-test-" + ProcessHandle.current().pid()));
        ours = Files.createDirectory(parent.resolve("ours"));
        sibling = Files.createDirectory(parent.resolve("sibling"));
    }

    @AfterEach
    void removeThem() throws IOException {
        enter(home);
        for (Path cgroup : List.of(sibling, ours, parent)) {
            Files.delete(cgroup);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void itIsWatchedWithThoseBelowIt(ProbeTier tier) throws Exception {
        enter(ours);
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog inside = new EventLog(everyAck(ours), tier);
                EventLog above = new EventLog(everyAck(parent), tier);
                EventLog beside = new EventLog(everyAck(sibling), tier)) {
            conversation.hold(50, 245);
            await().until(() -> inside.events(EventKind.CLOSE).stream()
                    .anyMatch(event -> event.localPort() == conversation.port()));
            assertThat(above.events()).hasSameSizeAs(inside.events());
            assertThat(inside.events(EventKind.RTT).size()).isGreaterThan(40);
            assertThat(beside.events()).isEmpty();
        }
    }

    /** As in a container: its tree begins at its own cgroup, wherever that is in the host's. */
    @Test
    void itIsFoundFromInsideACgroupNamespace(@TempDir Path folder) throws Exception {
        enter(parent);
        String java =
                String.join(" ", Shell.java(System.getProperty("java.class.path"), AttachOnce.class, folder + "/ours"));
        String said = Shell.run(
                "unshare",
                "--cgroup",
                "--mount",
                "sh",
                "-c",
                "mount -t cgroup2 none " + folder + " && echo $$ > " + folder + "/ours/cgroup.procs && exec " + java);
        String[] words = said.strip().lines().toList().getLast().split(" ");
        assertThat(words[1]).isEqualTo(ProbeTier.SOCKET_CALLBACK.name());
        assertThat(Integer.parseInt(words[2])).isGreaterThan(90);
    }

    @Test
    void refusesAFolderThatIsNone(@TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("cgroup.procs"));
        assertThatThrownBy(() -> new EventLog(everyAck(folder)).close())
                .hasMessageContaining("is not a directory of a cgroup v2 hierarchy");
    }

    private static ProbeConfig everyAck(Path cgroup) {
        return ProbeConfig.of(new SocketFilter(Set.of(), Set.of(), Set.of(), cgroup, false), Duration.ZERO, 4 << 20);
    }

    private static void enter(Path cgroup) throws IOException {
        Files.writeString(
                cgroup.resolve("cgroup.procs"),
                Long.toString(ProcessHandle.current().pid()));
    }

    private static Path cgroupRoot() {
        Path unified = Path.of("/sys/fs/cgroup/unified");
        return Files.exists(unified) ? unified : Path.of("/sys/fs/cgroup");
    }

    /** Path of this process in the cgroup v2 hierarchy, relative to its root. */
    private static String ownCgroup() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst()
                .orElseThrow();
    }
}
