package dev.tokenflow.hints;

import dev.tokenflow.hints.store.RecordOutcome;
import java.util.Map;

/**
 * What a hint server has seen and does.
 *
 * @param ready whether the topic was read to its end once
 * @param hints hints held
 * @param records records read, by what became of them; every {@link RecordOutcome} is present
 * @param waitingRequests long polls that wait
 * @param openStreams SSE streams
 */
public record HintStats(
        boolean ready, int hints, Map<RecordOutcome, Long> records, int waitingRequests, int openStreams) {
    public HintStats {
        records = Map.copyOf(records);
    }
}
