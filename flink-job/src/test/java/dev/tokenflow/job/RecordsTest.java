package dev.tokenflow.job;

import static org.apache.flink.types.PojoTestUtils.assertSerializedAsPojoWithoutKryo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.incident.IncidentMemory;
import dev.tokenflow.core.incident.IncidentMemoryCodec;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.job.state.IncidentMemorySerializer;
import dev.tokenflow.job.state.ModelUpdateSerializer;
import dev.tokenflow.job.state.PathPacingSerializer;
import dev.tokenflow.job.state.SiteClientsSerializer;
import dev.tokenflow.job.type.EdgeType;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentEvidence;
import dev.tokenflow.protocol.incident.IncidentKind;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels on an edge is a POJO to Flink, so that Kryo is not needed; what is kept as state has its own bytes. */
class RecordsTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                RawBatch.class,
                ShardBatch.class,
                RejectedBatch.class,
                PaneBlock.class,
                PathName.class,
                PathReading.class,
                ScoredReading.class,
                ModelUpdate.class,
                SiteClients.class,
                StreamStats.class,
                Incident.class,
                HintUpdate.class
            })
    void isAPojoWithoutKryo(Class<?> record) {
        assertSerializedAsPojoWithoutKryo(record);
    }

    @Test
    void aHintAndATombstoneSurviveTheWire() throws Exception {
        Hint hint = Hint.unpaced("203.0.113.7");

        assertThat(roundTrip(new HintUpdate("client/a", hint))).isEqualTo(new HintUpdate("client/a", hint));
        assertThat(roundTrip(new HintUpdate("client/a", null))).isEqualTo(new HintUpdate("client/a", null));
    }

    /**
     * Flink's own serializer takes the fields by name: what it keeps ours must keep, and a field that ours forgets
     * shows here.
     */
    @Test
    void readingsSurviveTheirOwnSerializers() throws Exception {
        ScoredReading scored = new ScoredReading(Distinct.of(PathReading.class), Distinct.of(PathScore.class));

        ClientWord word =
                new ClientWord(PathName.client("team-a", 1, 2), new String[] {"a", "b"}, Diagnosis.OUTAGE, 3, 4, 5, 6);
        assertThat(roundTrip(word, EdgeType.WORD)).usingRecursiveComparison().isEqualTo(word);
        PaneBlock block = Distinct.of(PaneBlock.class);
        assertThat(roundTrip(block, EdgeType.BLOCK)).usingRecursiveComparison().isEqualTo(block);
        assertThat(roundTrip(scored.reading(), EdgeType.READING))
                .usingRecursiveComparison()
                .isEqualTo(scored.reading());
        assertThat(roundTrip(scored, EdgeType.SCORED))
                .usingRecursiveComparison()
                .isEqualTo(scored);
    }

    @Test
    void whatIsKeptSurvivesItsSerializer() throws Exception {
        PathPacing path = Distinct.of(PathPacing.class);
        assertThat(roundTrip(path, new PathPacingSerializer()))
                .usingRecursiveComparison()
                .isEqualTo(path);
        SiteClients clients = Distinct.of(SiteClients.class);
        assertThat(roundTrip(clients, new SiteClientsSerializer())).isEqualTo(clients);
        IncidentMemory memory = new IncidentMemory(
                new double[] {0.5, 0.25},
                List.of(new IncidentMemory.UsualEngine("vllm", 20, 60_000, 300, 0)),
                List.of(new IncidentMemory.Kept(incident(), 0.75)));
        assertThat(IncidentMemoryCodec.encode(roundTrip(memory, new IncidentMemorySerializer())))
                .isEqualTo(IncidentMemoryCodec.encode(memory));
        ModelUpdate model = new ModelUpdate("rtt-1s", new byte[] {1, 2, 3});
        assertThat(roundTrip(model, new ModelUpdateSerializer()))
                .usingRecursiveComparison()
                .isEqualTo(model);
    }

    @Test
    void anIncidentSurvivesTheWire() throws Exception {
        assertThat(roundTrip(incident(), TypeInformation.of(Incident.class))).isEqualTo(incident());
    }

    private static Incident incident() {
        return new Incident(
                IncidentKind.SITE,
                "host-a",
                "team-a",
                "loss",
                1_000,
                Incident.OPEN,
                2_000,
                3,
                4,
                5,
                6,
                7,
                IncidentEvidence.ofPaths(1e-9, 80, 40, 0.01),
                "",
                "text");
    }

    private static HintUpdate roundTrip(HintUpdate update) throws Exception {
        return roundTrip(update, TypeInformation.of(HintUpdate.class));
    }

    private static <T> T roundTrip(T value, TypeInformation<T> type) throws Exception {
        return roundTrip(value, type.createSerializer(new SerializerConfigImpl()));
    }

    private static <T> T roundTrip(T value, TypeSerializer<T> serializer) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        DataOutputSerializer again = new DataOutputSerializer(256);
        serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), again);
        assertThat(again.getCopyOfBuffer()).isEqualTo(out.getCopyOfBuffer());
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
