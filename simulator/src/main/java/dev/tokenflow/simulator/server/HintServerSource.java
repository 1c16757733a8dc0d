package dev.tokenflow.simulator.server;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import java.net.URI;
import java.util.function.Consumer;

/** Hints of a hint server. */
public final class HintServerSource implements HintSource {
    private final HintClient client;
    private volatile Consumer<IpAddress> listener = changed -> {};

    /**
     * Begins to ask, and fails open while the server is away.
     *
     * @param url of the hint server, such as {@code http://127.0.0.1:8080}
     * @param mode how to learn of new hints
     * @throws IllegalArgumentException when the URL is none of a server
     */
    public HintServerSource(URI url, HintMode mode) {
        client = HintClient.builder(url)
                .mode(mode)
                .onChange((changed, hint) -> listener.accept(changed))
                .build();
    }

    @Override
    public Hint current(IpAddress address) {
        return client.hint(address);
    }

    @Override
    public void onChange(Consumer<IpAddress> changes) {
        listener = changes;
    }

    @Override
    public void close() {
        client.close();
    }
}
