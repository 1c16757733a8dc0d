package dev.tokenflow.hints.store;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.HintKey;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.json.JsonException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The hints that hold now. One thread writes ({@link #apply}, {@link #expire}); any thread reads, without locks. A
 * later (epoch, seq) wins; a hint past its time to live is not found even before it is swept out.
 */
public final class HintStore {
    private final LongSupplier nanoClock;
    private final int capacity;
    private final @Nullable String site;
    private final Map<ClientAddress, ServedHint> flows = new ConcurrentHashMap<>();
    private final Map<IpAddress, ServedHint> clients = new ConcurrentHashMap<>();
    private final Map<String, ServedHint> prefixes = new ConcurrentHashMap<>();
    private final Map<String, ServedHint> sites = new ConcurrentHashMap<>();

    /**
     * An empty store.
     *
     * @param nanoClock monotonic ns
     * @param capacity most hints held
     * @param site whose site hint is used; null = the only one there is
     */
    public HintStore(LongSupplier nanoClock, int capacity, @Nullable String site) {
        this.nanoClock = nanoClock;
        this.capacity = capacity;
        this.site = site;
    }

    /**
     * Takes one record of the topic.
     *
     * @param key as {@link HintKey} reads it; null or anything else is malformed
     * @param value JSON; null is a tombstone
     * @param written when the record was written
     * @param onStored called with the hint once it can be found
     */
    public RecordOutcome apply(@Nullable String key, @Nullable String value, Written written, Consumer<Hint> onStored) {
        if (key == null) {
            return RecordOutcome.MALFORMED;
        }
        try {
            HintKey parsed = HintKey.parse(key);
            if (isIgnored(parsed)) {
                return RecordOutcome.IGNORED;
            }
            return value == null ? remove(parsed) : put(parsed, HintCodec.decode(value), written, onStored);
        } catch (JsonException | IllegalArgumentException e) {
            return RecordOutcome.MALFORMED;
        }
    }

    /** The most specific hint that holds for a client: flow, client, prefix, site; null = nothing is known. */
    @Nullable
    public ServedHint find(ClientAddress client) {
        long now = nanoClock.getAsLong();
        ServedHint hint = client.port() == 0 ? null : fresh(flows.get(client), now);
        if (hint == null) {
            hint = fresh(clients.get(client.address()), now);
        }
        if (hint == null && !prefixes.isEmpty()) {
            hint = fresh(prefixes.get(client.address().prefix()), now);
        }
        return hint == null ? siteHint(now) : hint;
    }

    /** Removes what has expired and names each. */
    public void expire(Consumer<Hint> onExpired) {
        long now = nanoClock.getAsLong();
        expire(flows, now, onExpired);
        expire(clients, now, onExpired);
        expire(prefixes, now, onExpired);
        expire(sites, now, onExpired);
    }

    /** Shows every hint of a scope that holds now, in no order. */
    public void forEachFresh(Scope scope, Consumer<ServedHint> out) {
        long now = nanoClock.getAsLong();
        Map<?, ServedHint> held = switch (scope) {
            case FLOW -> flows;
            case CLIENT -> clients;
            case PREFIX -> prefixes;
            case SITE -> sites;
            case NONE, UNKNOWN -> Map.of();
        };
        held.values().forEach(hint -> {
            if (hint.remainingMs(now) > 0) {
                out.accept(hint);
            }
        });
    }

    /** Hints held, of all scopes. */
    public int size() {
        return flows.size() + clients.size() + prefixes.size() + sites.size();
    }

    /** The clock by which hints expire, ns. */
    public long nowNanos() {
        return nanoClock.getAsLong();
    }

    private RecordOutcome put(HintKey key, Hint hint, Written written, Consumer<Hint> onStored) {
        long ageMs = written.ageMs(hint.issuedAtMs());
        if (!key.equals(HintKey.of(hint))) {
            return RecordOutcome.MALFORMED;
        }
        return switch (key.scope()) {
            case FLOW -> put(flows, ClientAddress.parseFlow(key.name()), hint, ageMs, onStored);
            case CLIENT -> put(clients, IpAddress.parse(key.name()), hint, ageMs, onStored);
            case PREFIX -> put(prefixes, key.name(), hint, ageMs, onStored);
            case SITE -> put(sites, key.name(), hint, ageMs, onStored);
            case NONE, UNKNOWN -> RecordOutcome.MALFORMED;
        };
    }

    private <K> RecordOutcome put(Map<K, ServedHint> held, K key, Hint hint, long ageMs, Consumer<Hint> onStored) {
        long now = nanoClock.getAsLong();
        ServedHint before = fresh(held.get(key), now);
        if (before != null && !hint.supersedes(before.hint())) {
            return RecordOutcome.SUPERSEDED;
        }
        long remainingMs = Math.min(hint.ttlMs(), ServedHint.MAX_TTL_MS) - ageMs;
        if (remainingMs <= 0) {
            held.remove(key);
            return RecordOutcome.EXPIRED;
        }
        if (before == null && size() >= capacity) {
            return RecordOutcome.NO_ROOM;
        }
        held.put(key, new ServedHint(hint, now + TimeUnit.MILLISECONDS.toNanos(remainingMs)));
        onStored.accept(hint);
        return RecordOutcome.STORED;
    }

    private RecordOutcome remove(HintKey key) {
        switch (key.scope()) {
            case FLOW -> flows.remove(ClientAddress.parseFlow(key.name()));
            case CLIENT -> clients.remove(IpAddress.parse(key.name()));
            case PREFIX -> prefixes.remove(key.name());
            case SITE -> sites.remove(key.name());
            case NONE, UNKNOWN -> {
                return RecordOutcome.MALFORMED;
            }
        }
        return RecordOutcome.REMOVED;
    }

    /** Hints of tenants are not held: no request can name a tenant yet, and theirs must not reach anybody else. */
    private static boolean isIgnored(HintKey key) {
        return key.scope() == Scope.UNKNOWN || !key.tenant().isEmpty();
    }

    private @Nullable ServedHint siteHint(long now) {
        if (site != null) {
            return fresh(sites.get(site), now);
        }
        if (sites.isEmpty()) {
            return null;
        }
        ServedHint only = null;
        for (ServedHint candidate : sites.values()) {
            if (fresh(candidate, now) != null) {
                if (only != null) {
                    return null;
                }
                only = candidate;
            }
        }
        return only;
    }

    private static @Nullable ServedHint fresh(@Nullable ServedHint hint, long now) {
        return hint == null || hint.remainingMs(now) <= 0 ? null : hint;
    }

    private static <K> void expire(Map<K, ServedHint> held, long now, Consumer<Hint> onExpired) {
        for (Iterator<ServedHint> all = held.values().iterator(); all.hasNext(); ) {
            ServedHint hint = all.next();
            if (hint.remainingMs(now) <= 0) {
                all.remove();
                onExpired.accept(hint.hint());
            }
        }
    }
}
