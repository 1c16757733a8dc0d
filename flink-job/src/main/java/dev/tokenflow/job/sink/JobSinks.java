package dev.tokenflow.job.sink;

import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.incident.Incident;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where the job's results go.
 *
 * @param features rows of {@code path-features}
 * @param hints rows of {@code pacing-hints}
 * @param rejected input that was not used
 * @param incidents rows of {@code incidents}
 */
public record JobSinks(
        Sink<ScoredReading> features, Sink<HintUpdate> hints, Sink<RejectedBatch> rejected, Sink<Incident> incidents) {}
