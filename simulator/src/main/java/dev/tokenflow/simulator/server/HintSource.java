package dev.tokenflow.simulator.server;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import java.util.function.Consumer;

/** Where the server learns how a client wants to be sent to. All methods from any thread; none blocks. */
public interface HintSource extends AutoCloseable {
    /** Nothing is known of anybody: every client is unpaced. */
    HintSource NONE = new HintSource() {
        @Override
        public Hint current(IpAddress client) {
            return Hint.unpaced(client.toString());
        }

        @Override
        public void onChange(Consumer<IpAddress> listener) {}

        @Override
        public void close() {}
    };

    /** The hint in force for a client; unpaced when none is known or the last one expired. Asking keeps it fresh. */
    Hint current(IpAddress client);

    /** From now on {@code listener}, the only one, is told whose hint became another. It must not block. */
    void onChange(Consumer<IpAddress> listener);

    @Override
    void close();
}
