package dev.tokenflow.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.agent.file.BatchFile;
import dev.tokenflow.agent.probe.AttachOnce;
import dev.tokenflow.protocol.event.Batch;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An ordinary user with two capabilities is enough; without them it is told what to do. */
@Tag("kernel")
class PrivilegeTest {
    private static final String NOBODY = "65534";

    @TempDir
    private Path folder;

    @BeforeEach
    void letOthersIn() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void twoCapabilitiesAreEnough() throws Exception {
        Process process = asNobody("--inh-caps", "-all,+bpf,+perfmon", "--ambient-caps", "-all,+bpf,+perfmon");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String[] words = said.strip().split(" ");
        assertThat(words[0]).isEqualTo(NOBODY);
        assertThat(words[1]).isEqualTo("BTF_TRACEPOINT");
        assertThat(Integer.parseInt(words[2])).isGreaterThan(90);
        assertThat(words[3]).isEqualTo("127.0.0.1");
    }

    @Test
    void withoutThemOneLineSaysWhatToDo() throws Exception {
        Process process = asNobody();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said)
                .hasLineCount(1)
                .contains("no privilege to load the kernel probe")
                .contains("CAP_BPF and CAP_PERFMON");
    }

    /** Whoever could load the probe cannot load another one, nor anything else, once it is attached. */
    @ParameterizedTest
    @ValueSource(strings = {"-all,+bpf,+perfmon", "-all,+bpf,+perfmon,+net_admin"})
    void nothingIsLeftOfTheCapabilitiesOfAUser(String capabilities) throws Exception {
        nothingIsLeft(withoutPrivileges("--inh-caps", capabilities, "--ambient-caps", capabilities));
    }

    @Test
    void nothingIsLeftOfRoot() throws Exception {
        nothingIsLeft(List.of());
    }

    private void nothingIsLeft(List<String> prefix) throws Exception {
        Path recording = Files.createDirectory(folder.resolve("out")).resolve("r.tfev");
        Files.setPosixFilePermissions(recording.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Conversation conversation = Conversation.on("127.0.0.1")) {
            List<String> command = new ArrayList<>(prefix);
            command.addAll(Shell.java(
                    readableClassPath(".*"),
                    AgentMain.class,
                    "--watch-port=" + conversation.port(),
                    "--metrics-port=-1",
                    "--throttle-ms=0",
                    "--record=" + recording));
            Process started = new ProcessBuilder(command)
                    .redirectError(folder.resolve("err").toFile())
                    .directory(folder.toFile())
                    .start();
            try (BufferedReader said = started.inputReader()) {
                assertThat(said.readLine())
                        .as(Files.readString(folder.resolve("err")))
                        .startsWith("agent: probe attached by ");
                assertThat(Files.readString(folder.resolve("err")))
                        .containsPattern("INFO .*kernel probe attached, tier ");
                ProcessHandle agent = started.children().findFirst().orElseThrow(); // below timeout
                List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(agent.pid()), "status"));
                for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapAmb")) {
                    assertThat(status).contains(set + ":\t0000000000000000");
                }
                assertThat(status).contains("NoNewPrivs:\t1");
                conversation.hold(100, 245);
                agent.destroy();
                assertThat(said.lines().toList().getLast()).contains(", 0 events lost");
            }
            assertThat(started.waitFor()).isEqualTo(128 + 15);
        }
        long events = 0;
        try (BatchFile file = BatchFile.open(recording, (offset, skipped, reason) -> {
            throw new AssertionError(reason);
        })) {
            for (Batch batch = file.next(); batch != null; batch = file.next()) {
                events += batch.count();
            }
        }
        assertThat(events).isGreaterThan(90);
    }

    private Process asNobody(String... capabilities) throws IOException {
        List<String> command = withoutPrivileges(capabilities);
        command.addAll(
                Shell.java(readableClassPath(".*(rawbpf|slf4j-api|/target/|dev/tokenflow).*"), AttachOnce.class));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .directory(folder.toFile())
                .start();
    }

    private static List<String> withoutPrivileges(String... capabilities) {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        command.addAll(Arrays.asList(capabilities));
        return command;
    }

    /** What the child needs of the class path, copied to where it may read: a build may live in a home directory. */
    private String readableClassPath(String needed) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.matches(needed)) {
                Path readable = folder.resolve(copies.size() + (entry.endsWith(".jar") ? ".jar" : ""));
                copy(Path.of(entry), readable);
                copies.add(readable);
            }
        }
        return copies.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target = from.equals(path)
                        ? to
                        : to.resolve(from.relativize(path).toString());
                boolean directory = Files.isDirectory(path);
                if (directory) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(directory ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}
