package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.protocol.incident.IncidentEvidence;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.ArrayList;
import java.util.List;

/**
 * How far an incident reaches at one instant.
 *
 * @param cause the word that most of those in trouble have
 */
record Extent(
        Diagnosis cause,
        int affected,
        int active,
        int elsewhereAffected,
        int elsewhereActive,
        IncidentEvidence evidence) {

    static Extent of(OpenIncident incident, Population population, EngineWatch engines) {
        Group group = incident.group;
        if (group == null) {
            return ofClient(incident, population);
        }
        return incident.kind == IncidentKind.ENGINE
                ? ofEngine(incident, group, engines)
                : ofPaths(incident, group, population);
    }

    private static Extent ofClient(OpenIncident incident, Population population) {
        Client client = incident.client;
        boolean isTroubled = client != null && client.isTroubled(incident.side);
        boolean isActive = client != null && client.word != Diagnosis.UNKNOWN;
        int others = population.troubled().size() - (client != null && client.isTroubled() ? 1 : 0);
        return new Extent(
                isTroubled && client != null ? client.word : incident.cause(),
                isTroubled ? 1 : 0,
                isActive ? 1 : 0,
                Math.max(0, others),
                Math.max(0, population.size() - (isActive ? 1 : 0)),
                client == null
                        ? IncidentEvidence.NONE
                        : IncidentEvidence.ofPaths(Double.NaN, client.rttMs, client.usualRttMs, client.lossShare));
    }

    private static Extent ofPaths(OpenIncident incident, Group group, Population population) {
        int[] words = new int[Diagnosis.values().length];
        List<Client> affected = new ArrayList<>();
        int elsewhere = 0;
        for (Client client : population.troubled()) {
            if (!group.covers(client)) {
                elsewhere++;
            } else if (client.isTroubled(incident.side)) {
                affected.add(client);
                words[client.word.ordinal()]++;
            }
        }
        Diagnosis cause = incident.cause();
        for (Diagnosis word : Diagnosis.values()) {
            if (words[word.ordinal()] > words[cause.ordinal()]) {
                cause = word;
            }
        }
        return new Extent(
                cause,
                affected.size(),
                group.tally.active(),
                elsewhere,
                population.size() - group.tally.active(),
                IncidentEvidence.ofPaths(
                        incident.chance,
                        Numbers.median(affected, client -> client.rttMs),
                        Numbers.median(affected, client -> client.usualRttMs),
                        Numbers.median(affected, client -> client.lossShare)));
    }

    private static Extent ofEngine(OpenIncident incident, Group group, EngineWatch engines) {
        int elsewhereActive = 0;
        int elsewhereSlow = 0;
        for (Engine other : engines.engines()) {
            if (other.group != group) {
                elsewhereActive += other.group.tally.active();
                elsewhereSlow += other.group.tally.troubled(Side.SENDER);
            }
        }
        Engine engine = engines.engine(group.key);
        List<EngineStream> slow = engines.slow(engine);
        return new Extent(
                Diagnosis.SLOW_SENDER,
                group.tally.troubled(Side.SENDER),
                group.tally.active(),
                elsewhereSlow,
                elsewhereActive,
                IncidentEvidence.ofEngine(
                        incident.chance,
                        Numbers.median(slow, stream -> stream.gapMs),
                        engine.gap.ms(),
                        Numbers.median(slow, stream -> stream.firstMs),
                        engine.first.ms()));
    }

    /** Since when those that it covers are in trouble, but for the few that had been before. */
    static long beganMs(Group group, Side side, Population population, EngineWatch engines, long nowMs) {
        List<Long> since = new ArrayList<>();
        if (group.kind == IncidentKind.ENGINE) {
            engines.slow(engines.engine(group.key)).forEach(stream -> since.add(stream.slowSinceMs));
        } else {
            for (Client client : population.troubled()) {
                if (group.covers(client) && client.isTroubled(side)) {
                    since.add(client.sinceMs);
                }
            }
        }
        return since.isEmpty() ? nowMs : Numbers.lowerTenth(since, Long::longValue);
    }
}
