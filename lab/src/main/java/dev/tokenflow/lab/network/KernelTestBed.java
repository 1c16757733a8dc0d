package dev.tokenflow.lab.network;

import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.testbed.netns.NetworkLab;
import dev.tokenflow.testbed.netns.NetworkLabConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The test bed of kernel TCP: network namespaces on this host. */
public final class KernelTestBed implements TestBed {
    private static final long TRIAL_RING_BYTES = 1 << 16;

    private final NetworkLab lab;

    private KernelTestBed(NetworkLab lab) {
        this.lab = lab;
    }

    /** Why this host has no kernel network, in one line; empty when it has. */
    public static Optional<String> whyNot() {
        return NetworkLab.whyNot().or(KernelTestBed::whyNoProbe);
    }

    /** Tries it: attaches a probe that watches a port nobody uses, and takes it away again. */
    private static Optional<String> whyNoProbe() {
        try {
            Host.check();
            ProbeConfig smallest = ProbeConfig.of(SocketFilter.localPorts(1), Duration.ZERO, TRIAL_RING_BYTES);
            Probe.attach(smallest).close();
            return Optional.empty();
        } catch (StartupException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    public static KernelTestBed open(int arms, String congestionControl) throws IOException {
        return new KernelTestBed(NetworkLab.open(new NetworkLabConfig(arms, congestionControl)));
    }

    @Override
    public String hintHost() {
        return lab.hostAddress();
    }

    @Override
    public Network connect(String bootstrapServers, Path raw) throws IOException {
        return KernelNetwork.open(lab, bootstrapServers, raw);
    }

    @Override
    public void close() {
        try {
            lab.close();
        } catch (IOException e) {
            System.err.println("tokenflow: " + e.getMessage() + "; './tokenflow clean' removes what is left");
        }
    }
}
