package dev.tokenflow.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.incident.IncidentKind;
import org.junit.jupiter.api.Test;

/** Incidents of five kinds in generated fleets; the table that is printed stands in docs/incidents.md. */
class GeneratedIncidentsTest {
    private static final IncidentKind[] KINDS = {
        IncidentKind.EVERYBODY, IncidentKind.SITE, IncidentKind.PREFIX, IncidentKind.ENGINE, IncidentKind.CLIENT
    };
    private static final int SEEDS = 40;
    private static final int INCIDENTS = 12;
    private static final long LENGTH_MS = 900_000;

    @Test
    void ofFiveKindsAreFoundInTimeAndHardlyAnythingElse() {
        FoundIncidents found = new FoundIncidents();
        for (int seed = 0; seed < SEEDS; seed++) {
            VirtualFleet fleet = new VirtualFleet(seed, 30, 10, 3, seed % 2 == 0, LENGTH_MS);
            fleet.plan(INCIDENTS, KINDS);
            found.add("seed " + seed, fleet.truths, fleet.tell(finder()));
        }
        require(found, 80, KINDS);
    }

    /** Half of the words come within 0.5 s, 95 of 100 within 2 s, the last after 4 s. */
    @Test
    void areFoundAsWellWhenWordsComeTwiceAsLate() {
        FoundIncidents found = new FoundIncidents();
        for (int seed = 0; seed < SEEDS; seed++) {
            VirtualFleet fleet = new VirtualFleet(3_000 + seed, 30, 10, 3, seed % 2 == 0, LENGTH_MS).late(700);
            fleet.plan(INCIDENTS, KINDS);
            found.add("seed " + seed, fleet.truths, fleet.tell(finder()));
        }
        require(found, 60, KINDS);
    }

    /** Several at a time, in different places. */
    @Test
    void thatOverlapAreFoundAsWell() {
        FoundIncidents found = new FoundIncidents();
        IncidentKind[] kinds = {IncidentKind.PREFIX, IncidentKind.ENGINE, IncidentKind.CLIENT};
        for (int seed = 0; seed < SEEDS / 2; seed++) {
            VirtualFleet fleet = new VirtualFleet(1_000 + seed, 40, 12, 4, seed % 2 == 0, LENGTH_MS);
            fleet.plan(INCIDENTS, kinds[seed % 3], IncidentKind.PREFIX);
            fleet.plan(INCIDENTS, kinds[(seed + 1) % 3]);
            found.add("seed " + seed, fleet.truths, fleet.tell(finder()));
        }
        require(found, 80, kinds);
    }

    /** One agent, four prefixes: a site cannot be told from everybody. */
    @Test
    void ofSmallInstallationsAreFoundAsWell() {
        FoundIncidents found = new FoundIncidents();
        IncidentKind[] kinds = {IncidentKind.EVERYBODY, IncidentKind.PREFIX, IncidentKind.ENGINE, IncidentKind.CLIENT};
        for (int seed = 0; seed < SEEDS; seed++) {
            VirtualFleet fleet = new VirtualFleet(2_000 + seed, 4, 10, 1, true, LENGTH_MS);
            fleet.plan(INCIDENTS, kinds);
            found.add("seed " + seed, fleet.truths, fleet.tell(finder()));
        }
        require(found, 80, kinds);
    }

    /** With so many clients there are always some in trouble; coincidences are no incidents. */
    @Test
    void inALargeFleetNoGroupIsFoundWhereNothingIs() {
        VirtualFleet fleet = new VirtualFleet(3, 2_500, 8, 5, false, 120_000);
        FoundIncidents found = new FoundIncidents();
        found.add("calm", fleet.truths, fleet.tell(finder()));

        assertThat(fleet.size()).isGreaterThan(15_000);
        assertThat(found.mistakes).allMatch(mistake -> mistake.contains("kind=CLIENT"));
    }

    private static IncidentFinder finder() {
        return new IncidentFinder("", IncidentConfig.DEFAULT);
    }

    private static void require(FoundIncidents found, int least, IncidentKind... kinds) {
        System.out.print(found.table());
        for (IncidentKind kind : kinds) {
            FoundIncidents.Score score = found.of(kind);
            assertThat(score.truths).as(kind + " incidents").isGreaterThan(least);
            assertThat(score.precision()).as(kind + " precision").isGreaterThanOrEqualTo(0.9);
            assertThat(score.recall()).as(kind + " recall").isGreaterThanOrEqualTo(0.9);
            assertThat(FoundIncidents.percentile(score.afterFirstWordMs, 100))
                    .as(kind + " found after its first word, ms")
                    .isLessThanOrEqualTo(3_000);
            assertThat(score.endErrorMs).as(kind + " that are over").hasSize(score.found);
            assertThat(FoundIncidents.percentile(score.endErrorMs, 95))
                    .as(kind + " end, ms")
                    .isLessThanOrEqualTo(3_000);
        }
    }
}
