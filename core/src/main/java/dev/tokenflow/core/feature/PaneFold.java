package dev.tokenflow.core.feature;

import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.event.TcpEventView;
import dev.tokenflow.core.pacing.Scope;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Folds what one source saw in one slot into panes: one for each client, and merged from the same events one for each client's prefix and one for the
 * site. So prefixes and sites travel as one small pane a slot, however many clients they have.
 */
public final class PaneFold {
    private final String source;
    private final String site;
    private final long endMs;
    private final Map<IpAddress, Paths> byClient = new HashMap<>();
    private final Map<String, PaneBuilder> byName = new LinkedHashMap<>();

    /** Where the events of one client go. */
    private record Paths(PaneBuilder client, PaneBuilder prefix, PaneBuilder site) {}

    /**
     * @param source agent id and shard
     * @param site   agent id
     * @param endMs  exclusive end of the slot
     */
    public PaneFold(String source, String site, long endMs) {
        this.source = source;
        this.site = site;
        this.endMs = endMs;
    }

    /** Adds an event that fell into the slot and has no {@link EventRules#objection}. */
    public void add(TcpEventView event, long wallNs) {
        Paths paths = paths(new IpAddress(event.remoteHi(), event.remoteLo()));
        paths.client.add(event, wallNs);
        paths.prefix.add(event, wallNs);
        paths.site.add(event, wallNs);
    }

    /** Adds a socket that is open at the end of the slot. */
    public void add(SocketState socket) {
        SocketGauges gauges = socket.gauges(endMs * 1_000_000L);
        Paths paths = paths(socket.client());
        paths.client.add(gauges);
        paths.prefix.add(gauges);
        paths.site.add(gauges);
    }

    /** All paths that had events or have open sockets. */
    public Collection<Pane> panes() {
        return byName.values().stream().map(path -> path.build(source, endMs)).toList();
    }

    /** A pane that tells that no socket is left of a path. */
    public Pane nothingLeft(Scope scope, String key) {
        return new PaneBuilder(scope, key).build(source, endMs);
    }

    private Paths paths(IpAddress client) {
        return byClient.computeIfAbsent(
                client,
                c -> new Paths(
                        path(Scope.CLIENT, c.toString()), path(Scope.PREFIX, c.prefix()), path(Scope.SITE, site)));
    }

    private PaneBuilder path(Scope scope, String key) {
        return byName.computeIfAbsent(scope.word() + "/" + key, unused -> new PaneBuilder(scope, key));
    }
}
