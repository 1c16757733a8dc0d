package dev.tokenflow.lab.experiment.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.pacing.HintFactory;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.pacing.PaceClients;
import dev.tokenflow.job.pacing.PaceNeighbourhoods;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.simulator.time.EventQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The job's operators and the experiment's loop are two shells around one core: the same readings, the same words. */
class SameDecisionsTest {
    private static final JobConfig CONFIG = JobConfig.on("unused:1");
    private static final PathName PREFIX = PathName.prefix(IpAddress.parse("203.0.113.0"));
    private static final String STRANGER = "203.0.113.200";
    private static final String SITE = "host";
    private static final int CLIENTS = 7;
    private static final long NS_PER_MS = 1_000_000L;

    private final SplittableRandom dice = new SplittableRandom(11);

    @Test
    void jobAndExperimentDecideAndVoteAlike() throws Exception {
        int alarms = 0;
        int congestedNeighbourhoods = 0;
        try (Job job = new Job();
                Simulation simulation = new Simulation()) {
            for (int slide = 1; slide <= 200; slide++) {
                long endMs = 1_000_000 + 200L * slide;
                List<PathReading> readings = new ArrayList<>();
                readings.add(neighbourhood(endMs)); // before the votes of its own instant
                for (int client = 0; client < CLIENTS; client++) {
                    if (dice.nextInt(8) == 0) {
                        readings.add(client(client, endMs + 40, slide, true)); // the slide itself then comes too late
                        alarms++;
                    }
                    if (client > 4 && slide > 60 && slide < 140) {
                        continue; // silent until its vote is stale, and longer
                    }
                    readings.add(client(client, endMs, slide, false));
                }
                simulation.begin(endMs);
                for (PathReading reading : readings) {
                    assertThat(simulation.hintAfter(reading))
                            .as("slide %s, %s", slide, reading.path())
                            .isEqualTo(job.hintAfter(reading));
                }
                Said prefix = job.endOf(endMs);
                assertThat(simulation.ofStranger(endMs)).as("slide %s", slide).isEqualTo(prefix);
                assertThat(simulation.votes()).as("slide %s", slide).isEqualTo(job.newestVotes());
                congestedNeighbourhoods += prefix.chunk() > 1 ? 1 : 0;
            }
        }
        assertThat(alarms).isGreaterThan(50);
        assertThat(congestedNeighbourhoods).isBetween(20, 180);
    }

    /**
     * What a hint asks for. Why, and how surely, is not compared: the job says it anew only with something new to ask.
     */
    private record Said(double rate, double chunk, String state, double bytesPerSecond) {
        static Said of(Hint hint) {
            return new Said(
                    hint.tokensPerSecond(), hint.tokensPerChunk(), hint.state().word(), hint.bytesPerSecond());
        }
    }

    /** The operators on Flink's own harness. */
    private static final class Job implements AutoCloseable {
        private final KeyedOneInputStreamOperatorTestHarness<Integer, ScoredReading, HintUpdate> clients;
        private final KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, ClientVote, HintUpdate> prefixes;
        private final Map<String, ClientVote> votes = new TreeMap<>();
        private final Map<String, Said> last = new HashMap<>();

        Job() throws Exception {
            clients = new KeyedOneInputStreamOperatorTestHarness<>(
                    new KeyedProcessOperator<>(new PaceClients(CONFIG)),
                    scored -> scored.reading().partition(),
                    Types.INT);
            prefixes = new KeyedTwoInputStreamOperatorTestHarness<>(
                    new KeyedCoProcessOperator<>(new PaceNeighbourhoods(CONFIG.lifetime())),
                    ScoredReading::path,
                    ClientVote::neighbourhood,
                    Types.STRING);
            clients.open();
            prefixes.open();
        }

        /** The last hint of the path; null while there is none. */
        Said hintAfter(PathReading reading) throws Exception {
            ScoredReading scored = new ScoredReading(reading, PathScore.NONE);
            long atMs = reading.features().windowEndMs() - 1;
            if (reading.features().name().equals(PREFIX)) {
                prefixes.processElement1(scored, atMs);
                return null;
            }
            clients.processElement(scored, atMs);
            for (HintUpdate update : clients.extractOutputValues()) {
                last.put(update.key(), Said.of(update.hint()));
            }
            clients.getOutput().clear();
            var out = clients.getSideOutput(SideOutputs.VOTES);
            if (out != null) {
                for (var vote : out) {
                    if (vote.getValue().neighbourhood().equals(PREFIX.kafkaKey())) {
                        votes.put(vote.getValue().client(), vote.getValue());
                        prefixes.processElement2(
                                vote.getValue(), vote.getValue().atMs());
                    }
                }
                out.clear();
            }
            return last.get(reading.path());
        }

        /** The neighbourhood's hint once all of an instant is known. */
        Said endOf(long endMs) throws Exception {
            prefixes.processWatermark1(new Watermark(endMs - 1));
            prefixes.processWatermark2(new Watermark(endMs - 1));
            List<HintUpdate> all = prefixes.extractOutputValues();
            return Said.of(all.get(all.size() - 1).hint());
        }

        List<ClientVote> newestVotes() {
            return List.copyOf(votes.values());
        }

        @Override
        public void close() throws Exception {
            clients.close();
            prefixes.close();
        }
    }

    /** The experiment's loop without any delay. */
    private static final class Simulation implements AutoCloseable {
        private final EventQueue queue = new EventQueue(NS_PER_MS);
        private final ControlLoop loop = new ControlLoop(
                queue,
                CONFIG.laws().standard().law(CONFIG.pacing(), CONFIG.wire()),
                new LoopDelay(0, 0),
                reading -> PathForecast.NONE,
                1);
        private final Map<String, ClientVote> votes = new TreeMap<>();

        /** All readings of an instant come while the queue stands still, as they do in a run. */
        void begin(long atMs) {
            queue.runUntil((atMs - 1) * NS_PER_MS);
        }

        /** The last hint of the client; null for a neighbourhood, which still waits for its votes. */
        Said hintAfter(PathReading reading) {
            loop.reading(reading);
            votes.putAll(loop.votes(PREFIX.kafkaKey()));
            String client = reading.features().key();
            PacingDecision decision = loop.decision(client);
            return decision == null ? null : Said.of(HintFactory.bare(Scope.CLIENT, client, decision));
        }

        Said ofStranger(long atMs) {
            queue.runUntil(atMs * NS_PER_MS);
            return Said.of(loop.current(STRANGER, atMs * NS_PER_MS));
        }

        List<ClientVote> votes() {
            return List.copyOf(votes.values());
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private PathReading client(int number, long endMs, int slide, boolean alarm) {
        IpAddress address = IpAddress.parse("203.0.113." + (1 + number));
        boolean queue = number < 4 && slide % 100 > 30 && slide % 100 < 80;
        double rttMs = queue ? 150 + 100 * dice.nextDouble() : 41 + dice.nextDouble();
        int streams = slide % 100 > 90 ? 0 : 5;
        return reading(PathName.client(address.hi(), address.lo()), endMs, rttMs, streams, alarm);
    }

    private static PathReading neighbourhood(long endMs) {
        return reading(PREFIX, endMs, 60, 30, false);
    }

    private static PathReading reading(PathName name, long endMs, double rttMs, int streams, boolean alarm) {
        PathFeatures features = new PathFeatures(
                name,
                endMs,
                40,
                40,
                rttMs,
                rttMs,
                rttMs,
                rttMs,
                1,
                100,
                0,
                0,
                0,
                60_000,
                streams,
                5,
                0,
                1,
                rttMs,
                rttMs,
                rttMs,
                40,
                endMs - 90,
                alarm);
        PathSignals signals =
                new PathSignals(endMs, 40, 5, rttMs, rttMs, 40, 60_000, 60_000, 100, 0, 0, streams, 0, 1, 5, 5);
        return new PathReading(0, ReadingKind.UPDATE, features, signals, new String[] {SITE});
    }
}
