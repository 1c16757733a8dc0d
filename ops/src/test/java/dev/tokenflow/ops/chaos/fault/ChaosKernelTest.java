package dev.tokenflow.ops.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.ops.Said;
import dev.tokenflow.ops.TokenFlow;
import dev.tokenflow.testbed.netns.TrafficProbe;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real devices in a namespace of the test's own, real signals, real losses: needs root. */
@Tag("kernel")
class ChaosKernelTest {
    private static final List<String> CLEAN = List.of("noqueue");
    private static final String DEVICE = Playground.DEVICE;

    private Playground playground;

    @BeforeEach
    void open() throws Exception {
        playground = new Playground();
    }

    @AfterEach
    void close() throws Exception {
        playground.close();
    }

    @Test
    void isUndoneWhenTheTimeIsOver() throws Exception {
        Process run = playground.start("--rate", "2mbit", "--for", "2s");
        assertThat(playground.faultsOn(DEVICE)).containsExactly("tbf");
        assertThat(Playground.rest(run))
                .last()
                .isEqualTo("undone: rate 2mbit on x0 in namespace " + playground.namespace());
        assertThat(run.waitFor()).isZero();
        assertClean();
    }

    @Test
    void isUndoneOnATermSignal() throws Exception {
        Process run = playground.start("--rate", "2mbit", "--loss", "2%", "--for", "5m");
        run.toHandle().destroy(); // Process.destroy() would close what it says
        assertThat(Playground.rest(run)).last().asString().startsWith("undone: ");
        assertThat(run.waitFor()).isEqualTo(143);
        assertClean();
    }

    @Test
    void isUndoneByTheWatchdogAfterAKill() throws Exception {
        Process run = playground.start("--rate", "2mbit", "--loss", "2%", "--for", "5m");
        assertThat(playground.faultsOn(DEVICE)).contains("tbf");
        run.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(this::assertClean);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(chaos("undo").out())
                        .singleElement()
                        .asString()
                        .startsWith("nothing to undo"));
    }

    @Test
    void isUndoneByTheWatchdogWhenTheRunHangs() throws Exception {
        Process run = playground.start("--rate", "2mbit", "--for", "2s");
        signal("STOP", run.pid());
        await().atMost(Duration.ofSeconds(15)).untilAsserted(this::assertClean);
        signal("CONT", run.pid());
        assertThat(Playground.rest(run)).last().asString().startsWith("was undone already: ");
    }

    @Test
    void leftoversAreUndoneFromElsewhere() throws Exception {
        Process run = playground.start("--rate", "2mbit", "--loss", "2%", "--for", "5m");
        ProcessHandle watchdog = run.children().findFirst().orElseThrow();
        watchdog.destroyForcibly();
        run.destroyForcibly().waitFor();
        watchdog.onExit().join();
        assertThat(playground.faultsOn(DEVICE)).contains("tbf");
        assertThat(Said.by("chaos", "status").out())
                .anyMatch(line -> line.contains(playground.namespace()) && line.contains("still there"));
        assertRefused("has a fault already (loss 2%, rate 2mbit", "--rate", "1mbit", "--for", "1s");
        assertThat(chaos("undo").out())
                .containsExactly("undone: loss 2%, rate 2mbit on x0 in namespace " + playground.namespace());
        assertClean();
    }

    @Test
    void aRunningOneCanBeUndoneFromElsewhere() throws Exception {
        Process run = playground.start("--rate", "2mbit", "--for", "5m");
        assertThat(Said.by("chaos", "status").out())
                .anyMatch(line -> line.contains(playground.namespace()) && line.endsWith("process " + run.pid()));
        assertRefused("has a fault already", "--loss", "1%", "--for", "1s");
        assertThat(chaos("undo").out()).singleElement().asString().startsWith("undone: ");
        assertClean();
        assertThat(Playground.rest(run)).last().asString().startsWith("was undone already: ");
        assertThat(run.waitFor()).isZero();
    }

    @Test
    void theNamespaceIsTheSameFromInsideAndOutside() throws Exception {
        Process run = playground.startInside("--rate", "2mbit", "--loss", "2%", "--for", "5m");
        assertRefused("chaos undo --dev x0 --netns " + playground.namespace(), "--rate", "1mbit", "--for", "1s");
        assertThat(chaos("undo").out()).containsExactly("undone: loss 2%, rate 2mbit on x0");
        assertClean();
        assertThat(run.waitFor()).isZero();
    }

    @Test
    void refusesTheDeviceOfAnSshSession() throws Exception {
        playground.ip("address", "add", "192.0.2.1/24", "dev", DEVICE);
        // As sudo does it: the variable is the parent's alone.
        ProcessBuilder shell = JavaCommand.environment(new ProcessBuilder(
                "sh",
                "-c",
                "ip netns exec \"$@\"; exit $?",
                "sh",
                playground.namespace(),
                "env",
                "-u",
                "SSH_CONNECTION"));
        shell.command()
                .addAll(JavaCommand.of(
                        TokenFlow.class, List.of("chaos", "--dev", DEVICE, "--rate", "2mbit", "--for", "1s")));
        shell.environment().put("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22");
        Process run = shell.redirectErrorStream(true).start();
        assertThat(Playground.rest(run)).singleElement().asString().contains("carries the SSH session");
        assertThat(run.waitFor()).isEqualTo(2);
        assertClean();
    }

    @Test
    void aRunWithoutAWatchdogEndsBeforeItsTime() throws Exception {
        Process run = playground.start("--rate", "2mbit", "--for", "5m");
        run.children().findFirst().orElseThrow().destroyForcibly();
        assertThat(Playground.rest(run)).last().asString().contains("the watchdog is gone");
        assertThat(run.waitFor()).isEqualTo(2);
        assertClean();
    }

    @Test
    void aNamespaceMayGoMeanwhile() throws Exception {
        try (Playground other = new Playground()) {
            Process run = other.start("--rate", "2mbit", "--for", "3s");
            other.vanish();
            assertThat(Playground.rest(run)).last().asString().startsWith("was undone already: ");
            assertThat(run.waitFor()).isZero();
        }
    }

    @Test
    void leavesWhatIsNotItsOwn() throws Exception {
        playground.tc("qdisc add dev x0 root handle 1: htb");
        assertRefused("has a qdisc already (htb 1:)", "--rate", "2mbit", "--for", "1s");
        assertThat(playground.faultsOn(DEVICE)).containsExactly("htb");
        Process forced = playground.start("--rate", "2mbit", "--for", "1s", "--force");
        assertThat(playground.faultsOn(DEVICE)).containsExactly("tbf");
        assertThat(forced.waitFor()).isZero();
        assertClean();
        playground.tc("qdisc add dev x0 clsact");
        assertRefused("has a clsact qdisc already", "--loss", "2%", "--for", "1s", "--force");
        Process beside = playground.start("--rate", "2mbit", "--for", "1s");
        assertThat(playground.faultsOn(DEVICE)).containsExactly("clsact", "tbf");
        assertThat(beside.waitFor()).isZero();
        assertThat(playground.faultsOn(DEVICE)).containsExactly("clsact", "noqueue");
    }

    @Test
    void refusesTheWayOut() throws Exception {
        playground.ip("address", "add", "192.0.2.1/24", "dev", DEVICE);
        playground.ip("route", "add", "default", "via", "192.0.2.2");
        assertRefused("carries the default route", "--rate", "2mbit", "--for", "1s");
        playground.ip("route", "delete", "default");
        playground.ip("-6", "route", "add", "default", "dev", DEVICE);
        assertRefused("carries the default route", "--rate", "2mbit", "--for", "1s");
        playground.ip("-6", "route", "delete", "default");
        playground.ip("link", "add", "br0", "type", "bridge");
        playground.ip("link", "set", DEVICE, "master", "br0");
        playground.ip("link", "set", "br0", "up");
        playground.ip("-6", "route", "add", "default", "dev", "br0");
        assertRefused("carries the default route", "--rate", "2mbit", "--for", "1s");
        assertThat(playground.start("--rate", "2mbit", "--for", "1s", "--force").waitFor())
                .isZero();
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThat(Said.by("chaos", "--dev", "nosuchdev", "--rate", "2mbit", "--for", "1s")
                        .err())
                .containsExactly("tokenflow: there is no device 'nosuchdev'; 'ip link' lists them by name");
        assertThat(Said.by("chaos", "--dev", "lo", "--netns", "nosuchns", "--rate", "2mbit", "--for", "1s")
                        .err())
                .containsExactly("tokenflow: there is no network namespace 'nosuchns'; 'ip netns' lists them");
    }

    @Test
    void delaysOrSaysThatThisKernelCannot() throws Exception {
        if (KernelTrial.hasNetem()) {
            Process run = playground.start("--delay", "20ms", "--jitter", "5ms", "--rate", "2mbit", "--for", "1s");
            assertThat(playground.faultsOn(DEVICE)).containsExactly("netem", "tbf");
            assertThat(run.waitFor()).isZero();
        } else {
            assertRefused("this kernel has no netem", "--delay", "20ms", "--rate", "2mbit", "--for", "1s");
        }
        assertClean();
    }

    @Test
    void tcpSeesTheLossAsALoss() throws Exception {
        // One segment a packet, so that a megabyte is some 700 of them.
        playground.ip("link", "set", "lo", "mtu", "1500", "gso_max_segs", "1", "gso_max_size", "1500");
        Process run = playground.startOn("lo", "--loss", "5%", "--for", "5m");
        Matcher resent = Pattern.compile("retrans:\\d+/(\\d+)").matcher(transfer());
        assertThat(resent.find()).isTrue();
        assertThat(Integer.parseInt(resent.group(1))).isBetween(5, 200);
        run.destroy();
        assertThat(run.waitFor()).isEqualTo(143);
    }

    @Test
    void theRateHolds() throws Exception {
        Process run = playground.startOn("lo", "--rate", "4mbit", "--for", "5m");
        long before = System.nanoTime();
        transfer();
        // A megabyte less what may go at once: a packet of lo is 64 kB.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(1900));
        run.destroy();
        assertThat(run.waitFor()).isEqualTo(143);
    }

    /** One megabyte over {@code lo}; what the sender's socket says in the end. */
    private String transfer() throws IOException {
        Process sender = inside(TrafficProbe.command("send", "127.0.0.1"));
        try (BufferedReader said = sender.inputReader()) {
            assertThat(said.readLine()).isEqualTo("listening");
            Process reader = inside(TrafficProbe.command("read", "127.0.0.1"));
            assertThat(reader.inputReader().readLine()).isEqualTo("read " + TrafficProbe.BYTES);
            return said.readLine();
        } finally {
            sender.destroy();
        }
    }

    private Process inside(List<String> command) throws IOException {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", playground.namespace()));
        words.addAll(command);
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void assertClean() throws IOException {
        assertThat(playground.faultsOn(DEVICE)).isEqualTo(CLEAN);
    }

    private void assertRefused(String expected, String... faults) {
        Said said = chaos(faults);
        said.assertRefused(expected);
    }

    private Said chaos(String... words) {
        List<String> all = new ArrayList<>(List.of("chaos"));
        all.addAll(List.of(words));
        all.addAll(List.of("--dev", DEVICE, "--netns", playground.namespace()));
        return Said.by(all.toArray(String[]::new));
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }
}
