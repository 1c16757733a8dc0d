package dev.tokenflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.lab.LabMain;
import dev.tokenflow.lab.stack.JavaCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On an interface in a namespace of its own. */
@Tag("kernel")
class ChaosKernelTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final String namespace = "tfc-" + ProcessHandle.current().pid();
    private final Device device = new Device("va", namespace);

    @BeforeEach
    void makeInterface() throws IOException {
        Device host = new Device("lo", "");
        host.run("ip", "netns", "add", namespace);
        device.run("ip", "link", "add", "va", "type", "veth", "peer", "name", "vb");
        device.run("ip", "link", "set", "va", "up");
    }

    @AfterEach
    void removeInterface() throws IOException {
        new Device("lo", "").run("ip", "netns", "del", namespace);
    }

    @Test
    void isOnForAWhileAndThenUndone() throws Exception {
        Process chaos = chaos("--rate", "2mbit", "--for", "2s");

        await().atMost(SOON).until(() -> device.discipline().equals("tbf"));
        assertThat(chaos.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(chaos.exitValue()).isZero();
        assertThat(said(chaos)).contains("rate 2000000bit for 2 s").endsWith("undone\n");
        assertThat(device.discipline()).isEqualTo("noqueue");
    }

    @Test
    void aSignalUndoesIt() throws Exception {
        Process chaos = chaos("--rate", "2mbit", "--for", "10min");
        await().atMost(SOON).until(() -> device.discipline().equals("tbf"));

        chaos.destroy();

        assertThat(chaos.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(chaos.exitValue()).isEqualTo(128 + 15);
        assertThat(device.discipline()).isEqualTo("noqueue");
    }

    @Test
    void theWatchdogUndoesItWhenTheCommandIsKilled() throws Exception {
        Process chaos = chaos("--rate", "2mbit", "--for", "10min");
        await().atMost(SOON).until(() -> device.discipline().equals("tbf"));

        chaos.destroyForcibly();

        await().atMost(SOON).until(() -> device.discipline().equals("noqueue"));
        await().atMost(SOON).until(() -> !Ledger.ofMachine().noted().contains(device));
    }

    @Test
    void whatTheKernelCannotDoIsRefusedAndLeavesNothing() throws Exception {
        Process chaos = chaos("--delay", "100ms", "--for", "1s");

        assertThat(chaos.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String said = said(chaos);
        assertThat(chaos.exitValue()).isEqualTo(said.contains("no netem") ? 2 : 0);
        assertThat(said).doesNotContain("\tat ");
        assertThat(device.discipline()).isEqualTo("noqueue");
        assertThat(Ledger.ofMachine().noted()).doesNotContain(device);
    }

    private Process chaos(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("chaos", "--dev", "va", "--netns", namespace));
        arguments.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(LabMain.class, arguments)).redirectErrorStream(true);
        return JavaCommand.environment(builder).start();
    }

    private static String said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
