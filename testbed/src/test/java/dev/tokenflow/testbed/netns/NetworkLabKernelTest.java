package dev.tokenflow.testbed.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.tun.TunLinkConfig;
import dev.tokenflow.simulator.tun.TunRelay;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Real namespaces, real TUN devices, real kernel TCP: needs root. */
@Tag("kernel")
class NetworkLabKernelTest {
    private static final Pattern MIN_RTT = Pattern.compile("minrtt:([0-9.]+)");

    @Test
    void thisHostCanRunIt() {
        assertThat(NetworkLab.whyNot()).isEmpty();
    }

    @Test
    void clientsReachTheServerOverTheirOwnLink() throws Exception {
        try (NetworkLab lab = NetworkLab.open(new NetworkLabConfig(2, "cubic"));
                TunRelay relay = relay(lab, "a 1s rate=50mbit delay=20ms")) {
            Thread mover = Thread.ofPlatform().start(relay::run);
            try {
                lab.attach(0);
                lab.attach(1);
                TunPair pair = lab.pair(1, ClientSide.NEAR);
                String seen = transfer(lab, pair);
                assertThat(seen)
                        .startsWith("client " + pair.clientAddress() + " 7 ")
                        .contains(" cubic ");
                Matcher minRtt = MIN_RTT.matcher(seen);
                assertThat(minRtt.find()).isTrue();
                assertThat(Double.parseDouble(minRtt.group(1))).isBetween(40.0, 60.0);
            } finally {
                relay.stop();
                mover.join();
            }
            LinkCounters used = relay.links().get(3).status().forward();
            LinkCounters unused = relay.links().get(2).status().forward();
            assertThat(used.forwardedBytes()).isGreaterThan(TrafficProbe.BYTES);
            assertThat(unused.forwardedBytes()).isZero();
        }
    }

    @Test
    void lossIsSeenByTheKernelAsRetransmissions() throws Exception {
        try (NetworkLab lab = NetworkLab.open(new NetworkLabConfig(1, ""));
                TunRelay relay = relay(lab, "a 1s rate=50mbit delay=1ms loss=3%")) {
            Thread mover = Thread.ofPlatform().start(relay::run);
            try {
                lab.attach(0);
                String seen = transfer(lab, lab.pair(0, ClientSide.FAR));
                Matcher resent = Pattern.compile("retrans:\\d+/(\\d+)").matcher(seen);
                assertThat(resent.find()).as(seen).isTrue();
                assertThat(Integer.parseInt(resent.group(1))).isBetween(5, 100);
            } finally {
                relay.stop();
                mover.join();
            }
        }
    }

    @Test
    void aDeletedNamespaceEndsTheRelay() throws Exception {
        NetworkLab lab = NetworkLab.open(new NetworkLabConfig(1, ""));
        try (TunRelay relay = relay(lab, "a 1s")) {
            Thread mover = Thread.ofPlatform().start(relay::run);
            lab.attach(0);
            lab.close();
            mover.join();
            assertThat(mover.isAlive()).isFalse();
        }
    }

    @Test
    void closingLeavesNothing() throws Exception {
        NetworkLab lab = NetworkLab.open(new NetworkLabConfig(1, ""));
        RunName run = RunName.ofNamespace(lab.serverNamespace()).orElseThrow();
        Process inside =
                lab.exec(lab.clientNamespace(ClientSide.NEAR), "sleep", "100").start();
        assertThat(Leftovers.namespaces(run::equals)).hasSize(3);
        assertThat(Leftovers.devices(run::equals)).hasSize(1);
        assertThat(lab.inode(lab.serverNamespace())).isNotEqualTo(lab.inode(lab.clientNamespace(ClientSide.FAR)));
        // A process that has not entered its namespace yet cannot be found there.
        await().until(() -> IpCommand.run("netns", "pids", lab.clientNamespace(ClientSide.NEAR))
                .contains(Long.toString(inside.pid())));
        lab.close();
        assertThat(inside.waitFor()).isNotZero();
        assertThat(Leftovers.namespaces(run::equals)).isEmpty();
        assertThat(Leftovers.devices(run::equals)).isEmpty();
        lab.close();
    }

    @Test
    void cleanRemovesWhatADeadRunLeftAndNothingElse() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String pid = Long.toString(dead.pid(), 36);
        RunName leftBehind = new RunName("0".repeat(5 - pid.length()) + pid + "0");
        try (NetworkLab alive = NetworkLab.open(new NetworkLabConfig(1, ""))) {
            IpCommand.run("netns", "add", leftBehind.namespace("server"));
            IpCommand.run(
                    "link", "add", leftBehind.device("vr"), "type", "veth", "peer", "name", leftBehind.device("vs"));
            String said = clean();
            assertThat(said).contains("removed namespace " + leftBehind.namespace("server"));
            assertThat(said).contains("removed device " + leftBehind.device("vr"));
            assertThat(said)
                    .contains("left alone: run "
                            + RunName.ofNamespace(alive.serverNamespace())
                                    .orElseThrow()
                                    .id());
            assertThat(Leftovers.namespaces(leftBehind::equals)).isEmpty();
            assertThat(Leftovers.devices(leftBehind::equals)).isEmpty();
            assertThat(alive.inode(alive.serverNamespace())).isPositive();
            assertThat(clean()).doesNotContain(leftBehind.id());
        }
    }

    private static String clean() {
        StringWriter out = new StringWriter();
        assertThat(new CommandLine(new LabClean()).setOut(new PrintWriter(out)).execute())
                .isZero();
        return out.toString();
    }

    private static TunRelay relay(NetworkLab lab, String schedule) throws IOException {
        List<TunLinkConfig> links = lab.pairs().stream()
                .map(pair ->
                        new TunLinkConfig(pair.serverDevice(), pair.clientDevice(), LinkSchedule.parse(schedule), 1))
                .toList();
        return TunRelay.open(links);
    }

    /** One megabyte from the server to the client of a pair; what the server saw. */
    private static String transfer(NetworkLab lab, TunPair pair) throws Exception {
        Process sender = lab.exec(lab.serverNamespace(), TrafficProbe.command("send", pair.serverAddress()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = sender.inputReader()) {
            assertThat(said.readLine()).isEqualTo("listening");
            Process reader = lab.exec(
                            lab.clientNamespace(pair.side()), TrafficProbe.command("read", pair.serverAddress()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(reader.inputReader().readLine()).isEqualTo("read " + TrafficProbe.BYTES);
            return said.readLine();
        } finally {
            sender.destroy();
        }
    }
}
