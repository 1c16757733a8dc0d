package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs together among the troubles of one tenant's clients, and follows it until it is over. The widest
 * group that explains a trouble is told: everybody before a site before a prefix before one client. Not thread-safe.
 */
public final class IncidentFinder {
    /** Time after an incident in which a client that is still in trouble is not told alone. */
    private static final long AFTER_MS = 10_000;

    /** After a start the words of all clients have come by then. */
    private static final long START_MS = 15_000;

    /** What is heard so soon after a word belongs to its change. */
    private static final long SOON_MS = 500;

    private static final long LONGEST_SPAN_MS = 1_000;

    private final String tenant;
    private final IncidentConfig config;
    private final Population population;
    private final EngineWatch engines;
    private final UsualShares usual = new UsualShares();
    private final Set<OpenIncident> open = new LinkedHashSet<>();
    private final Map<PathName, OpenIncident> alone = new HashMap<>();
    private final Set<Group> troubled = new LinkedHashSet<>();
    private final GroupJudge judge;
    private final List<Incident> news = new ArrayList<>();
    private long tickedMs = Long.MIN_VALUE;
    private long settledMs = Long.MIN_VALUE;
    private long engineEndedMs = Long.MIN_VALUE;
    private boolean restored;

    /**
     * A finder that knows nothing yet.
     *
     * @param tenant whose clients it is told of
     */
    public IncidentFinder(String tenant, IncidentConfig config) {
        this.tenant = tenant;
        this.config = config;
        population = new Population(config);
        engines = new EngineWatch(config);
        judge = new GroupJudge(config, population, engines, usual, open);
    }

    /** Goes on from what was kept. */
    public void restore(IncidentMemory memory) {
        usual.restore(memory.usualShares());
        for (IncidentMemory.UsualEngine saved : memory.engines()) {
            Engine engine = engines.engine(saved.name());
            if (saved.gapAgeMs() > 0) {
                engine.gap.restore(saved.gapMs(), saved.gapAgeMs());
            }
            if (saved.firstAgeMs() > 0) {
                engine.first.restore(saved.firstMs(), saved.firstAgeMs());
            }
        }
        memory.open().forEach(this::restore);
        restored = !memory.open().isEmpty();
    }

    private void restore(IncidentMemory.Kept kept) {
        Incident told = kept.told();
        Side side = Side.of(Diagnosis.ofWord(told.cause()));
        if (side == null) {
            return;
        }
        OpenIncident incident;
        if (told.kind() == IncidentKind.CLIENT) {
            IpAddress address = IpAddress.parse(told.key());
            PathName name = PathName.client(tenant, address.hi(), address.lo());
            incident = OpenIncident.of(name, side, told.startMs());
            alone.put(name, incident);
        } else {
            Group group = group(told);
            if (group == null) {
                return;
            }
            incident = OpenIncident.of(
                    group,
                    side,
                    told.startMs(),
                    kept.openShare(),
                    told.evidence().chance());
            group.open(side, incident);
        }
        incident.told = told;
        incident.mostAffected = told.mostAffected();
        open.add(incident);
    }

    private @Nullable Group group(Incident told) {
        if (told.kind() == IncidentKind.ENGINE) {
            return engines.engine(told.key()).group;
        }
        PathName prefix = told.kind() == IncidentKind.PREFIX
                ? PathName.prefix(
                        tenant,
                        IpAddress.parse(told.key().substring(0, told.key().indexOf('/'))))
                : null;
        return population.group(told.kind(), told.key(), prefix);
    }

    /** What has to be kept. */
    public IncidentMemory memory() {
        List<IncidentMemory.UsualEngine> usualEngines = new ArrayList<>();
        for (Engine engine : engines.engines()) {
            usualEngines.add(new IncidentMemory.UsualEngine(
                    engine.group.key,
                    engine.gap.ms(),
                    engine.gap.knownForMs(),
                    engine.first.ms(),
                    engine.first.knownForMs()));
        }
        List<IncidentMemory.Kept> kept = new ArrayList<>();
        for (OpenIncident incident : open) {
            Incident told = incident.told;
            if (told != null) {
                kept.add(new IncidentMemory.Kept(told, incident.openShare));
            }
        }
        return new IncidentMemory(usual.toArray(), usualEngines, kept);
    }

    /** A word about a client was said. */
    public void hear(ClientWord word) {
        population.hear(word);
    }

    /**
     * A gateway told of a stream.
     *
     * @param nowMs event time at which it was heard, ms since 1970
     */
    public void hear(StreamStats row, long nowMs) {
        engines.hear(row, nowMs);
    }

    /** Whether there is nothing to look at, and nothing open. */
    public boolean isEmpty() {
        return population.size() == 0 && engines.isEmpty() && open.isEmpty();
    }

    /** Incidents that are not over. */
    public int openIncidents() {
        return open.size();
    }

    /** Words and rows that were left out because there are too many clients or streams, since the last call. */
    public long takeLeftOut() {
        return population.takeRefused() + engines.takeRefused();
    }

    /**
     * Looks what belongs together; to be called every {@link IncidentConfig#TICK}.
     *
     * @param nowMs event time, ms since 1970
     * @return what is to be told: incidents that began, changed or are over
     */
    public List<Incident> tick(long nowMs) {
        news.clear();
        if (tickedMs == Long.MIN_VALUE) {
            settledMs = restored ? nowMs + START_MS : nowMs;
            tickedMs = nowMs;
        }
        long spanMs = Math.max(0, Math.min(LONGEST_SPAN_MS, nowMs - tickedMs));
        tickedMs = nowMs;
        population.sweep(nowMs);
        population.countLasting(nowMs);
        engines.sweep(nowMs);
        follow(nowMs);
        lookAtGroups(nowMs);
        lookAtClients(nowMs);
        learn(spanMs, nowMs);
        tellChanges(nowMs);
        return List.copyOf(news);
    }

    private void follow(long nowMs) {
        double closeShare = config.closeShare();
        for (OpenIncident incident : List.copyOf(open)) {
            if (incident.isLasting(closeShare) || nowMs < settledMs) {
                incident.quietSinceMs = Group.NEVER;
            } else if (incident.quietSinceMs == Group.NEVER) {
                incident.quietSinceMs = nowMs;
            }
            if (incident.quietSinceMs != Group.NEVER
                    && nowMs - incident.quietSinceMs >= config.quiet().toMillis()) {
                end(incident, Math.max(incident.startMs, incident.quietSinceMs), "", nowMs);
            }
        }
    }

    private void lookAtGroups(long nowMs) {
        troubled.clear();
        for (Engine engine : engines.engines()) {
            look(engine.group, Side.SENDER, nowMs);
        }
        Group all = population.all();
        for (Side side : Side.values()) {
            look(all, side, nowMs);
            for (Group site : population.sites()) {
                if (site.tally.active() < all.tally.active()) { // else it is everybody
                    look(site, side, nowMs);
                }
            }
            for (Group prefix : List.copyOf(population.suspects())) {
                look(prefix, side, nowMs);
            }
        }
    }

    private void look(Group group, Side side, long nowMs) {
        if (group.open(side) != null) {
            return;
        }
        if (!judge.isInTrouble(group, side) || isExplained(group, side, nowMs)) {
            group.troubledSinceMs(side, Group.NEVER);
            return;
        }
        troubled.add(group);
        if (group.troubledSinceMs(side) == Group.NEVER) {
            group.troubledSinceMs(side, nowMs);
        }
        boolean waits = judge.isRisingAround(group, side) || mayBeAnEngines(group, side);
        long waitMs = (waits ? config.patience() : config.confirm()).toMillis();
        if (nowMs - group.troubledSinceMs(side) >= waitMs) {
            double chance = judge.chance(group, side, nowMs);
            if (chance <= config.chance()) {
                open(group, side, chance, nowMs);
            }
        }
    }

    private boolean isExplained(Group group, Side side, long nowMs) {
        boolean isAfterEngine = side == Side.SENDER
                && group.kind != IncidentKind.ENGINE
                && nowMs - engineEndedMs < AFTER_MS
                && engineEndedMs != Long.MIN_VALUE;
        return isAfterEngine || judge.isExplained(group, side);
    }

    /** Readers of a slow engine get their tokens late; that is told of the engine, which its gateway tells of later. */
    private boolean mayBeAnEngines(Group group, Side side) {
        return side == Side.SENDER && group.kind != IncidentKind.ENGINE && !engines.isEmpty();
    }

    private void open(Group group, Side side, double chance, long nowMs) {
        long beganMs = Extent.beganMs(group, side, population, engines, nowMs);
        long startMs = Math.max(beganMs, group.endedMs(side));
        OpenIncident incident = OpenIncident.of(group, side, startMs, group.tally.share(side), chance);
        group.open(side, incident);
        open.add(incident);
        tell(incident, Incident.OPEN, "", nowMs);
        for (OpenIncident other : List.copyOf(open)) {
            if (other != incident && other.side == incident.side && isTakenIn(other, group)) {
                end(other, Math.max(other.startMs, nowMs), incident.id(tenant), nowMs);
            }
        }
    }

    private boolean isTakenIn(OpenIncident narrower, Group wider) {
        Group group = narrower.group;
        Client client = narrower.client;
        return group == null
                ? wider.kind == IncidentKind.ENGINE || (client != null && wider.covers(client))
                : judge.covers(wider, group, narrower.side);
    }

    private void lookAtClients(long nowMs) {
        for (Client client : population.troubled()) {
            Side side = client.side();
            OpenIncident known = alone.get(client.name);
            if (side == null) {
                continue;
            }
            if (known != null && known.side == side) {
                known.client = client;
            } else if (known == null && alone.size() < config.maxAlone() && isAlone(client, side, nowMs)) {
                OpenIncident incident = OpenIncident.of(client.name, side, client.sinceMs);
                incident.client = client;
                alone.put(client.name, incident);
                open.add(incident);
                tell(incident, Incident.OPEN, "", nowMs);
            }
        }
    }

    private boolean isAlone(Client client, Side side, long nowMs) {
        if (side == Side.SENDER // what one stream has to send is nobody's trouble but its engine's
                || nowMs - client.sinceMs < config.alone().toMillis()
                || !isConfirmed(client)
                || nowMs < client.aloneFromMs
                || client.heardMs < client.aloneFromMs) { // it may have gone during the incident that it was in
            return false;
        }
        for (OpenIncident incident : open) {
            if (incident.group != null && incident.side == side && incident.group.covers(client)) {
                return false;
            }
        }
        for (Group group : troubled) {
            if (group.covers(client)
                    && nowMs - group.troubledSinceMs(side) <= config.patience().toMillis()) {
                return false; // what is no incident by then is a coincidence
            }
        }
        return true;
    }

    /**
     * A client in trouble has a row every second; one that had none since the word changed, or soon after, is gone. Of
     * one that is cut off nothing need be heard.
     */
    private static boolean isConfirmed(Client client) {
        return client.word == Diagnosis.OUTAGE || client.heardMs - client.sinceMs >= SOON_MS;
    }

    private void end(OpenIncident incident, long endMs, String partOf, long nowMs) {
        tell(incident, endMs, partOf, nowMs);
        open.remove(incident);
        Group group = incident.group;
        if (group == null) {
            alone.remove(incident.clientName);
            return;
        }
        group.open(incident.side, null);
        group.endedMs(incident.side, endMs);
        if (group.kind == IncidentKind.ENGINE) {
            engineEndedMs = nowMs;
        } else {
            for (Client client : population.troubled()) {
                if (group.covers(client)) {
                    client.aloneFromMs = nowMs + AFTER_MS;
                }
            }
            population.release(group);
        }
    }

    private void learn(long spanMs, long nowMs) {
        engines.learn(spanMs);
        Tally all = population.all().tally;
        if (all.active() == 0) {
            return;
        }
        for (Side side : Side.values()) {
            boolean isCalm = true;
            for (OpenIncident incident : open) {
                isCalm &= incident.group == null || incident.side != side;
            }
            for (Group group : troubled) {
                isCalm &= group.troubledSinceMs(side) == Group.NEVER;
            }
            double memoryMs = config.memory().toMillis() * (isCalm ? 1 : UsualTime.UNUSUAL);
            usual.learn(side, population.all().lasting(side, nowMs) / (double) all.active(), spanMs / memoryMs);
        }
    }

    private void tellChanges(long nowMs) {
        for (OpenIncident incident : open) {
            Incident told = incident.told;
            if (told == null) {
                continue;
            }
            long agoMs = nowMs - told.atMs();
            if (agoMs >= IncidentConfig.REPEAT.toMillis()) {
                tell(incident, Incident.OPEN, "", nowMs);
            } else if (agoMs >= IncidentConfig.TELL.toMillis()) {
                Extent extent = Extent.of(incident, population, engines);
                if (extent.affected() != told.affected()
                        || extent.active() != told.active()
                        || !extent.cause().word().equals(told.cause())) {
                    tell(incident, extent, Incident.OPEN, "", nowMs);
                }
            }
        }
    }

    private void tell(OpenIncident incident, long endMs, String partOf, long nowMs) {
        tell(incident, Extent.of(incident, population, engines), endMs, partOf, nowMs);
    }

    private void tell(OpenIncident incident, Extent extent, long endMs, String partOf, long nowMs) {
        incident.mostAffected = Math.max(incident.mostAffected, extent.affected());
        Incident told = new Incident(
                incident.kind,
                incident.key,
                tenant,
                extent.cause().word(),
                incident.startMs,
                endMs,
                nowMs,
                extent.affected(),
                extent.active(),
                incident.mostAffected,
                extent.elsewhereAffected(),
                extent.elsewhereActive(),
                extent.evidence(),
                partOf,
                IncidentText.of(incident, endMs, nowMs, extent));
        incident.told = told;
        news.add(told);
    }
}
