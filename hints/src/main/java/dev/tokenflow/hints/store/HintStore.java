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
    private static final int MAX_NAME_LENGTH = 255;

    private final LongSupplier nanoClock;
    private final int capacity;
    private final @Nullable String site;
    private final Map<Target, ServedHint> flows = new ConcurrentHashMap<>();
    private final Map<IpAddress, ServedHint> clients = new ConcurrentHashMap<>();
    private final Map<String, ServedHint> prefixes = new ConcurrentHashMap<>();
    private final Map<String, ServedHint> sites = new ConcurrentHashMap<>();

    /**
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
     * @param ageMs how long ago the record was written when that is to be believed (the backlog at start), else 0
     * @param onStored called with the hint once it can be found
     */
    public Verdict apply(@Nullable String key, @Nullable String value, long ageMs, Consumer<Hint> onStored) {
        try {
            return value == null ? remove(key) : put(key, HintCodec.decode(value), ageMs, onStored);
        } catch (JsonException | IllegalArgumentException e) {
            return Verdict.MALFORMED;
        }
    }

    /** The most specific hint that holds for a target: flow, client, prefix, site; null = nothing is known. */
    @Nullable
    public ServedHint find(Target target) {
        long now = nanoClock.getAsLong();
        ServedHint hint = target.port() == 0 ? null : fresh(flows.get(target), now);
        if (hint == null) {
            hint = fresh(clients.get(target.address()), now);
        }
        if (hint == null && !prefixes.isEmpty()) {
            hint = fresh(prefixes.get(target.address().prefix()), now);
        }
        return hint == null ? siteHint(now) : hint;
    }

    /** Sweeps out what has expired and names each. */
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

    public long nowNanos() {
        return nanoClock.getAsLong();
    }

    private Verdict put(@Nullable String key, Hint hint, long ageMs, Consumer<Hint> onStored) {
        HintKey named = parsed(key);
        if (isIgnored(named)) {
            return Verdict.IGNORED;
        }
        if (!hint.kafkaKey().equals(key)) {
            return Verdict.MALFORMED;
        }
        return switch (hint.scope()) {
            case FLOW -> put(flows, Target.parseFlow(hint.key()), hint, ageMs, onStored);
            case CLIENT -> put(clients, IpAddress.parse(hint.key()), hint, ageMs, onStored);
            case PREFIX -> put(prefixes, checked(hint.key()), hint, ageMs, onStored);
            case SITE -> put(sites, checked(hint.key()), hint, ageMs, onStored);
            case NONE, UNKNOWN -> Verdict.MALFORMED;
        };
    }

    private <K> Verdict put(Map<K, ServedHint> held, K key, Hint hint, long ageMs, Consumer<Hint> onStored) {
        long now = nanoClock.getAsLong();
        ServedHint before = fresh(held.get(key), now);
        if (before != null && !hint.supersedes(before.hint())) {
            return Verdict.SUPERSEDED;
        }
        long remainingMs = Math.min(hint.ttlMs(), ServedHint.MAX_TTL_MS) - Math.max(0, ageMs);
        if (remainingMs <= 0) {
            held.remove(key);
            return Verdict.EXPIRED;
        }
        if (before == null && size() >= capacity) {
            return Verdict.NO_ROOM;
        }
        held.put(key, new ServedHint(hint, now + TimeUnit.MILLISECONDS.toNanos(remainingMs)));
        onStored.accept(hint);
        return Verdict.STORED;
    }

    private Verdict remove(@Nullable String key) {
        HintKey named = parsed(key);
        if (isIgnored(named)) {
            return Verdict.IGNORED;
        }
        String name = named.name();
        switch (named.scope()) {
            case FLOW -> flows.remove(Target.parseFlow(name));
            case CLIENT -> clients.remove(IpAddress.parse(name));
            case PREFIX -> prefixes.remove(name);
            case SITE -> sites.remove(name);
            case NONE, UNKNOWN -> {
                return Verdict.MALFORMED;
            }
        }
        return Verdict.REMOVED;
    }

    private static HintKey parsed(@Nullable String key) {
        if (key == null) {
            throw new IllegalArgumentException("the record has no key");
        }
        return HintKey.parse(key);
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

    private static String checked(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("the key should have 1 to " + MAX_NAME_LENGTH + " characters");
        }
        return name;
    }
}
