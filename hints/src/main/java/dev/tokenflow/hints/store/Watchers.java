package dev.tokenflow.hints.store;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.HintKey;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows who waits for a change of the hint of an address. Whoever waits must first be added and then look into the
 * store, so that no change is missed.
 */
public final class Watchers {
    /** A waiting request or an open stream. Called from the reader's thread: it must go to its own. */
    public interface Watcher {
        /** The hint of a watched address may have changed. */
        void changed();

        /** The server stops: answer now, or end. */
        void stopping();
    }

    private final Map<IpAddress, Set<Watcher>> byAddress = new ConcurrentHashMap<>();
    /** The watched addresses of a prefix. Changed only under the lock of the address, so the two maps agree. */
    private final Map<String, Set<IpAddress>> byPrefix = new ConcurrentHashMap<>();

    /** Wakes {@code watcher} from now on whenever the hint of this address may have changed. */
    public void add(IpAddress address, Watcher watcher) {
        byAddress.compute(address, (unused, present) -> {
            Set<Watcher> watchers = present;
            if (watchers == null) {
                watchers = ConcurrentHashMap.newKeySet(2);
                enter(address);
            }
            watchers.add(watcher);
            return watchers;
        });
    }

    /** Wakes it no longer. */
    public void remove(IpAddress address, Watcher watcher) {
        byAddress.computeIfPresent(address, (unused, watchers) -> {
            watchers.remove(watcher);
            if (!watchers.isEmpty()) {
                return watchers;
            }
            leave(address);
            return null;
        });
    }

    /** Wakes those whom a stored, removed or expired hint may concern. */
    public void changed(HintKey key) {
        if (byAddress.isEmpty()) {
            return;
        }
        switch (key.scope()) {
            case FLOW -> wake(ClientAddress.parseFlow(key.name()).address());
            case CLIENT -> wake(IpAddress.parse(key.name()));
            case PREFIX -> byPrefix.getOrDefault(key.name(), Set.of()).forEach(this::wake);
            case SITE -> byAddress.keySet().forEach(this::wake);
            case NONE, UNKNOWN -> {} // nobody watches these
        }
    }

    /** Tells everybody that the server stops. */
    public void stop() {
        for (Set<Watcher> watchers : new ArrayList<>(byAddress.values())) {
            watchers.forEach(Watcher::stopping);
        }
    }

    private void enter(IpAddress address) {
        byPrefix.compute(address.prefix(), (unused, present) -> {
            Set<IpAddress> addresses = present == null ? ConcurrentHashMap.newKeySet(2) : present;
            addresses.add(address);
            return addresses;
        });
    }

    private void leave(IpAddress address) {
        byPrefix.computeIfPresent(address.prefix(), (unused, addresses) -> {
            addresses.remove(address);
            return addresses.isEmpty() ? null : addresses;
        });
    }

    private void wake(IpAddress address) {
        Set<Watcher> watchers = byAddress.get(address);
        if (watchers != null) {
            watchers.forEach(Watcher::changed);
        }
    }
}
