package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.StageTopics;
import dev.tokenflow.lab.faults.stack.Waits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The topics of feature rows and of rejected input are missing, closed to the job, or take no large records. */
final class OutputsRefuse implements FaultRow {
    private static final String TINY = "100";
    private static final int GARBAGE = 40;
    private static final int GARBAGE_BYTES = 2_000;
    private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(20);
    private static final String METRIC = "flink_taskmanager_job_task_operator_tokenflow_reason_%s_lost_by_reason";

    /** What is wrong with a topic, and the word under which the job counts what it loses. */
    private enum Refusal {
        MISSING("missing_topic"),
        TINY("too_large"),
        READ_ONLY("not_authorised");

        private final String reason;

        Refusal(String reason) {
            this.reason = reason;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Override
    public String name() {
        return "outputs-refuse";
    }

    @Override
    public String summary() {
        return "topics of feature rows and rejected input that are missing, read-only or take no large records: hints"
                + " go on, the job does not restart, and a metric says how many were lost and why";
    }

    @Override
    public boolean isShort() {
        return true;
    }

    @Override
    public RowResult run(Stack stack, Pace pace, Consumer<String> say) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Refusal[] all = Refusal.values();
        for (int i = 0; i < pace.times(1, all.length); i++) {
            refuse(stack, pace, all[i], all[(i + 1) % all.length], findings, say);
        }
        return findings.result(name());
    }

    private void refuse(
            Stack stack, Pace pace, Refusal features, Refusal rejected, Findings findings, Consumer<String> say)
            throws IOException, InterruptedException {
        String word = features.word() + "-features";
        say.accept(features.word() + " topic of features, " + rejected.word() + " topic of rejected input");
        StageTopics topics = StageTopics.of(word);
        prepare(stack, topics.features(), features);
        prepare(stack, topics.rejected(), rejected);
        try (Loop loop = Loop.open(stack, word, Stage.Setting.without(missing(topics, features, rejected)))) {
            for (int i = 0; i < GARBAGE; i++) {
                loop.stage().traffic().sendRaw(null, null, new byte[GARBAGE_BYTES]);
            }
            Waits.pause(pace.seconds(6, 12));
            String prefix = features.word() + "_features_";
            for (String what : List.of("features", "rejected")) {
                Refusal refusal = what.equals("features") ? features : rejected;
                String metric = String.format(Locale.ROOT, METRIC, what);
                String label = "reason=\"" + refusal.reason + '"';
                Waits.until(COUNT_TIMEOUT, () -> loop.stage().job().metric(metric, label) >= GARBAGE);
                findings.atLeast(
                        what + "_lost_" + refusal.reason, loop.stage().job().metric(metric, label), GARBAGE);
            }
            long endMs = System.currentTimeMillis() - Loop.TTL_MS;
            loop.quiet();
            Findings own = new Findings();
            loop.judge(own, loop.tapesWithoutRows(), endMs);
            findings.addAll(prefix, own, "marks", "marks_lost", "answers_too_old", "mark_to_hint_p99_ms");
            findings.none(prefix + "restarts", loop.stage().job().restarts());
        }
    }

    private static List<String> missing(StageTopics topics, Refusal features, Refusal rejected) {
        if (features == Refusal.MISSING) {
            return List.of(topics.features());
        }
        return rejected == Refusal.MISSING ? List.of(topics.rejected()) : List.of();
    }

    private static void prepare(Stack stack, String topic, Refusal refusal) throws IOException, InterruptedException {
        switch (refusal) {
            case MISSING -> {}
            case TINY -> stack.makeTinyTopic(topic, TINY);
            case READ_ONLY -> stack.closeToWriters(topic);
        }
    }
}
