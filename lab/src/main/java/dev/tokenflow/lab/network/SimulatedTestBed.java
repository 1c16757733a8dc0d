package dev.tokenflow.lab.network;

import java.io.IOException;
import java.nio.file.Path;

/** The test bed of simulated TCP: it needs nothing but this process. */
public final class SimulatedTestBed implements TestBed {
    @Override
    public String hintHost() {
        return "127.0.0.1";
    }

    @Override
    public Network connect(String bootstrapServers, Path raw) throws IOException {
        return new SimulatedNetwork(bootstrapServers);
    }

    @Override
    public void close() {}
}
