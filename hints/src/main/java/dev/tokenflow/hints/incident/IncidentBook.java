package dev.tokenflow.hints.incident;

import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import dev.tokenflow.protocol.incident.IncidentKind;
import dev.tokenflow.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest that is known of each incident. Bounded: of more than {@value #MOST} those that were told longest ago are
 * forgotten. Thread-safe. Incidents of tenants are left out, as their hints are: no request can name a tenant yet.
 */
public final class IncidentBook {
    static final int MOST = 1_000;

    /** Time for which an incident that is over is shown, ms. */
    static final long OVER_MS = 3_600_000;

    /** Open before over, wide before narrow, many clients before few, new before old. */
    private static final Comparator<Incident> FIRST = Comparator.comparing(Incident::isOpen)
            .reversed()
            .thenComparing(incident -> incident.isOpen() ? incident.kind() : IncidentKind.EVERYBODY)
            .thenComparing(Comparator.comparingInt((Incident incident) -> incident.isOpen() ? incident.affected() : 0)
                    .reversed())
            .thenComparing(Comparator.comparingLong(Incident::startMs).reversed())
            .thenComparing(Incident::id);

    private final LongSupplier wallMs;
    private final Map<String, Told> byId = new HashMap<>();
    private volatile boolean ready;

    /** An incident, and when its record was written. */
    private record Told(Incident incident, long writtenMs) {}

    /** @param wallMs ms since 1970 */
    public IncidentBook(LongSupplier wallMs) {
        this.wallMs = wallMs;
    }

    /**
     * Takes a record of the topic.
     *
     * @param value JSON
     * @param writtenMs when it was written, ms since 1970
     * @return false when it is no incident
     */
    public boolean take(@Nullable String value, long writtenMs) {
        if (value == null) {
            return false;
        }
        try {
            Incident incident = IncidentCodec.decode(value);
            if (incident.tenant().isEmpty()) {
                put(incident, writtenMs);
            }
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    private synchronized void put(Incident incident, long writtenMs) {
        Told known = byId.get(incident.id());
        if (known != null && known.incident().atMs() > incident.atMs()) {
            return;
        }
        byId.put(incident.id(), new Told(incident, writtenMs));
        if (byId.size() > MOST) {
            byId.values().stream()
                    .min(Comparator.comparingLong(Told::writtenMs))
                    .ifPresent(oldest -> byId.remove(oldest.incident().id()));
        }
    }

    /** What is known now, the most important first: what is open, then what was over within the last hour. */
    public synchronized List<Incident> incidents() {
        long nowMs = wallMs.getAsLong();
        byId.values()
                .removeIf(told -> nowMs - told.writtenMs() > (told.incident().isOpen() ? Incident.FORGET_MS : OVER_MS));
        List<Incident> all = new ArrayList<>(byId.size());
        byId.values().forEach(told -> all.add(told.incident()));
        all.sort(FIRST);
        return all;
    }

    /** The topic is there and was read to its end. */
    public void ready() {
        ready = true;
    }

    /** Whether anything can be known. */
    public boolean isReady() {
        return ready;
    }
}
