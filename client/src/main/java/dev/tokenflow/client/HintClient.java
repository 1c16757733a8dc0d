package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The hints of the clients one streams to, kept in memory. {@link #hint} never blocks and always answers; it fails
 * open: with nothing known, an expired hint, or a server that is away or answers nonsense, it says
 * {@link Hint#unpaced}. A hint's time to live counts from its receipt on the monotonic clock.
 *
 * <pre>{@code
 * try (HintClient hints = HintClient.builder(URI.create("http://127.0.0.1:8080")).mode(HintMode.SSE).build()) {
 *     Hint hint = hints.hint("203.0.113.7"); // unpaced now; the server's word a moment later
 * }
 * }</pre>
 */
public final class HintClient implements AutoCloseable {
    private final WatchedAddresses addresses;
    private final Transport transport;
    private final LongSupplier nanoClock;

    private HintClient(HintClientConfig config, HintChangeListener listener, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.addresses = new WatchedAddresses(config, listener, nanoClock);
        this.transport = new Transport(config, addresses);
        transport.start();
    }

    public static Builder builder(URI baseUri) {
        return new Builder(baseUri);
    }

    /** The hint that holds for an address; the first call begins to watch it. Never blocks. */
    public Hint hint(IpAddress address) {
        WatchedAddress known = addresses.find(address);
        if (known != null) {
            long now = nanoClock.getAsLong();
            known.asked(now);
            return known.hint(now);
        }
        if (addresses.add(address)) {
            transport.addressesChanged();
        }
        return Hint.unpaced(address.toString());
    }

    /**
     * The same for an address as text.
     *
     * @throws IllegalArgumentException when it is not an IPv4 or IPv6 address
     */
    public Hint hint(String address) {
        return hint(IpAddress.parse(address));
    }

    /** Whether the server answered the last time it was asked. */
    public boolean isConnected() {
        return transport.isConnected();
    }

    /** Asks no more. Hints held stay until they expire. */
    @Override
    public void close() {
        transport.close();
    }

    /** Collects what differs from the defaults of {@link HintClientConfig}. */
    public static final class Builder {
        private HintClientConfig config;
        private HintChangeListener listener = (address, hint) -> {};
        private LongSupplier nanoClock = System::nanoTime;

        private Builder(URI baseUri) {
            this.config = HintClientConfig.of(baseUri, HintMode.POLL);
        }

        public Builder mode(HintMode mode) {
            return with(
                    mode,
                    config.pollInterval(),
                    config.longPollWait(),
                    config.requestTimeout(),
                    config.unusedAfter(),
                    config.maxAddresses());
        }

        public Builder pollInterval(Duration interval) {
            return with(
                    config.mode(),
                    interval,
                    config.longPollWait(),
                    config.requestTimeout(),
                    config.unusedAfter(),
                    config.maxAddresses());
        }

        public Builder longPollWait(Duration wait) {
            return with(
                    config.mode(),
                    config.pollInterval(),
                    wait,
                    config.requestTimeout(),
                    config.unusedAfter(),
                    config.maxAddresses());
        }

        public Builder requestTimeout(Duration timeout) {
            return with(
                    config.mode(),
                    config.pollInterval(),
                    config.longPollWait(),
                    timeout,
                    config.unusedAfter(),
                    config.maxAddresses());
        }

        public Builder unusedAfter(Duration duration) {
            return with(
                    config.mode(),
                    config.pollInterval(),
                    config.longPollWait(),
                    config.requestTimeout(),
                    duration,
                    config.maxAddresses());
        }

        public Builder maxAddresses(int most) {
            return with(
                    config.mode(),
                    config.pollInterval(),
                    config.longPollWait(),
                    config.requestTimeout(),
                    config.unusedAfter(),
                    most);
        }

        public Builder onChange(HintChangeListener changed) {
            this.listener = changed;
            return this;
        }

        /** Another monotonic clock, in ns, for tests. */
        public Builder nanoClock(LongSupplier clock) {
            this.nanoClock = clock;
            return this;
        }

        public HintClient build() {
            return new HintClient(config, listener, nanoClock);
        }

        private Builder with(
                HintMode mode,
                Duration interval,
                Duration wait,
                Duration timeout,
                Duration unusedAfter,
                int maxAddresses) {
            config = new HintClientConfig(config.baseUri(), mode, interval, wait, timeout, unusedAfter, maxAddresses);
            return this;
        }
    }
}
