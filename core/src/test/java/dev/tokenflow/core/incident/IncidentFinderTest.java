package dev.tokenflow.core.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second must pass until a group is told, three until it is over. */
class IncidentFinderTest {
    private static final String NET = "198.51.100";

    private final Words words = new Words(new IncidentFinder("", IncidentConfig.DEFAULT));

    /** Four prefixes of ten clients at two sites; all is well. */
    private void settle() {
        words.say(Diagnosis.NORMAL, NET, "host-a", 1, 10);
        words.say(Diagnosis.NORMAL, "203.0.113", "host-a", 1, 10);
        words.say(Diagnosis.NORMAL, "192.0.2", "host-b", 1, 10);
        words.say(Diagnosis.NORMAL, "10.9.8", "host-b", 1, 10);
        words.pass(1_000);
    }

    @Test
    void mostClientsOfAPrefixAreOneIncidentWithItsNumbersAndASentence() {
        settle();
        long startMs = words.nowMs;
        words.say(Diagnosis.CONGESTION, NET, "host-a", 1, 9);
        words.pass(2_000);

        assertThat(words.news()).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.PREFIX);
            assertThat(incident.key()).isEqualTo(NET + ".0/24");
            assertThat(incident.cause()).isEqualTo("congestion");
            assertThat(incident.startMs()).isEqualTo(startMs);
            assertThat(incident.atMs() - startMs).isEqualTo(1_250);
            assertThat(incident.isOpen()).isTrue();
            assertThat(List.of(incident.affected(), incident.active())).containsExactly(9, 10);
            assertThat(List.of(incident.elsewhereAffected(), incident.elsewhereActive()))
                    .containsExactly(0, 30);
            assertThat(incident.evidence().rttMs()).isEqualTo(180);
            assertThat(incident.evidence().usualRttMs()).isEqualTo(40);
            assertThat(incident.evidence().chance()).isLessThan(1e-10);
            assertThat(incident.text())
                    .isEqualTo("Everyone behind 198.51.100.0/24 is congested since 18:26 UTC (9 of 10 clients), "
                            + "elsewhere all is normal.");
        });
    }

    @Test
    void itEndsWhenItWasQuietAndTellsSinceWhen() {
        settle();
        words.say(Diagnosis.LOSS, NET, "host-a", 1, 10);
        words.pass(10_000);
        words.news();
        long endMs = words.nowMs;
        words.say(Diagnosis.NORMAL, NET, "host-a", 1, 5);
        words.pass(4_000);
        assertThat(words.last().isOpen()).as("half of them is still much").isTrue();
        words.say(Diagnosis.NORMAL, NET, "host-a", 6, 9);
        words.pass(4_000);

        Incident over = words.last();
        assertThat(over.endMs()).isEqualTo(endMs + 4_250);
        assertThat(over.atMs()).isEqualTo(endMs + 7_250);
        assertThat(over.mostAffected()).isEqualTo(10);
        assertThat(over.text())
                .isEqualTo("Everyone behind 198.51.100.0/24 lost packets from 18:26 to 18:26 UTC "
                        + "(at most 10 clients).");
        words.news();
        words.pass(5_000);
        assertThat(words.news()).as("the last client is not told alone at once").isEmpty();
    }

    @Test
    void aSiteIsToldInPlaceOfItsPrefixesAndEverybodyInPlaceOfSites() {
        settle();
        words.say(Diagnosis.CONGESTION, NET, "host-a", 1, 10);
        words.pass(3_000);
        String prefix = words.last().id();
        words.say(Diagnosis.CONGESTION, "203.0.113", "host-a", 1, 10);
        words.pass(1_250);
        List<Incident> wider = words.news().subList(1, 3);
        assertThat(wider.get(0).id()).startsWith("site/host-a/");
        assertThat(wider.get(1).id()).isEqualTo(prefix);
        assertThat(wider.get(1).isOpen()).isFalse();
        assertThat(wider.get(1).partOf()).isEqualTo(wider.get(0).id());

        words.say(Diagnosis.OUTAGE, "192.0.2", "host-b", 1, 10);
        words.say(Diagnosis.OUTAGE, "10.9.8", "host-b", 1, 10);
        words.pass(1_250);
        List<Incident> all = words.news();
        assertThat(all).extracting(Incident::kind).contains(IncidentKind.EVERYBODY, IncidentKind.SITE);
        assertThat(all.get(all.size() - 1).partOf()).startsWith("everybody/");
        assertThat(words.finder.openIncidents()).isEqualTo(1);
    }

    @Test
    void oneClientAloneMustBeInTroubleForLonger() {
        settle();
        words.say(Diagnosis.OUTAGE, NET + ".7", "host-a");
        words.pass(2_000);
        words.say(Diagnosis.NORMAL, NET + ".7", "host-a");
        words.pass(2_000);
        assertThat(words.news()).isEmpty();

        words.say(Diagnosis.OUTAGE, NET + ".7", "host-a");
        words.pass(2_750);
        assertThat(words.last().text())
                .isEqualTo("198.51.100.7 alone is cut off since 18:26 UTC, elsewhere all is normal.");
        words.say(Diagnosis.NORMAL, NET + ".7", "host-a");
        words.pass(4_000);
        assertThat(words.last().text()).isEqualTo("198.51.100.7 alone was cut off from 18:26 to 18:26 UTC.");
    }

    /** Who closes the page in the middle of a trouble says nothing more. */
    @Test
    void oneClientThatHasGoneIsNotToldAlone() {
        settle();
        words.say(Diagnosis.LOSS, NET + ".7", "host-a");
        words.pass(10_000);
        assertThat(words.news()).isEmpty();
        words.say(Diagnosis.LOSS, NET + ".7", "host-a");
        words.pass(250);
        assertThat(words.last().kind()).isEqualTo(IncidentKind.CLIENT);
    }

    @Test
    void whoIsSilentDoesNotCountAndWhoIsCutOffCountsLonger() {
        settle();
        words.say(Diagnosis.OUTAGE, NET, "host-a", 1, 10);
        words.pass(40_000);
        assertThat(words.last().isOpen()).isTrue();
        assertThat(words.last().active()).isEqualTo(10);
        assertThat(words.last().elsewhereActive()).as("silent for 15 s").isZero();
        words.pass(30_000);
        assertThat(words.last().isOpen()).isFalse();
        words.pass(10_000);
        assertThat(words.finder.isEmpty()).isTrue();
    }

    @Test
    void aSlowEngineIsToldAndItsReadersAreNot() {
        settle();
        for (int second = 0; second < 15; second++) {
            rows(20);
            words.pass(1_000);
        }
        words.news();
        for (int second = 0; second < 4; second++) {
            words.say(Diagnosis.SLOW_SENDER, NET, "host-a", 1, 10);
            words.say(Diagnosis.NORMAL, "203.0.113", "host-a", 1, 10);
            words.say(Diagnosis.SLOW_SENDER, "192.0.2", "host-b", 1, 10);
            rows(400);
            words.pass(1_000);
        }

        assertThat(words.news()).extracting(Incident::kind).containsOnly(IncidentKind.ENGINE);
        assertThat(words.finder.openIncidents()).isEqualTo(1);
    }

    private void rows(double gapMs) {
        for (int stream = 0; stream < 10; stream++) {
            words.row("a" + stream, "vllm-a", gapMs);
            words.row("b" + stream, "vllm-b", 20);
        }
    }

    @Test
    void theSentenceAboutAnEngineNamesItsStreams() {
        for (int second = 0; second < 15; second++) {
            rows(20);
            words.pass(1_000);
        }
        rows(400);
        words.pass(1_000);
        rows(400);
        words.pass(1_000);

        assertThat(words.last().text())
                .isEqualTo("The engine vllm-a is slow since 18:26 UTC (10 of 10 streams), other engines are as usual.");
        assertThat(words.last().evidence().gapMs()).isEqualTo(400);
        assertThat(words.last().evidence().usualGapMs()).isCloseTo(20, within(0.01));
        assertThat(words.last().cause()).isEqualTo("slow_sender");
    }

    @Test
    void afterARestartAnOpenIncidentGoesOn() {
        settle();
        words.say(Diagnosis.CONGESTION, NET, "host-a", 1, 9);
        words.say(Diagnosis.LOSS, "10.9.8.1", "host-b");
        words.pass(1_000);
        words.say(Diagnosis.LOSS, "10.9.8.1", "host-b");
        words.pass(3_000);
        List<String> open = words.news().stream().map(Incident::id).distinct().toList();
        assertThat(open).hasSize(2);

        IncidentMemory memory = IncidentMemoryCodec.decode(IncidentMemoryCodec.encode(words.finder.memory()));
        words.finder = new IncidentFinder("", IncidentConfig.DEFAULT);
        words.finder.restore(memory);
        words.pass(5_000); // nothing was heard yet
        settle();
        words.say(Diagnosis.CONGESTION, NET, "host-a", 1, 9);
        words.say(Diagnosis.LOSS, "10.9.8.1", "host-b");
        words.pass(12_000);
        assertThat(words.news())
                .allMatch(Incident::isOpen)
                .extracting(Incident::id)
                .containsOnlyElementsOf(open);

        settle();
        words.pass(4_000);
        assertThat(words.news())
                .filteredOn(incident -> !incident.isOpen())
                .extracting(Incident::id)
                .containsExactlyInAnyOrderElementsOf(open);
    }

    @Test
    void whatIsTooMuchIsLeftOutAndCounted() {
        IncidentConfig d = IncidentConfig.DEFAULT;
        words.finder = new IncidentFinder(
                "",
                new IncidentConfig(
                        d.leastClients(),
                        d.openShare(),
                        d.closeShare(),
                        d.chance(),
                        d.confirm(),
                        d.patience(),
                        d.alone(),
                        d.quiet(),
                        d.silence(),
                        d.outageSilence(),
                        d.streamSilence(),
                        d.memory(),
                        d.slowFactor(),
                        d.leastGapMs(),
                        d.leastFirstMs(),
                        20,
                        2));
        settle();
        assertThat(words.finder.takeLeftOut()).isEqualTo(20);
        words.say(Diagnosis.OUTAGE, NET + ".1", "host-a");
        words.say(Diagnosis.OUTAGE, NET + ".2", "host-a");
        words.say(Diagnosis.OUTAGE, "203.0.113.1", "host-a");
        words.pass(5_000);

        assertThat(words.finder.openIncidents()).isEqualTo(2);
    }

    /** Words of an agent's clients that are on both of two hosts count for both. */
    @Test
    void aClientOfTwoSitesCountsInBoth() {
        for (int client = 1; client <= 12; client++) {
            words.say(Diagnosis.NORMAL, NET + "." + client, "host-a", "host-b");
            words.say(Diagnosis.NORMAL, "10." + client + ".0.1", "host-c");
        }
        words.pass(500);
        for (int client = 1; client <= 12; client++) {
            words.say(Diagnosis.LOSS, "10." + client + ".0.1", "host-c");
        }
        words.pass(2_000);

        assertThat(words.last().id()).startsWith("site/host-c/");
        assertThat(words.last().text())
                .isEqualTo("Everyone served by host-c loses packets since 18:26 UTC (12 of 12 clients), "
                        + "elsewhere all is normal.");
    }

    /** A change comes at once and knows no numbers; a row that was made before it may come after it. */
    @Test
    void aChangedWordHoldsAgainstAnOlderRowAndKeepsWhatIsKnown() {
        settle();
        for (int client = 1; client <= 10; client++) {
            IpAddress address = IpAddress.parse(NET + "." + client);
            PathName name = PathName.client("", address.hi(), address.lo());
            words.finder.hear(ClientWord.changed(name, Diagnosis.CONGESTION, words.nowMs + 100));
        }
        words.say(Diagnosis.NORMAL, NET, "host-a", 1, 10);
        words.pass(2_000);

        assertThat(words.last().id()).startsWith("prefix/198.51.100.0/24/");
        assertThat(words.last().evidence().usualRttMs()).isEqualTo(40);
    }
}
