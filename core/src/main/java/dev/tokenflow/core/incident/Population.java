package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The active clients of one tenant with their newest words, and counts of them by site and prefix. */
final class Population {
    private final IncidentConfig config;

    /** The one that was looked at longest ago comes first. */
    private final LinkedHashMap<PathName, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<Client> troubled = new LinkedHashSet<>();
    private final Group all = Group.of(IncidentKind.EVERYBODY, "");
    private final Map<String, Group> sites = new HashMap<>();
    private final Map<PathName, Group> prefixes = new HashMap<>();
    private final Set<Group> suspects = new LinkedHashSet<>();
    private int testable;
    private long refused;

    Population(IncidentConfig config) {
        this.config = config;
    }

    void hear(ClientWord heard) {
        Client client = clients.get(heard.name());
        if (client != null && heard.atMs() < client.heardMs) {
            return; // changes and rows come by two ways
        }
        if (heard.word() == Diagnosis.UNKNOWN) { // too little is seen of it to count it
            if (client != null) {
                clients.remove(client.name);
                leave(client);
            }
            return;
        }
        if (client == null) {
            if (clients.size() >= config.maxClients()) {
                refused++;
                return;
            }
            client = new Client(heard.name(), heard.sites());
            clients.put(client.name, client);
            count(client, 1);
        }
        change(client, heard);
        client.heardMs = heard.atMs();
        client.lookedMs = heard.atMs();
        client.rttMs = Double.isNaN(heard.rttMs()) ? client.rttMs : heard.rttMs();
        client.usualRttMs = Double.isNaN(heard.usualRttMs()) ? client.usualRttMs : heard.usualRttMs();
        client.lossShare = Double.isNaN(heard.lossShare()) ? client.lossShare : heard.lossShare();
    }

    private void change(Client client, ClientWord heard) {
        boolean moved = heard.sites().length > 0 && !Arrays.equals(client.sites, heard.sites());
        if (!moved && client.word == heard.word()) {
            return;
        }
        count(client, -1);
        if (client.side() != Side.of(heard.word())) {
            client.sinceMs = heard.atMs();
        }
        client.sites = moved ? heard.sites() : client.sites;
        client.word = heard.word();
        count(client, 1);
        if (client.isTroubled()) {
            troubled.add(client);
        } else {
            troubled.remove(client);
        }
    }

    /** Forgets clients of which nothing was heard for too long. */
    void sweep(long nowMs) {
        long silentMs = nowMs - config.silence().toMillis();
        long cutOffMs = nowMs - config.outageSilence().toMillis();
        while (!clients.isEmpty()) {
            Client oldest = clients.values().iterator().next();
            if (oldest.lookedMs >= silentMs) {
                return;
            }
            if (oldest.word == Diagnosis.OUTAGE && oldest.heardMs >= cutOffMs) {
                oldest.lookedMs = nowMs;
                clients.get(oldest.name); // moves behind the others
            } else {
                clients.remove(oldest.name);
                leave(oldest);
            }
        }
    }

    private void leave(Client client) {
        troubled.remove(client);
        count(client, -1);
        client.word = Diagnosis.UNKNOWN; // whoever still knows it finds that nothing is the matter
    }

    /** Counts in all groups the clients that have been in trouble for a while. */
    void countLasting(long nowMs) {
        for (Client client : troubled) {
            Side side = client.side();
            if (side != null && nowMs - client.sinceMs >= config.confirm().toMillis()) {
                all.addLasting(side, nowMs);
                for (Group group : client.groups) {
                    group.addLasting(side, nowMs);
                }
            }
        }
    }

    private void count(Client client, int by) {
        Diagnosis word = client.word;
        List<Group> groups = new ArrayList<>(1 + client.sites.length);
        all.tally.add(word, by);
        Group prefix = prefixes.computeIfAbsent(client.prefix, Group::ofPrefix);
        groups.add(prefix);
        count(prefix, word, by);
        if (prefix.tally.hasTrouble(config.leastClients())) {
            suspects.add(prefix);
        } else {
            suspects.remove(prefix);
        }
        if (prefix.isEmpty()) {
            prefixes.remove(client.prefix);
        }
        for (String name : client.sites) {
            Group site = site(name);
            groups.add(site);
            count(site, word, by);
            Tally part = site.parts.computeIfAbsent(client.prefix, any -> new Tally());
            part.add(word, by);
            if (part.active() == 0) {
                site.parts.remove(client.prefix);
            }
            if (site.isEmpty()) {
                sites.remove(name);
            }
        }
        client.groups = groups;
    }

    private void count(Group group, Diagnosis word, int by) {
        testable -= group.tally.active() >= config.leastClients() ? 1 : 0;
        group.tally.add(word, by);
        testable += group.tally.active() >= config.leastClients() ? 1 : 0;
    }

    /** The group of a kind and a key, made if need be; null when there is no such group. */
    @Nullable
    Group group(IncidentKind kind, String key, @Nullable PathName prefix) {
        return switch (kind) {
            case EVERYBODY -> all;
            case SITE -> site(key);
            case PREFIX -> prefix == null ? null : prefixes.computeIfAbsent(prefix, Group::ofPrefix);
            default -> null;
        };
    }

    private Group site(String name) {
        return sites.computeIfAbsent(name, key -> Group.of(IncidentKind.SITE, key));
    }

    /** Lets go of a group whose incident is over if nobody is in it. */
    void release(Group group) {
        if (group.isEmpty()) {
            sites.values().remove(group);
            prefixes.values().remove(group);
        }
    }

    Group all() {
        return all;
    }

    Collection<Group> sites() {
        return sites.values();
    }

    Collection<Group> prefixes() {
        return prefixes.values();
    }

    /** Prefixes of which enough clients are in one trouble. */
    Collection<Group> suspects() {
        return suspects;
    }

    Collection<Client> troubled() {
        return troubled;
    }

    /** Groups that have enough clients to be judged. */
    int testable() {
        return 1 + testable;
    }

    int size() {
        return clients.size();
    }

    /** Words of new clients that were left out because there are too many, since the last call. */
    long takeRefused() {
        long taken = refused;
        refused = 0;
        return taken;
    }
}
