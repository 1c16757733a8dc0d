package dev.tokenflow.lab.faults.stack;

import java.util.List;

/**
 * Topics of one stage: no stage sees what another has left.
 *
 * @param events batches of kernel events
 * @param hints of the job
 * @param features rows of the job
 * @param rejected what the job could not use
 */
public record StageTopics(String events, String hints, String features, String rejected) {
    /** Names that begin with that of the stage. */
    public static StageTopics of(String stage) {
        return new StageTopics(stage + "-events", stage + "-hints", stage + "-features", stage + "-rejected");
    }

    /**
     * The same, written to other topics: what another job makes of the same events.
     *
     * @param run number of that job
     */
    public StageTopics again(String events, int run) {
        String end = "-again-" + run;
        return new StageTopics(events, hints + end, features + end, rejected + end);
    }

    /** The options of the job for them. */
    List<String> options() {
        return List.of(
                "--events-topic", events,
                "--hints-topic", hints,
                "--features-topic", features,
                "--rejected-topic", rejected,
                "--incidents-topic", "none");
    }
}
