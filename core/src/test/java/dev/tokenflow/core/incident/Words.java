package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.stats.MeanAndMax;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.ArrayList;
import java.util.List;

/** Says words to a finder and lets its time pass. */
final class Words {
    final List<Incident> said = new ArrayList<>();
    long nowMs = 1_732_300_000_000L; // 2024-11-22 18:26:40 UTC
    IncidentFinder finder;

    Words(IncidentFinder finder) {
        this.finder = finder;
    }

    /** Clients {@code from} to {@code to} of a prefix at a site have a word. */
    void say(Diagnosis word, String prefix, String site, int from, int to) {
        for (int client = from; client <= to; client++) {
            say(word, prefix + "." + client, site);
        }
    }

    void say(Diagnosis word, String client, String... sites) {
        IpAddress address = IpAddress.parse(client);
        finder.hear(
                new ClientWord(PathName.client("", address.hi(), address.lo()), sites, word, 180, 40, 0.004, nowMs));
    }

    /** A row of a stream, as its engine made tokens. */
    void row(String stream, String engine, double gapMs) {
        finder.hear(
                new StreamStats(
                        IpAddress.parse("203.0.113.7"),
                        "",
                        stream,
                        engine,
                        nowMs,
                        1_000,
                        10,
                        1_000,
                        new MeanAndMax(gapMs, gapMs),
                        Double.NaN,
                        0,
                        MeanAndMax.UNKNOWN,
                        MeanAndMax.UNKNOWN,
                        0),
                nowMs);
    }

    void pass(long ms) {
        for (long untilMs = nowMs + ms; nowMs < untilMs; ) {
            nowMs += IncidentConfig.TICK.toMillis();
            said.addAll(finder.tick(nowMs));
        }
    }

    Incident last() {
        return said.get(said.size() - 1);
    }

    /** What was said since the last call. */
    List<Incident> news() {
        List<Incident> news = List.copyOf(said);
        said.clear();
        return news;
    }
}
