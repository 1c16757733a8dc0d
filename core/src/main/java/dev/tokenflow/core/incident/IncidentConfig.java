package dev.tokenflow.core.incident;

import dev.tokenflow.protocol.incident.Incident;
import java.io.Serializable;
import java.time.Duration;

/**
 * When troubles are an incident.
 *
 * @param leastClients clients (or streams) in the same trouble below which nothing is said of a group; default 3: two
 *     may be one person
 * @param openShare share of a group's active clients in the same trouble from which it is the group's trouble; default
 *     0.5: else most of it is well
 * @param closeShare share of the share at the opening below which it is over; default 0.5
 * @param chance probability of so many troubles by coincidence, all groups together, above which it is taken for one;
 *     default 1e-4: about one wrong incident in a day, for troubles that last for ten seconds
 * @param confirm time for which a group must be in trouble; default 1 s, so that the words of a wider group come too
 * @param patience longest that a group waits for a wider one whose share is rising; default 2 s
 * @param alone time for which a client must be in trouble by itself; default 2.5 s: shorter ones are hardly felt
 * @param quiet time for which an incident must be quiet until it is over; default 3 s
 * @param silence time without a word after which a client is not active any more; default 15 s: rows come every ten
 * @param outageSilence the same of a client that is cut off, of which nothing can be heard; default 60 s
 * @param streamSilence time without a row after which a stream is over; default 3 s: rows come every second
 * @param memory time over which what is usual is learned; default 10 min, ten times as long during an incident
 * @param slowFactor times the usual from which a stream is slow at its engine; default 3
 * @param leastGapMs mean gap between tokens, ms, below which no engine is slow; default 150: faster than people read
 * @param leastFirstMs time to the first token, ms, below which no engine is slow; default 1,500
 * @param maxClients clients of one tenant that are followed; beyond, new ones are left out, counted; default 250,000
 * @param maxAlone incidents of one client alone that are open at a time; beyond, they are left out; default 100: nobody
 *     reads more
 */
public record IncidentConfig(
        int leastClients,
        double openShare,
        double closeShare,
        double chance,
        Duration confirm,
        Duration patience,
        Duration alone,
        Duration quiet,
        Duration silence,
        Duration outageSilence,
        Duration streamSilence,
        Duration memory,
        double slowFactor,
        double leastGapMs,
        double leastFirstMs,
        int maxClients,
        int maxAlone)
        implements Serializable {
    public static final IncidentConfig DEFAULT = new IncidentConfig(
            3,
            0.5,
            0.5,
            1e-4,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            Duration.ofMinutes(10),
            3,
            150,
            1_500,
            250_000,
            100);

    /** How often incidents are looked for. */
    public static final Duration TICK = Duration.ofMillis(250);

    /** Least time between two records of an incident whose extent changes. */
    public static final Duration TELL = Duration.ofSeconds(1);

    /** Time after which an open incident is told again: a sixth of {@link Incident#FORGET_MS}. */
    public static final Duration REPEAT = Duration.ofMillis(Incident.FORGET_MS / 6);

    public IncidentConfig {
        requireAtLeast("incident clients", leastClients, 2);
        requireShare("incident share", openShare);
        requireShare("incident close share", closeShare);
        requireShare("incident chance", chance);
        requirePositive("incident confirm", confirm);
        requirePositive("incident patience", patience);
        requirePositive("incident alone", alone);
        requirePositive("incident quiet", quiet);
        requirePositive("incident silence", silence);
        requirePositive("incident outage silence", outageSilence);
        requirePositive("incident stream silence", streamSilence);
        requirePositive("incident memory", memory);
        requireAtLeast("incident max clients", maxClients, 1);
        requireAtLeast("incident max alone", maxAlone, 0);
        if (!(slowFactor > 1)) {
            throw new IllegalArgumentException("incident slow factor is " + slowFactor + ", expected more than 1");
        }
    }

    /**
     * The same for clients of which something is heard so often: nobody counts as gone who is only waiting for his
     * turn.
     */
    public IncidentConfig heardEvery(Duration interval) {
        Duration least = interval.multipliedBy(3).dividedBy(2);
        return silence.compareTo(least) >= 0
                ? this
                : new IncidentConfig(
                        leastClients,
                        openShare,
                        closeShare,
                        chance,
                        confirm,
                        patience,
                        alone,
                        quiet,
                        least,
                        outageSilence,
                        streamSilence,
                        memory,
                        slowFactor,
                        leastGapMs,
                        leastFirstMs,
                        maxClients,
                        maxAlone);
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + least + " or more");
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected more than 0 and less than 1");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", expected more than 0");
        }
    }
}
