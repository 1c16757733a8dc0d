package dev.tokenflow.core.replay;

import dev.tokenflow.core.pane.WindowConfig;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Tenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What every reading must say, worked out the slow and obvious way from the plain list of events that count: no panes
 * are kept, nothing rolls, nothing is remembered between two readings but when there was one and whether the path is
 * known. Written from the meaning of the features; it shares nothing with what it judges but the configuration's
 * records.
 */
public final class FeatureOracle {
    private static final long NS_PER_MS = 1_000_000;
    private static final long ACTIVE_MS = 1_000;
    private static final int BASELINE_BLOCKS = 60;
    private static final int NEVER_AGE_MS = Integer.MAX_VALUE;

    /** Which reading. */
    public record Key(String path, long endMs, ReadingKind kind) {}

    /** What it must say; round trips in ms, NaN where nothing was measured. */
    public record Expected(
            long count,
            double minMs,
            double maxMs,
            double meanMs,
            double p50Ms,
            double p95Ms,
            double variationMs,
            long segments,
            long retransmits,
            long dsacks,
            double retransmitRate,
            double goodput,
            double appLimitedShare,
            long longCount,
            double longMeanMs,
            double longP50Ms,
            double longP95Ms,
            double baselineMs,
            double oldestEventMs,
            Gauges gauges,
            Set<String> sites,
            CauseOracle.Facts facts,
            Signals signals) {}

    /** What the sockets of a path do. */
    public record Gauges(long active, long open, long unsent, long inFlight) {
        static final Gauges NONE = new Gauges(0, 0, 0, 0);

        Gauges plus(Gauges other) {
            return new Gauges(
                    active + other.active, open + other.open, unsent + other.unsent, inFlight + other.inFlight);
        }
    }

    /** What the law looks at, as far as it is not in the features. */
    public record Signals(
            int samples,
            long sampleAgeMs,
            double rttP50Ms,
            long newestSamples,
            double newestRttMs,
            double deliveryRate,
            double newestDeliveryRate,
            long segments,
            long retransmits,
            long dsacks,
            double appLimitedShare,
            double baselineMs,
            CauseOracle.Causes causes) {}

    /** An event that counts, in the slot that ends at {@code endMs}. */
    private record Counted(Seen event, long endMs, boolean isAfterwards) {
        /** Whether it says something of its socket: afterwards only the end of a connection is believed. */
        boolean isOfSocket() {
            return !isAfterwards || event.kind() == EventKind.CLOSE;
        }

        Counted in(long slotEndMs) {
            return new Counted(event, slotEndMs, isAfterwards);
        }
    }

    private record OfShard(String shard, String path) {}

    private final long paneMs;
    private final long summaryMs;
    private final int groups;
    private final long windowMs;
    private final long newestMs;
    private final long paceMs;
    private final long slideMs;
    private final long longMs;
    private final long baselineMs;
    private final long shortWindowMs;
    private final long lossMs;
    private final long pathIdleMs;
    private final long socketIdleMs;
    private final long silenceMs;
    private final long ttlMs;
    private final long refreshMs;
    private final double headerBytes;

    private final List<Counted> counted = new ArrayList<>();
    private final Map<String, Integer> rejected = new TreeMap<>();
    private final Map<String, TreeSet<Long>> silences = new TreeMap<>();
    private int duplicates;

    private final Map<String, Integer> turns = new TreeMap<>();

    private final Map<Key, Expected> readings = new LinkedHashMap<>();
    private final Map<Key, Expected> onNews = new LinkedHashMap<>();

    /** @param groups of paths: they take turns at telling what can wait */
    public FeatureOracle(WindowConfig window, LifetimeConfig lifetime, int groups, double headerBytes) {
        paneMs = window.pane().toMillis();
        summaryMs = window.summary().toMillis();
        this.groups = groups;
        windowMs = window.window().toMillis();
        newestMs = paneMs;
        paceMs = window.pace().toMillis();
        slideMs = window.slide().toMillis();
        longMs = window.longWindow().toMillis();
        baselineMs = window.baseline().toMillis();
        shortWindowMs = window.shortWindow().toMillis();
        lossMs = window.lossSpan().toMillis();
        pathIdleMs = lifetime.pathIdle().toMillis();
        socketIdleMs = lifetime.socketIdle().toMillis();
        silenceMs = lifetime.shardSilence().toMillis();
        ttlMs = lifetime.ttl().toMillis();
        long third = lifetime.ttl().toMillis() / 3;
        refreshMs = Math.max(slideMs, third - third % slideMs);
        this.headerBytes = headerBytes;
    }

    /** Works out everything for batches that arrive in this order. */
    public FeatureOracle read(List<Sent> arrivals) {
        accept(arrivals);
        counted.sort(Comparator.comparingLong(Counted::endMs)
                .thenComparing((Counted c) -> c.event().wallNs()));
        Map<String, List<Counted>> byPath = new TreeMap<>();
        for (Counted c : counted) {
            pathsOf(c.event())
                    .forEach(path ->
                            byPath.computeIfAbsent(path, p -> new ArrayList<>()).add(c.in(toldMs(path, c))));
        }
        Map<OfShard, TreeMap<Long, Gauges>> told = told(gauges(), byPath);
        byPath.forEach((path, events) -> read(path, events, told));
        return this;
    }

    /** Where paths are read at the end of every slide. */
    public Map<Key, Expected> readings() {
        return readings;
    }

    /** Where paths take steps, which have the kind UPDATE, and nobody asks for a whole reading. */
    public Map<Key, Expected> onNews() {
        return onNews;
    }

    public Map<String, Integer> rejected() {
        return rejected;
    }

    public int duplicates() {
        return duplicates;
    }

    // ---- which events count ---------------------------------------------------------------------

    private void accept(List<Sent> arrivals) {
        long watermarkMs = Long.MIN_VALUE;
        Map<String, Known> known = new TreeMap<>();
        for (Sent batch : arrivals) {
            Known before = known.get(batch.shardName());
            if (before != null && silentAt(before) - 1 <= watermarkMs) {
                silences.computeIfAbsent(batch.shardName(), s -> new TreeSet<>())
                        .add(silentAt(before));
                before = null;
            }
            if (before != null && before.isDuplicate(batch)) {
                duplicates++;
            } else {
                boolean begins = before == null || before.newestEpoch() != batch.epoch();
                known.put(batch.shardName(), before == null ? new Known(batch) : before.and(batch));
                accept(batch.events(), watermarkMs, begins);
            }
            watermarkMs = Math.max(watermarkMs, ms(batch.closedNs()) - RandomTraffic.BOUND_MS - 1);
        }
        known.forEach((shard, batches) ->
                silences.computeIfAbsent(shard, s -> new TreeSet<>()).add(silentAt(batches)));
    }

    /** The batches of a shard since it was last silent. */
    private static final class Known {
        private final TreeMap<Long, TreeSet<Long>> sequences = new TreeMap<>(); // by epoch
        private long newestMs = Long.MIN_VALUE;

        Known(Sent first) {
            and(first);
        }

        Known and(Sent batch) {
            sequences.computeIfAbsent(batch.epoch(), e -> new TreeSet<>()).add(batch.sequence());
            newestMs = Math.max(newestMs, ms(batch.closedNs()));
            return this;
        }

        long newestEpoch() {
            return sequences.lastKey();
        }

        /** Seen before, of an epoch that is over, or 64 behind the newest and so too old to tell. */
        boolean isDuplicate(Sent batch) {
            long epoch = sequences.lastKey();
            TreeSet<Long> seen = sequences.get(epoch);
            boolean inEpoch = batch.epoch() == epoch;
            return batch.epoch() < epoch
                    || (inEpoch && (seen.contains(batch.sequence()) || seen.last() - batch.sequence() >= 64));
        }
    }

    /**
     * An event of a slot that is over counts in the one that is open, unless it is older than a hint may be.
     *
     * @param begins whether the batch is the first of its shard's epoch: nothing is known of its clock then
     */
    private void accept(List<Seen> events, long watermarkMs, boolean begins) {
        long overMs = watermarkMs == Long.MIN_VALUE ? Long.MIN_VALUE : Math.floorDiv(watermarkMs + 1, paneMs) * paneMs;
        for (Seen event : events) {
            long endMs = (Math.floorDiv(ms(event.wallNs()), paneMs) + 1) * paneMs;
            if (!event.flaw().isEmpty()) {
                rejected.merge(event.flaw(), 1, Integer::sum);
            } else if (endMs > overMs) {
                counted.add(new Counted(event, endMs, false));
            } else if (!begins && overMs * 1_000_000 - event.wallNs() > ttlMs * 1_000_000) {
                rejected.merge("late", 1, Integer::sum);
            } else {
                counted.add(new Counted(event, overMs + paneMs, true));
            }
        }
    }

    /** The first end of a slot at which nothing was heard of the shard for too long. */
    private long silentAt(Known known) {
        return -Math.floorDiv(-(known.newestMs + silenceMs), paneMs) * paneMs;
    }

    // ---- what sockets do ------------------------------------------------------------------------

    /** Of every shard and path and every end of a slot at which it has sockets. */
    private Map<OfShard, TreeMap<Long, Gauges>> gauges() {
        record Socket(String shard, long cookie) {}
        Map<Socket, List<Counted>> bySocket = new LinkedHashMap<>();
        for (Counted c : counted.stream().filter(Counted::isOfSocket).toList()) {
            bySocket.computeIfAbsent(new Socket(c.event().shardName(), c.event().cookie()), s -> new ArrayList<>())
                    .add(c);
        }
        Map<OfShard, TreeMap<Long, Gauges>> all = new LinkedHashMap<>();
        bySocket.forEach((socket, events) -> {
            events.sort(Comparator.comparingLong(Counted::endMs)
                    .thenComparing((Counted c) -> c.event().wallNs())
                    .thenComparing(c -> c.event().kind().code())
                    .thenComparing(c -> c.event().socket().unsent())
                    .thenComparing(c -> c.event().socket().inFlight()));
            TreeSet<Long> silent = silences.get(socket.shard());
            List<String> paths = pathsOf(events.get(0).event());
            long lastMs = events.get(events.size() - 1).endMs() + socketIdleMs;
            for (long endMs = events.get(0).endMs(); endMs < lastMs; endMs += paneMs) {
                Long floor = silent.floor(endMs);
                Gauges gauges = gauges(events, endMs, floor == null ? Long.MIN_VALUE : floor);
                if (!gauges.equals(Gauges.NONE)) {
                    for (String path : paths) {
                        all.computeIfAbsent(new OfShard(socket.shard(), path), p -> new TreeMap<>())
                                .merge(endMs, gauges, Gauges::plus);
                    }
                }
            }
        });
        return all;
    }

    /**
     * One socket at the end of one slot, from its events in order; everything up to a silence of its shard is
     * forgotten.
     */
    private Gauges gauges(List<Counted> events, long endMs, long silentMs) {
        int last = events.size() - 1;
        while (last >= 0 && events.get(last).endMs() > endMs) {
            last--;
        }
        if (last < 0) {
            return Gauges.NONE;
        }
        Counted newest = events.get(last);
        boolean gone = newest.event().kind() == EventKind.CLOSE
                || newest.endMs() <= endMs - socketIdleMs
                || newest.endMs() <= silentMs;
        if (gone) {
            return Gauges.NONE;
        }
        boolean active = newest.event().socket().unsent() > 0;
        for (int i = last; i >= 0 && events.get(i).endMs() > Math.max(endMs - ACTIVE_MS, silentMs); i--) {
            active |= events.get(i).event().progress().bytesAcked() > 0;
        }
        return new Gauges(
                active ? 1 : 0,
                1,
                newest.event().socket().unsent(),
                newest.event().socket().inFlight());
    }

    /**
     * When a shard told something of a path, and what was known of its sockets then. Of a client it tells in the slot
     * of an event; everything else has its turns, one in every summary. A shard that falls silent has told all.
     */
    private Map<OfShard, TreeMap<Long, Gauges>> told(
            Map<OfShard, TreeMap<Long, Gauges>> gauges, Map<String, List<Counted>> byPath) {
        Map<OfShard, TreeSet<Long>> events = new LinkedHashMap<>();
        byPath.forEach((path, all) ->
                all.forEach(c -> events.computeIfAbsent(new OfShard(c.event().shardName(), path), o -> new TreeSet<>())
                        .add(c.endMs())));
        Map<OfShard, TreeMap<Long, Gauges>> told = new LinkedHashMap<>();
        events.forEach((of, slots) -> {
            TreeMap<Long, Gauges> now = gauges.getOrDefault(of, new TreeMap<>());
            TreeSet<Long> silent = silences.get(of.shard());
            long lastMs = Math.max(slots.last(), now.isEmpty() ? Long.MIN_VALUE : now.lastKey()) + summaryMs + paneMs;
            TreeMap<Long, Gauges> said = told.computeIfAbsent(of, o -> new TreeMap<>());
            Gauges last = Gauges.NONE;
            for (long endMs = slots.first(); endMs <= lastMs; endMs += paneMs) {
                Gauges is = now.getOrDefault(endMs, Gauges.NONE);
                boolean isTurn = isTurn(of.path(), endMs) || silent.contains(endMs);
                if (slots.contains(endMs) || (isTurn && !is.equals(last))) {
                    said.put(endMs, is);
                    last = is;
                }
            }
        });
        return told;
    }

    /** The end of the slot in which an event is told of for a path. */
    private long toldMs(String path, Counted c) {
        Long silentMs = silences.get(c.event().shardName()).ceiling(c.endMs());
        long endMs = c.endMs();
        while (!path.startsWith("client/")
                && !isTurn(path, endMs)
                && !Long.valueOf(endMs).equals(silentMs)) {
            endMs += paneMs;
        }
        return endMs;
    }

    private boolean isTurn(String path, long endMs) {
        long panes = summaryMs / paneMs;
        int group = turns.computeIfAbsent(path, p -> name(p).group(groups));
        return Math.floorMod(endMs / paneMs, panes) == group % panes;
    }

    private static PathName name(String path) {
        String key = path.substring(path.indexOf('/') + 1);
        if (path.startsWith("site/")) {
            return PathName.site(Tenant.NONE, key);
        }
        if (path.startsWith("prefix/")) {
            return PathName.prefix(Tenant.NONE, IpAddress.parse(key.substring(0, key.indexOf('/'))));
        }
        IpAddress client = IpAddress.parse(key);
        return PathName.client(Tenant.NONE, client.hi(), client.lo());
    }

    // ---- readings -------------------------------------------------------------------------------

    private void read(String path, List<Counted> events, Map<OfShard, TreeMap<Long, Gauges>> gauges) {
        TreeSet<Long> news = new TreeSet<>();
        gauges.forEach((of, told) -> {
            if (of.path().equals(path)) {
                news.addAll(told.keySet());
            }
        });
        TreeSet<Long> forgotten = readAtSlides(path, events, news, gauges);
        readOnNews(path, events, news, forgotten, gauges);
    }

    /** Fills {@link #readings}; when the path is forgotten. */
    private TreeSet<Long> readAtSlides(
            String path, List<Counted> events, TreeSet<Long> news, Map<OfShard, TreeMap<Long, Gauges>> gauges) {
        TreeSet<Long> forgotten = new TreeSet<>();
        boolean known = false;
        long forgottenMs = Long.MIN_VALUE;
        long lastReadMs = 0;
        long firstMs = -Math.floorDiv(-news.first(), slideMs) * slideMs;
        for (long endMs = firstMs; known || endMs <= news.last() + slideMs; endMs += slideMs) {
            Sockets sockets = sockets(path, endMs, gauges);
            ReadingKind kind = kind(path, news, endMs, known, sockets.gauges(), lastReadMs);
            if (kind == null) {
                continue;
            }
            long unreadMs = known && !path.startsWith("client/") ? lastReadMs : endMs - slideMs;
            readings.put(
                    new Key(path, endMs, kind),
                    features(between(events, forgottenMs, endMs), unreadMs, endMs, sockets));
            known = kind != ReadingKind.EXPIRED;
            if (!known) {
                forgottenMs = endMs;
                forgotten.add(endMs);
            }
            lastReadMs = endMs;
        }
        return forgotten;
    }

    /**
     * A path that was quiet takes a step at the end of the first slot that says something of it, one that is busy takes
     * the next when the pace has passed. In silence it is read at slides, and it is forgotten at the same ones.
     */
    private void readOnNews(
            String path,
            List<Counted> events,
            TreeSet<Long> news,
            TreeSet<Long> forgotten,
            Map<OfShard, TreeMap<Long, Gauges>> gauges) {
        boolean isClient = path.startsWith("client/");
        long waitMs = isClient ? paceMs : 1_000;
        long silenceUntilReadMs = isClient ? refreshMs : Math.max(refreshMs, 1_000);
        long forgottenMs = Long.MIN_VALUE;
        Long steppedMs = null; // since it is known
        long lastReadMs = 0;
        for (long endMs = news.first(); endMs <= forgotten.last(); endMs += paneMs) {
            Long unseenMs = news.higher(steppedMs == null ? forgottenMs : steppedMs);
            if (unseenMs != null && unseenMs <= endMs && (steppedMs == null || endMs - steppedMs >= waitMs)) {
                onNews(path, ReadingKind.UPDATE, events, forgottenMs, steppedMs, endMs, gauges);
                steppedMs = endMs;
                lastReadMs = endMs;
            }
            if (forgotten.contains(endMs)) {
                onNews(path, ReadingKind.EXPIRED, events, forgottenMs, steppedMs, endMs, gauges);
                forgottenMs = endMs;
                steppedMs = null;
            } else if (steppedMs != null
                    && endMs % slideMs == 0
                    && endMs - lastReadMs >= silenceUntilReadMs
                    && sockets(path, endMs, gauges).gauges().open() > 0) {
                onNews(path, ReadingKind.REFRESH, events, forgottenMs, steppedMs, endMs, gauges);
                lastReadMs = endMs;
            }
        }
    }

    /** @param unreadMs end of the last slot whose events are not new any more; null = all are new */
    private void onNews(
            String path,
            ReadingKind kind,
            List<Counted> events,
            long forgottenMs,
            @Nullable Long unreadMs,
            long endMs,
            Map<OfShard, TreeMap<Long, Gauges>> gauges) {
        onNews.put(
                new Key(path, endMs, kind),
                features(
                        between(events, forgottenMs, endMs),
                        unreadMs == null ? forgottenMs : unreadMs,
                        endMs,
                        sockets(path, endMs, gauges)));
    }

    private record Sockets(Gauges gauges, Set<String> sites) {}

    /** What all shards say of a path at the end of a slot. */
    private static Sockets sockets(String path, long endMs, Map<OfShard, TreeMap<Long, Gauges>> gauges) {
        Gauges now = Gauges.NONE;
        Set<String> sites = new TreeSet<>();
        for (Map.Entry<OfShard, TreeMap<Long, Gauges>> of : gauges.entrySet()) {
            Map.Entry<Long, Gauges> told =
                    of.getKey().path().equals(path) ? of.getValue().floorEntry(endMs) : null;
            Gauges part = told == null ? Gauges.NONE : told.getValue();
            if (!part.equals(Gauges.NONE)) {
                now = now.plus(part);
                String shard = of.getKey().shard();
                sites.add(shard.substring(0, shard.indexOf('/')));
            }
        }
        return new Sockets(now, sites);
    }

    /** Prefixes and sites are read once a second. */
    private ReadingKind kind(String path, TreeSet<Long> news, long endMs, boolean known, Gauges now, long lastReadMs) {
        long pauseMs = path.startsWith("client/") ? 0 : 1_000;
        Long newest = news.floor(endMs);
        boolean isUnread = newest != null && newest > (known ? lastReadMs : endMs - slideMs);
        if (isUnread && (!known || endMs - lastReadMs >= pauseMs)) {
            return ReadingKind.UPDATE;
        }
        if (known && now.open() > 0 && endMs - lastReadMs >= Math.max(refreshMs, pauseMs)) {
            return ReadingKind.REFRESH;
        }
        return known && now.open() == 0 && newest != null && endMs - newest >= pathIdleMs ? ReadingKind.EXPIRED : null;
    }

    private Expected features(List<Counted> all, long unreadMs, long endMs, Sockets sockets) {
        List<Counted> window = between(all, endMs - windowMs, endMs);
        List<Counted> longWindow = between(all, endMs - longMs, endMs);
        int[] rtts = samples(window);
        int[] longRtts = samples(longWindow);
        long count = sum(window, e -> e.rtt().samples());
        long longCount = sum(longWindow, e -> e.rtt().samples());
        long retransmits = retransmits(window);
        long segments = sum(window, e -> e.progress().delivered()) + retransmits;
        long blockMs = baselineMs / BASELINE_BLOCKS;
        int baselineUs = Integer.MAX_VALUE;
        for (Counted c : all) {
            long blockEndMs = -Math.floorDiv(-c.endMs(), blockMs) * blockMs;
            if (c.event().rtt().samples() > 0 && blockEndMs > endMs - baselineMs) {
                baselineUs = Math.min(baselineUs, c.event().rtt().minUs());
            }
        }
        return new Expected(
                count,
                rtts.length == 0 ? Double.NaN : rtts[0] / 1e3,
                rtts.length == 0 ? Double.NaN : rtts[rtts.length - 1] / 1e3,
                sum(window, e -> e.rtt().sumUs()) / 1e3 / count,
                nearestRank(rtts, 50),
                nearestRank(rtts, 95),
                sum(window, e -> (long) e.rtt().samples() * e.rtt().mdevUs()) / 1e3 / count,
                segments,
                retransmits,
                sum(window, e -> e.progress().dsacks()),
                (double) retransmits / segments,
                sum(window, e -> e.progress().bytesAcked()) / (windowMs / 1e3),
                (double) sum(window, e -> e.rtt().appLimited() ? e.rtt().samples() : 0) / count,
                longCount,
                sum(longWindow, e -> e.rtt().sumUs()) / 1e3 / longCount,
                nearestRank(longRtts, 50),
                nearestRank(longRtts, 95),
                baselineUs == Integer.MAX_VALUE ? Double.NaN : baselineUs / 1e3,
                between(all, unreadMs, endMs).stream()
                        .mapToDouble(c -> c.event().wallNs() / 1e6)
                        .min()
                        .orElse(Double.NaN),
                sockets.gauges(),
                sockets.sites(),
                CauseOracle.facts(seen(window), seen(all)),
                signals(all, endMs, baselineUs == Integer.MAX_VALUE ? Double.NaN : baselineUs / 1e3));
    }

    private static List<Seen> seen(List<Counted> counted) {
        return counted.stream().map(Counted::event).toList();
    }

    private Signals signals(List<Counted> all, long endMs, double baselineMs) {
        List<Counted> near = between(all, endMs - shortWindowMs, endMs);
        List<Counted> loss = between(all, endMs - lossMs, endMs);
        List<Counted> newest = between(all, endMs - newestMs, endMs);
        List<Counted> sampled = newestSampled(near, endMs);
        long samples = sum(near, e -> e.rtt().samples());
        long sampledMs = endMs - NEVER_AGE_MS;
        for (Counted c : all) {
            sampledMs =
                    c.event().rtt().samples() > 0 ? Math.max(sampledMs, CauseOracle.sampledMs(c.event())) : sampledMs;
        }
        Seen handshake = Double.isNaN(baselineMs) ? CauseOracle.handshake(seen(all)) : null;
        if (handshake != null) {
            return beforeTheFirst(handshake, sampledMs, all, endMs);
        }
        return new Signals(
                (int) samples,
                endMs - sampledMs,
                nearestRank(samples(near), 50),
                sum(sampled, e -> e.rtt().samples()),
                nearestRank(samples(sampled), 50),
                wire(near) / (shortWindowMs / 1e3),
                wire(newest) / (newestMs / 1e3),
                sum(loss, e -> e.progress().delivered()) + retransmits(loss),
                retransmits(loss),
                sum(loss, e -> e.progress().dsacks()),
                (double) sum(near, e -> e.rtt().appLimited() ? e.rtt().samples() : 0) / samples,
                baselineMs,
                CauseOracle.causes(seen(near), seen(loss), seen(all), sampledMs, endMs));
    }

    /** Where nothing but a handshake was measured, its round trip is the only one. */
    private Signals beforeTheFirst(Seen handshake, long sampledMs, List<Counted> all, long endMs) {
        List<Counted> near = between(all, endMs - shortWindowMs, endMs);
        List<Counted> loss = between(all, endMs - lossMs, endMs);
        List<Counted> newest = between(all, endMs - newestMs, endMs);
        long lastMs = Math.max(sampledMs, CauseOracle.ms(handshake));
        double rttMs = handshake.causes().handshakeUs() / 1e3;
        boolean isNear = endMs - CauseOracle.ms(handshake) < shortWindowMs;
        return new Signals(
                isNear ? 1 : 0,
                endMs - lastMs,
                isNear ? rttMs : Double.NaN,
                0,
                isNear ? rttMs : Double.NaN,
                wire(near) / (shortWindowMs / 1e3),
                wire(newest) / (newestMs / 1e3),
                sum(loss, e -> e.progress().delivered()) + retransmits(loss),
                retransmits(loss),
                sum(loss, e -> e.progress().dsacks()),
                Double.NaN,
                rttMs,
                CauseOracle.causes(seen(near), seen(loss), seen(all), lastMs, endMs));
    }

    /** The newest tenth of a second, counted back from the end, in which there are samples. */
    private List<Counted> newestSampled(List<Counted> near, long endMs) {
        for (long toMs = endMs; toMs > endMs - shortWindowMs; toMs -= newestMs) {
            List<Counted> part = between(near, toMs - newestMs, toMs);
            if (sum(part, e -> e.rtt().samples()) > 0) {
                return part;
            }
        }
        return List.of();
    }

    private double wire(List<Counted> events) {
        return sum(events, e -> e.progress().bytesAcked())
                + headerBytes * sum(events, e -> e.progress().delivered());
    }

    /**
     * The RTT samples in us, ascending. Of a fold the smallest and the largest are known, the others stand at the mean
     * of the rest.
     */
    private static int[] samples(List<Counted> events) {
        int[] all = new int[(int) sum(events, e -> e.rtt().samples())];
        int n = 0;
        for (Counted c : events) {
            Seen.Rtt e = c.event().rtt();
            for (int i = 0; i < e.samples(); i++) {
                all[n++] = i == 0
                        ? e.maxUs()
                        : i == 1 ? e.minUs() : (int) ((e.sumUs() - e.minUs() - e.maxUs()) / (e.samples() - 2));
            }
        }
        Arrays.sort(all);
        return all;
    }

    private static double nearestRank(int[] sorted, int percent) {
        return sorted.length == 0 ? Double.NaN : sorted[(sorted.length * percent + 99) / 100 - 1] / 1e3;
    }

    private static long retransmits(List<Counted> events) {
        return sum(events, e -> e.kind() == EventKind.RETRANSMIT ? e.progress().segments() : 0);
    }

    private static long sum(List<Counted> events, ToLongFunction<Seen> number) {
        long sum = 0;
        for (Counted c : events) {
            sum += number.applyAsLong(c.event());
        }
        return sum;
    }

    /** Events of slots that end after {@code fromMs}, up to {@code toMs}. */
    private static List<Counted> between(List<Counted> events, long fromMs, long toMs) {
        return events.subList(firstAfter(events, fromMs), firstAfter(events, toMs));
    }

    private static int firstAfter(List<Counted> events, long ms) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).endMs() > ms) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static List<String> pathsOf(Seen event) {
        return List.of("client/" + event.client(), "prefix/" + event.prefix(), "site/" + event.agent());
    }

    private static long ms(long ns) {
        return Math.floorDiv(ns, NS_PER_MS);
    }
}
