package dev.tokenflow.lab.network;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The ground a run stands on before anything is started: it says where the hint server has to listen, and then becomes
 * the network of the arms.
 */
public interface TestBed extends AutoCloseable {
    /** Address of this host that token servers can reach. */
    String hintHost();

    /**
     * Starts what feeds the job with events.
     *
     * @param bootstrapServers of the broker
     * @param raw folder for logs and arrivals
     * @throws IOException when it cannot be started; the message says why
     */
    Network connect(String bootstrapServers, Path raw) throws IOException;

    @Override
    void close();
}
