package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The addresses somebody asked for lately, bounded in number. */
final class WatchedAddresses {
    private static final System.Logger LOG = System.getLogger(HintClient.class.getName());

    private final HintClientConfig config;
    private final HintChangeListener listener;
    private final LongSupplier nanoClock;
    private final Map<IpAddress, WatchedAddress> all = new ConcurrentHashMap<>();

    WatchedAddresses(HintClientConfig config, HintChangeListener listener, LongSupplier nanoClock) {
        this.config = config;
        this.listener = listener;
        this.nanoClock = nanoClock;
    }

    @Nullable
    WatchedAddress find(IpAddress address) {
        return all.get(address);
    }

    /** Begins to watch; false when it is watched already or there is no room. */
    boolean add(IpAddress address) {
        return all.size() < config.maxAddresses()
                && all.putIfAbsent(address, new WatchedAddress(address, nanoClock.getAsLong())) == null;
    }

    List<WatchedAddress> snapshot() {
        return new ArrayList<>(all.values());
    }

    /** Drops what nobody asked for lately; whether something was. */
    boolean forgetUnused() {
        long now = nanoClock.getAsLong();
        return all.values()
                .removeIf(address ->
                        address.unusedNanos(now) > config.unusedAfter().toNanos());
    }

    void receive(WatchedAddress address, Hint hint, @Nullable String etag) {
        if (address.receive(hint, etag, nanoClock.getAsLong())) {
            try {
                listener.changed(address.address(), hint);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the listener of hint changes failed", e);
            }
        }
    }

    long nowNanos() {
        return nanoClock.getAsLong();
    }
}
