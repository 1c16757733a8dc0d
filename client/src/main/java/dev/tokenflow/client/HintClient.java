package dev.tokenflow.client;

import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.Pseudonyms;
import dev.tokenflow.protocol.hint.Hint;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in memory the hints of the client addresses that a server streams to.
 *
 * <p>{@link #hint} never blocks and always answers. It fails open: while nothing is known of an address, after its hint
 * expired, and while the hint server is away or answers nonsense, the answer is {@link Hint#unpaced}, which means "send
 * as you would without hints". A hint's time to live counts from its receipt on this machine's monotonic clock, so a
 * wrong wall clock does no harm.
 *
 * <pre>{@code
 * try (HintClient hints = HintClient.builder(URI.create("http://127.0.0.1:8080"))
 *         .mode(HintMode.SSE)
 *         .build()) {
 *     Hint hint = hints.hint("203.0.113.7"); // unpaced at first; a moment later what the server says
 * }
 * }</pre>
 *
 * <p>{@link dev.tokenflow.client.pacer.StreamPacer} and {@link dev.tokenflow.client.pacer.EventPacer} do what a hint
 * says. One client serves a whole process: all its methods may be called from any thread.
 */
public final class HintClient implements AutoCloseable {
    private final WatchedAddresses addresses;
    private final HintServerConnection server;
    private final Asking asking;
    private final LongSupplier nanoClock;
    private final @Nullable Pseudonyms names;

    private HintClient(
            HintClientConfig config, HintChangeListener listener, LongSupplier nanoClock, @Nullable Pseudonyms names) {
        this.nanoClock = nanoClock;
        this.names = names;
        this.server = new HintServerConnection(config.baseUri(), config.requestTimeout());
        this.addresses = new WatchedAddresses(
                config.maxAddresses(),
                config.unusedAfter(),
                byOwnAddress(listener, names),
                nanoClock,
                server::runAfter);
        this.asking = switch (config.mode()) {
            case POLL -> new Polling(config, addresses, server);
            case LONG_POLL -> new LongPolling(config, addresses, server);
            case SSE -> new Streaming(addresses, server);
        };
        server.everySecond(this::tick);
    }

    /**
     * Begins to configure a client of one hint server.
     *
     * @param baseUri of the hint server, such as {@code http://127.0.0.1:8080}
     */
    public static Builder builder(URI baseUri) {
        return new Builder(baseUri);
    }

    /**
     * The hint in force for an address. The first call for an address begins to watch it; an address that nobody asks
     * for is forgotten after a while ({@link Builder#unusedAfter}). Never blocks.
     */
    public Hint hint(IpAddress address) {
        return heldHint(address).hint();
    }

    /**
     * The same for an address as text.
     *
     * @throws IllegalArgumentException when it is not an IPv4 or IPv6 address
     */
    public Hint hint(String address) {
        return hint(IpAddress.parse(address));
    }

    /**
     * The hint in force for an address, with the time until which it may be used. A sender that waits because of the
     * hint must ask again then; the pacers of {@link dev.tokenflow.client.pacer} see to that.
     */
    public HeldHint heldHint(IpAddress address) {
        return heldByName(names == null ? address : names.of(address, System.currentTimeMillis()));
    }

    private HeldHint heldByName(IpAddress address) {
        long now = nanoClock.getAsLong();
        WatchedAddress known = addresses.find(address);
        if (known != null) {
            known.asked(now);
            return known.heldHint(now);
        }
        if (addresses.add(address)) {
            server.run(asking::addressesChanged);
        }
        return new HeldHint(Hint.unpaced(address.toString()), now);
    }

    /**
     * The same for an address as text.
     *
     * @throws IllegalArgumentException when it is not an IPv4 or IPv6 address
     */
    public HeldHint heldHint(String address) {
        return heldHint(IpAddress.parse(address));
    }

    /** Whether the server answered the last time it was asked. */
    public boolean isConnected() {
        return server.isConnected();
    }

    /** Stops asking the server. Hints that are held stay valid until they expire. */
    @Override
    public void close() {
        server.close(asking::stop);
    }

    private static HintChangeListener byOwnAddress(HintChangeListener listener, @Nullable Pseudonyms names) {
        return names == null ? listener : (name, hint) -> listener.changed(names.original(name), hint);
    }

    private void tick() {
        if (addresses.forgetUnused()) {
            asking.addressesChanged();
        }
        asking.tick();
    }

    /** Collects the options of a client; each has a default. */
    public static final class Builder {
        /** Largest {@link #maxAddresses}: as many as one process can ask for without being a burden to the server. */
        public static final int MOST_ADDRESSES = HintClientConfig.MOST_ADDRESSES;

        private final URI baseUri;
        private HintMode mode = HintMode.POLL;
        private Duration pollInterval = Duration.ofMillis(100);
        private Duration longPollWait = Duration.ofSeconds(5);
        private Duration requestTimeout = Duration.ofSeconds(2);
        private Duration unusedAfter = Duration.ofSeconds(60);
        private int maxAddresses = 1_000;
        private HintChangeListener listener = (address, hint) -> {};
        private LongSupplier nanoClock = System::nanoTime;
        private @Nullable Pseudonyms names;

        private Builder(URI baseUri) {
            this.baseUri = baseUri;
        }

        /** How to learn of new hints; default {@link HintMode#POLL}. */
        public Builder mode(HintMode how) {
            this.mode = how;
            return this;
        }

        /** Pause between two requests in mode POLL; more than 0, default 100 ms. */
        public Builder pollInterval(Duration interval) {
            this.pollInterval = interval;
            return this;
        }

        /**
         * Longest wait asked for in mode LONG_POLL, shortened so that a hint is renewed before it expires; more than 0,
         * default 5 s.
         */
        public Builder longPollWait(Duration wait) {
            this.longPollWait = wait;
            return this;
        }

        /** Longest time for a connection, and for an answer that does not wait; more than 0, default 2 s. */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = timeout;
            return this;
        }

        /** An address that nobody asked for in this time is forgotten; more than 0, default 60 s. */
        public Builder unusedAfter(Duration duration) {
            this.unusedAfter = duration;
            return this;
        }

        /**
         * Most addresses watched; further ones stay unpaced until others are forgotten; 1 to {@value #MOST_ADDRESSES},
         * default 1,000.
         */
        public Builder maxAddresses(int most) {
            this.maxAddresses = most;
            return this;
        }

        /**
         * Who is told when the advice for an address changes, also because it expires; the last call counts, default
         * nobody.
         */
        public Builder onChange(HintChangeListener changed) {
            this.listener = changed;
            return this;
        }

        /**
         * Asks for hints by these names of addresses, as agents with the same key report them; null, the default, by
         * the addresses.
         */
        public Builder pseudonyms(@Nullable Pseudonyms shared) {
            this.names = shared;
            return this;
        }

        /** Another monotonic clock, in ns, for tests; default {@link System#nanoTime}. */
        public Builder nanoClock(LongSupplier clock) {
            this.nanoClock = clock;
            return this;
        }

        /**
         * Starts the client. It asks nothing before the first {@link HintClient#hint}.
         *
         * @throws IllegalArgumentException when an option is out of its range; the message names it
         */
        public HintClient build() {
            HintClientConfig config = new HintClientConfig(
                    baseUri, mode, pollInterval, longPollWait, requestTimeout, unusedAfter, maxAddresses);
            return new HintClient(config, listener, nanoClock, names);
        }
    }
}
