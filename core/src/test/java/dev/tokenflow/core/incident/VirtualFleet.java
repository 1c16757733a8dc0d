package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import dev.tokenflow.protocol.stats.MeanAndMax;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Clients of some prefixes at some sites, with streams of some engines, of which it is known when what is the matter.
 * Words come late and are sometimes those of a neighbour, clients come and go, and there are short troubles of single
 * clients all the time.
 */
final class VirtualFleet {
    static final long STEP_MS = 50;
    private static final long TICK_MS = IncidentConfig.TICK.toMillis();
    private static final Diagnosis[] NETWORK = {
        Diagnosis.CONGESTION, Diagnosis.LOSS, Diagnosis.CONGESTION_AND_LOSS, Diagnosis.OUTAGE
    };
    private static final double USUAL_GAP_MS = 20;

    /** A group has a trouble when so many of its active clients have it, and such a share. */
    private static final int LEAST_CLIENTS = 4;

    private static final double LEAST_SHARE = 0.6;

    /**
     * What was the matter.
     *
     * @param firstMs when the first word or row about it was said
     */
    record Truth(IncidentKind kind, String key, Diagnosis cause, long startMs, long endMs, long firstMs) {}

    /** A word that a client has for some time; of several the one with the highest rank counts. */
    private record Spell(long fromMs, long toMs, Diagnosis word, int rank) {}

    /** What an engine does to its streams. */
    private record Slowness(String engine, long fromMs, long toMs, double factor, boolean stalls) {}

    private static final class Person {
        final PathName name;
        final String[] sites;
        final List<Spell> spells = new ArrayList<>();
        final String[] engines;
        long activeFromMs;
        long activeToMs;
        long unknownMs;
        Diagnosis told = Diagnosis.UNKNOWN;
        long toldMs = Long.MIN_VALUE / 2;

        Person(PathName name, String site, String[] engines) {
            this.name = name;
            this.sites = new String[] {site};
            this.engines = engines;
        }
    }

    final List<Truth> truths = new ArrayList<>();
    private final Random random;
    private final List<Person> people = new ArrayList<>();
    private final List<Slowness> slownesses = new ArrayList<>();
    private final long lengthMs;

    /** Half of the words come within 0.25 s, 95 of 100 within 1.1 s. */
    private double meanDelayMs = 360;

    /** @param nested whether all clients of a prefix are at one site */
    VirtualFleet(long seed, int prefixes, int meanOfPrefix, int sites, boolean nested, long lengthMs) {
        random = new Random(seed);
        this.lengthMs = lengthMs;
        for (int p = 0; p < prefixes; p++) {
            int size = Math.max(5, meanOfPrefix / 2 + random.nextInt(meanOfPrefix + 1));
            int home = random.nextInt(sites);
            for (int c = 1; c <= size; c++) {
                IpAddress address = IpAddress.parse("10." + p / 256 + "." + p % 256 + "." + c);
                String site = "site-" + (nested ? home : random.nextInt(sites));
                String[] engines = IntStream.range(0, 1 + random.nextInt(2))
                        .mapToObj(i -> "engine-" + random.nextInt(2))
                        .toArray(String[]::new);
                people.add(new Person(PathName.client("", address.hi(), address.lo()), site, engines));
            }
        }
        for (Person person : people) {
            boolean always = random.nextInt(4) > 0;
            person.activeFromMs = always ? 0 : random.nextLong(lengthMs / 2);
            person.activeToMs = always ? lengthMs : person.activeFromMs + lengthMs / 3;
            // who goes is unknown soon, or falls silent
            person.unknownMs = random.nextBoolean() ? person.activeToMs + 1_000 + random.nextInt(2_000) : -1;
            for (long at = exponential(200_000); at < lengthMs; at += 6_000 + exponential(200_000)) {
                long toMs = at + 300 + random.nextLong(1_700);
                person.spells.add(new Spell(at, toMs, NETWORK[random.nextInt(NETWORK.length)], 2));
            }
        }
    }

    int size() {
        return people.size();
    }

    /** So many incidents of random kinds, one after another. */
    void plan(int incidents, IncidentKind... kinds) {
        long everyMs = (lengthMs - 40_000) / incidents;
        for (int i = 0; i < incidents; i++) {
            long startMs = 25_000 + i * everyMs + random.nextLong(everyMs / 10);
            long endMs = startMs + everyMs / 5 + random.nextLong(everyMs / 3);
            happen(kinds[random.nextInt(kinds.length)], startMs, endMs);
        }
    }

    private void happen(IncidentKind kind, long startMs, long endMs) {
        Diagnosis word = NETWORK[random.nextInt(NETWORK.length)];
        if (kind == IncidentKind.ENGINE) {
            engine(startMs, endMs);
            return;
        }
        while (!happen(kind, word, randomActive(startMs, endMs), startMs, endMs)) {
            // another one: of too few clients nobody can say what they have in common
        }
    }

    private boolean happen(IncidentKind kind, Diagnosis word, Person one, long startMs, long endMs) {
        String key = switch (kind) {
            case EVERYBODY -> "";
            case SITE -> one.sites[0];
            case PREFIX -> one.name.prefix().key();
            default -> one.name.key();
        };
        List<Person> covered = people.stream()
                .filter(person -> kind == IncidentKind.EVERYBODY
                        || (kind == IncidentKind.SITE && person.sites[0].equals(key))
                        || (kind == IncidentKind.PREFIX && person.name.prefix().equals(one.name.prefix()))
                        || person == one)
                .toList();
        double share = kind == IncidentKind.CLIENT ? 1 : 0.8 + 0.2 * random.nextDouble();
        List<Person> affected = covered.stream()
                .filter(person -> person == one || random.nextDouble() < share)
                .toList();
        long active =
                covered.stream().filter(person -> isActive(person, startMs)).count();
        long hit = affected.stream().filter(person -> isActive(person, startMs)).count();
        if (kind != IncidentKind.CLIENT && (hit < LEAST_CLIENTS || hit < LEAST_SHARE * active)) {
            return false;
        }
        long firstMs = Long.MAX_VALUE;
        for (Person person : affected) {
            Diagnosis its = random.nextInt(10) == 0 && kind != IncidentKind.CLIENT ? neighbour(word) : word;
            long fromMs = startMs + delayMs();
            person.spells.add(new Spell(fromMs, endMs + delayMs(), its, 3));
            firstMs = isActive(person, fromMs) ? Math.min(firstMs, fromMs) : firstMs;
        }
        truths.add(new Truth(kind, key, word, startMs, endMs, firstMs));
        return true;
    }

    private void engine(long startMs, long endMs) {
        String engine = "engine-" + random.nextInt(2);
        boolean stalls = random.nextInt(4) == 0;
        slownesses.add(new Slowness(engine, startMs, endMs, 12 + 20 * random.nextDouble(), stalls));
        for (Person person : people) {
            if (Arrays.asList(person.engines).contains(engine) && random.nextBoolean()) {
                long fromMs = startMs + delayMs() + 500;
                person.spells.add(new Spell(fromMs, endMs + delayMs(), Diagnosis.SLOW_SENDER, 1));
            }
        }
        truths.add(new Truth(
                IncidentKind.ENGINE, engine, Diagnosis.SLOW_SENDER, startMs, endMs, startMs + (stalls ? 1_500 : 0)));
    }

    /** Words come so late in the mean, and never later than six times that. */
    VirtualFleet late(double meanMs) {
        meanDelayMs = meanMs;
        return this;
    }

    private long delayMs() {
        return (long) Math.min(6 * meanDelayMs, exponential(meanDelayMs));
    }

    private static Diagnosis neighbour(Diagnosis word) {
        return word == Diagnosis.CONGESTION || word == Diagnosis.LOSS
                ? Diagnosis.CONGESTION_AND_LOSS
                : Diagnosis.CONGESTION;
    }

    private long exponential(double meanMs) {
        return (long) (-meanMs * Math.log(1 - random.nextDouble()));
    }

    private Person randomActive(long fromMs, long toMs) {
        while (true) {
            Person person = people.get(random.nextInt(people.size()));
            if (isActive(person, fromMs) && isActive(person, toMs)) {
                return person;
            }
        }
    }

    private static boolean isActive(Person person, long atMs) {
        return person.activeFromMs <= atMs && atMs < person.activeToMs;
    }

    /** Tells a finder everything in its time; what it says. */
    List<Incident> tell(IncidentFinder finder) {
        List<Incident> said = new ArrayList<>();
        for (long nowMs = 0; nowMs < lengthMs; nowMs += STEP_MS) {
            for (int i = 0; i < people.size(); i++) {
                tell(finder, people.get(i), i, nowMs);
            }
            if (nowMs % TICK_MS == 0) {
                said.addAll(finder.tick(nowMs));
            }
        }
        return said;
    }

    private void tell(IncidentFinder finder, Person person, int number, long nowMs) {
        if (!isActive(person, nowMs)) {
            if (nowMs / STEP_MS == person.unknownMs / STEP_MS) {
                finder.hear(new ClientWord(person.name, person.sites, Diagnosis.UNKNOWN, 80, 40, 0.01, nowMs));
            }
            return;
        }
        Diagnosis word = wordOf(person, nowMs);
        boolean isHeard = word.isTrouble() && word != Diagnosis.OUTAGE;
        long everyMs = isHeard ? 1_000 : 10_000;
        if (word != person.told || nowMs - person.toldMs >= everyMs) {
            person.told = word;
            person.toldMs = nowMs;
            finder.hear(new ClientWord(person.name, person.sites, word, 80, 40, 0.01, nowMs));
        }
        if ((nowMs + number * STEP_MS) % 1_000 == 0) {
            for (int s = 0; s < person.engines.length; s++) {
                row(finder, person, number + "-" + s, person.engines[s], nowMs);
            }
        }
    }

    private static Diagnosis wordOf(Person person, long nowMs) {
        Diagnosis word = Diagnosis.NORMAL;
        int rank = 0;
        for (Spell spell : person.spells) {
            if (spell.rank() > rank && spell.fromMs() <= nowMs && nowMs < spell.toMs()) {
                word = spell.word();
                rank = spell.rank();
            }
        }
        return word;
    }

    /** A row about the last second. */
    private void row(IncidentFinder finder, Person person, String stream, String engine, long nowMs) {
        double factor = 0.7 + 0.6 * random.nextDouble();
        double waitMs = 10;
        for (Slowness slowness : slownesses) {
            if (slowness.engine().equals(engine) && slowness.fromMs() < nowMs && nowMs < slowness.toMs()) {
                double part = Math.min(1, (nowMs - slowness.fromMs()) / 1_000.0);
                waitMs = slowness.stalls() ? nowMs - slowness.fromMs() : waitMs;
                factor *= slowness.stalls() ? 1 : 1 + part * (slowness.factor() - 1);
            }
        }
        MeanAndMax gap =
                waitMs > 1_000 ? MeanAndMax.UNKNOWN : new MeanAndMax(USUAL_GAP_MS * factor, USUAL_GAP_MS * factor * 2);
        finder.hear(
                new StreamStats(
                        new IpAddress(person.name.hi(), person.name.lo()),
                        "",
                        stream,
                        engine,
                        nowMs,
                        1_000,
                        waitMs > 1_000 ? 0 : 40,
                        waitMs > 1_000 ? 0 : 8_000,
                        gap,
                        Double.NaN,
                        waitMs,
                        gap,
                        MeanAndMax.UNKNOWN,
                        0),
                nowMs);
    }
}
