package dev.tokenflow.job;

import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.incident.IncidentConfig;
import dev.tokenflow.job.operator.CheckStreamStatsFunction;
import dev.tokenflow.job.operator.FindIncidentsFunction;
import dev.tokenflow.job.operator.TellWordsFunction;
import dev.tokenflow.job.type.EdgeType;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.stats.StreamStats;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The part of the job from what is known of single paths and streams to what belongs together. */
final class IncidentStage {
    private IncidentStage() {}

    /** @param streamStats rows of {@code stream-stats}; must be idle when silent */
    static DataStream<Incident> of(PathStage paths, DataStream<String> streamStats, IncidentConfig config) {
        DataStream<ClientWord> rows = paths.rows()
                .flatMap(new TellWordsFunction())
                .returns(EdgeType.WORD)
                .name("tell-words")
                .uid("tell-words");
        DataStream<StreamStats> streams = streamStats
                .flatMap(new CheckStreamStatsFunction())
                .returns(TypeInformation.of(StreamStats.class))
                .name("check-stream-stats")
                .uid("check-stream-stats");
        return paths.words()
                .union(rows)
                .keyBy(word -> word.name().tenant(), Types.STRING)
                .connect(streams.keyBy(StreamStats::tenant, Types.STRING))
                .process(new FindIncidentsFunction(config), TypeInformation.of(Incident.class))
                .name("find-incidents")
                .uid("find-incidents");
    }
}
