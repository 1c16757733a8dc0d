package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.incident.IncidentConfig;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import dev.tokenflow.protocol.stats.MeanAndMax;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class FindIncidentsFunctionTest {
    @Test
    void troublesOfAPrefixAreToldCountedAndOver() throws Exception {
        try (var find = opened()) {
            say(find, "", Diagnosis.NORMAL, "198.51.100", 1_000);
            say(find, "", Diagnosis.NORMAL, "203.0.113", 1_000);
            pass(find, 2_000);
            say(find, "", Diagnosis.CONGESTION, "198.51.100", 2_100);
            pass(find, 4_000);
            assertThat(find.extractOutputValues()).singleElement().satisfies(incident -> {
                assertThat(incident.kind()).isEqualTo(IncidentKind.PREFIX);
                assertThat(incident.startMs()).isEqualTo(2_100);
                assertThat(incident.atMs()).isLessThanOrEqualTo(3_500);
            });
            say(find, "", Diagnosis.NORMAL, "198.51.100", 5_000);
            pass(find, 9_000);

            List<Incident> all = find.extractOutputValues();
            assertThat(all.get(all.size() - 1).isOpen()).isFalse();
            assertThat(Harness.count(find, JobMetric.INCIDENTS_OPENED)).isEqualTo(1);
            assertThat(Harness.count(find, JobMetric.INCIDENTS_OVER)).isEqualTo(1);
            assertThat(Harness.count(find, JobMetric.INCIDENTS_OUT)).isEqualTo(all.size());
            assertThat(Harness.count(find, JobMetric.INCIDENT_FAILURES)).isZero();
        }
    }

    @Test
    void clientsOfTwoTenantsNeverMeet() throws Exception {
        try (var find = opened()) {
            for (String tenant : List.of("team-a", "team-b")) {
                say(find, tenant, Diagnosis.NORMAL, "198.51.100", 1_000);
                say(find, tenant, Diagnosis.NORMAL, "203.0.113", 1_000);
            }
            say(find, "team-a", Diagnosis.LOSS, "198.51.100", 1_500);
            pass(find, 4_000);

            assertThat(find.extractOutputValues())
                    .isNotEmpty()
                    .allMatch(incident -> incident.tenant().equals("team-a"))
                    .allMatch(incident -> incident.elsewhereActive() == 10);
        }
    }

    @Test
    void anOpenIncidentSurvivesARestart() throws Exception {
        OperatorSubtaskState saved;
        String id;
        try (var find = opened()) {
            say(find, "", Diagnosis.NORMAL, "203.0.113", 1_000);
            say(find, "", Diagnosis.LOSS, "198.51.100", 1_000);
            pass(find, 4_000);
            id = find.extractOutputValues().get(0).id();
            saved = find.snapshot(1, 1);
        }
        try (var find = closed()) {
            find.initializeState(saved);
            find.open();
            say(find, "", Diagnosis.NORMAL, "203.0.113", 5_000);
            say(find, "", Diagnosis.NORMAL, "198.51.100", 5_000);
            pass(find, 30_000);

            List<Incident> all = find.extractOutputValues();
            assertThat(all).extracting(Incident::id).containsOnly(id);
            assertThat(all.get(all.size() - 1).isOpen()).isFalse();
            assertThat(Harness.count(find, JobMetric.INCIDENTS_OPENED)).isZero();
        }
    }

    @Test
    void whoHasGoneLeavesNeitherStateNorTimer() throws Exception {
        try (var find = opened()) {
            say(find, "", Diagnosis.NORMAL, "198.51.100", 1_000);
            pass(find, 60_000);

            assertThat(find.numKeyedStateEntries()).isZero();
            assertThat(find.numEventTimeTimers()).isZero();
            assertThat(find.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void rowsOfStreamsCountInTheTimeOfTheJobWhateverTheirClockSays() throws Exception {
        try (var find = opened()) {
            find.processElement2(row(0, 20), 0);
            assertThat(Harness.count(find, JobMetric.INCIDENT_INPUT_LEFT_OUT))
                    .as("no agent has told the time yet")
                    .isEqualTo(1);
            for (long nowMs = 1_000; nowMs <= 25_000; nowMs += 1_000) {
                pass(find, nowMs);
                for (int stream = 0; stream < 5; stream++) {
                    find.processElement2(row(stream, nowMs < 20_000 ? 20 : 500), 0);
                }
            }

            assertThat(find.extractOutputValues()).isNotEmpty().allSatisfy(incident -> {
                assertThat(incident.id()).startsWith("engine/vllm/");
                assertThat(incident.startMs()).isBetween(19_000L, 21_000L);
            });
        }
    }

    private static StreamStats row(int stream, double gapMs) {
        return new StreamStats(
                IpAddress.parse("203.0.113.7"),
                "",
                "s" + stream,
                "vllm",
                1_732_300_000_000L,
                1_000,
                10,
                1_000,
                new MeanAndMax(gapMs, gapMs),
                Double.NaN,
                0,
                MeanAndMax.UNKNOWN,
                MeanAndMax.UNKNOWN,
                0);
    }

    /** A word about ten clients of a prefix. */
    private static void say(
            KeyedTwoInputStreamOperatorTestHarness<String, ClientWord, StreamStats, Incident> find,
            String tenant,
            Diagnosis word,
            String prefix,
            long atMs)
            throws Exception {
        for (int client = 1; client <= 10; client++) {
            IpAddress address = IpAddress.parse(prefix + "." + client);
            PathName name = PathName.client(tenant, address.hi(), address.lo());
            find.processElement1(new ClientWord(name, new String[] {"host"}, word, 80, 40, 0.01, atMs), atMs);
        }
    }

    private static void pass(
            KeyedTwoInputStreamOperatorTestHarness<String, ClientWord, StreamStats, Incident> find, long toMs)
            throws Exception {
        find.processBothWatermarks(new Watermark(toMs));
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, ClientWord, StreamStats, Incident> opened()
            throws Exception {
        var find = closed();
        find.open();
        return find;
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, ClientWord, StreamStats, Incident> closed()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new FindIncidentsFunction(IncidentConfig.DEFAULT)),
                word -> word.name().tenant(),
                StreamStats::tenant,
                Types.STRING);
    }
}
