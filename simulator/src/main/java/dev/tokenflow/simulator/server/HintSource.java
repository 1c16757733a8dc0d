package dev.tokenflow.simulator.server;

import dev.tokenflow.core.pacing.Hint;

/** Where the server learns how a client wants to be sent to. All methods from any thread; none blocks. */
public interface HintSource extends AutoCloseable {
    /** Nothing is known of anybody: every client is unpaced. */
    HintSource NONE = new HintSource() {
        @Override
        public Hint current(String client) {
            return Hint.unpaced(client);
        }

        @Override
        public void follow(String client, Runnable onChange) {}

        @Override
        public void unfollow(String client) {}

        @Override
        public void close() {}
    };

    /** The hint in force for a client; unpaced when none is known or the last one expired. */
    Hint current(String client);

    /** Keeps the hint of {@code client} fresh and calls {@code onChange} after each change of it, until {@link #unfollow}. */
    void follow(String client, Runnable onChange);

    /** The client has no stream any more. */
    void unfollow(String client);

    @Override
    void close();
}
