package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The addresses that somebody asked for recently. Their number is bounded. */
final class WatchedAddresses {
    private static final System.Logger LOG = System.getLogger("dev.tokenflow.client.HintClient");

    private final int most;
    private final long unusedAfterNanos;
    private final HintChangeListener listener;
    private final LongSupplier nanoClock;
    private final Alarm alarm;
    private final Map<IpAddress, WatchedAddress> all = new ConcurrentHashMap<>();

    /** Runs something after a pause. */
    @FunctionalInterface
    interface Alarm {
        void after(long delayMs, Runnable action);
    }

    /** @param alarm tells when hints expire */
    WatchedAddresses(int most, Duration unusedAfter, HintChangeListener listener, LongSupplier nanoClock, Alarm alarm) {
        this.alarm = alarm;
        this.most = most;
        this.unusedAfterNanos = unusedAfter.toNanos();
        this.listener = listener;
        this.nanoClock = nanoClock;
    }

    @Nullable
    WatchedAddress find(IpAddress address) {
        return all.get(address);
    }

    /** Begins to watch an address. False when it is watched already, or when there is no room for it. */
    boolean add(IpAddress address) {
        return all.size() < most
                && all.putIfAbsent(address, new WatchedAddress(address, nanoClock.getAsLong())) == null;
    }

    List<WatchedAddress> snapshot() {
        return new ArrayList<>(all.values());
    }

    /** Forgets the addresses that nobody asked for recently. True when there were any. */
    boolean forgetUnused() {
        long now = nanoClock.getAsLong();
        return all.values().removeIf(address -> address.unusedNanos(now) > unusedAfterNanos);
    }

    void receive(WatchedAddress address, Hint hint, @Nullable String etag) {
        boolean isChanged = address.receive(hint, etag, nanoClock.getAsLong());
        if (isChanged) {
            tell(address, hint);
        }
        awaitExpiry(address);
    }

    /** One alarm for each address that holds a hint, set again as long as its hint is renewed. */
    private void awaitExpiry(WatchedAddress address) {
        if (address.mayExpire() && address.awaitsExpiry.compareAndSet(false, true)) {
            alarm.after(address.remainingMs(nanoClock.getAsLong()) + 1, () -> expiryReached(address));
        }
    }

    private void expiryReached(WatchedAddress address) {
        address.awaitsExpiry.set(false); // first, so that a hint that comes in this moment sets the next alarm
        Hint left = address.expire(nanoClock.getAsLong());
        if (left != null) {
            tell(address, left);
        }
        awaitExpiry(address);
    }

    private void tell(WatchedAddress address, Hint hint) {
        try {
            listener.changed(address.address(), hint);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the listener of hint changes failed", e);
        }
    }

    long nowNanos() {
        return nanoClock.getAsLong();
    }
}
