package dev.tokenflow.lab.demo;

import dev.tokenflow.agent.Agent;
import dev.tokenflow.lab.netns.NetworkLab;
import dev.tokenflow.lab.netns.NetworkLabConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Namespaces on this host. */
final class KernelTestBed implements TestBed {
    private final NetworkLab lab;

    private KernelTestBed(NetworkLab lab) {
        this.lab = lab;
    }

    /** Why this host has no kernel network, in one line; empty when it has. */
    static Optional<String> whyNot() {
        return NetworkLab.whyNot().or(Agent::whyNot);
    }

    static KernelTestBed open(int arms, String congestionControl) throws IOException {
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
            System.err.println("tokenflow: " + e.getMessage() + "; './tokenflow lab clean' removes what is left");
        }
    }
}
