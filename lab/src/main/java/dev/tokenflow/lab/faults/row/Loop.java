package dev.tokenflow.lab.faults.row;

import dev.tokenflow.lab.faults.ledger.EventLog;
import dev.tokenflow.lab.faults.ledger.FeatureTape;
import dev.tokenflow.lab.faults.ledger.GetWatch;
import dev.tokenflow.lab.faults.ledger.HintTape;
import dev.tokenflow.lab.faults.ledger.Mark;
import dev.tokenflow.lab.faults.ledger.MarkLedger;
import dev.tokenflow.lab.faults.stack.Stack;
import dev.tokenflow.lab.faults.stack.Stage;
import dev.tokenflow.lab.faults.stack.StageTopics;
import dev.tokenflow.lab.faults.stack.Waits;
import dev.tokenflow.lab.faults.traffic.AgentClock;
import dev.tokenflow.lab.faults.traffic.MarkedAgent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The whole loop with three sound agents, whose clients are asked about all the time: what most rows disturb. It is
 * warm when it is opened.
 */
final class Loop implements AutoCloseable {
    /**
     * Without the windows that are read at once: whether one of them or a slide is read first depends on what comes
     * first, so two runs of the same events may differ in their hints. Without them they may not.
     */
    static final Stage.Setting WITHOUT_ALARMS =
            Stage.Setting.with("--alarm-retransmits", "0", "--alarm-rtt-factor", "0");

    /**
     * With a row at the end of every slide, for which event time waits until all agents have told of it. Otherwise a
     * path has one when there is news and some time has passed since its last, so what two runs wrote long ago, and
     * which batch of a busy machine came first, would decide which rows there are to compare.
     */
    static final Stage.Setting EVERY_ROW =
            Stage.Setting.with("--row-interval", "0 ms", Stage.PATIENCE, Stage.REPLAY_PATIENCE);

    /** A hint that asks for something may be used so long, ms. */
    static final long TTL_MS = 2_000;

    /**
     * A mark that began longer ago need not be told: hints are about the present. The law looks back 300 ms and judges
     * by the half of them, and a path is read within a slide (200 ms). So what came when a mark of 500 ms had 50 ms
     * left is told for certain; of what is older it depends on the instant of the reading whether the mark or the calm
     * after it prevails.
     */
    static final long PRESENT_MS = 450;

    /** What the clocks of broker, hint server and reader may differ in counting the life of a hint, ms. */
    static final long TOLERANCE_MS = 100;

    /** By what a hint may outlive itself on a machine that has no time to count, ms. */
    static final long FAR_MS = 1_000;

    private static final int ANSWERS_SHOWN = 3;

    /** Networks of the sound agents: 10.10, 10.11, 10.12. */
    private static final int NETWORK = 10;

    private static final int AGENTS = 3;
    private static final int CLIENTS = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(180);
    private static final Duration SETTLE = Duration.ofMillis(1_500);
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final String PENDING = "flink_taskmanager_job_task_operator_pendingRecords";
    private static final int CALM_MARKS = 10;

    private final Stage stage;
    private final List<MarkedAgent> agents = new ArrayList<>();
    private final GetWatch watch;
    private final List<Outage> outages = new ArrayList<>();
    private final long warmMs;

    /** A time of which nothing need be told, ms since 1970. */
    private record Outage(double fromMs, double toMs) {
        boolean has(Mark mark) {
            return mark.appendMs() >= fromMs && mark.appendMs() < toMs;
        }
    }

    private Loop(Stage stage, List<MarkedAgent> agents, GetWatch watch) {
        this.stage = stage;
        this.agents.addAll(agents);
        this.watch = watch;
        warmMs = System.currentTimeMillis();
    }

    /** Starts job, hint server and agents, and waits until hints tell of marks. */
    static Loop open(Stack stack, String name, Stage.Setting setting) throws IOException, InterruptedException {
        Stage stage = Stage.open(stack, name, setting);
        GetWatch watch = null;
        try {
            List<MarkedAgent> agents = new ArrayList<>();
            List<String> clients = new ArrayList<>();
            for (int i = 0; i < AGENTS; i++) {
                MarkedAgent agent = new MarkedAgent("good-" + i, NETWORK + i, CLIENTS, AgentClock.RIGHT);
                agents.add(stage.traffic().add(agent));
                clients.addAll(agent.clients());
            }
            watch = new GetWatch(stage.hints(), clients);
            GetWatch asked = watch;
            Waits.require(WARM_UP, "a hint for every client", () -> hinted(asked, clients));
            Waits.pause(SETTLE);
            return new Loop(stage, agents, watch);
        } catch (IOException | InterruptedException e) {
            if (watch != null) {
                watch.close();
            }
            stage.close();
            throw e;
        }
    }

    Stage stage() {
        return stage;
    }

    GetWatch watch() {
        return watch;
    }

    /** When everything was warm, ms since 1970. */
    long warmMs() {
        return warmMs;
    }

    /** Names of the sound agents. */
    List<String> agents() {
        return agents.stream().map(MarkedAgent::id).toList();
    }

    /** Whether an address, or a prefix, is one of the sound agents'. */
    static boolean isSoundAddress(String address) {
        return IntStream.range(NETWORK, NETWORK + AGENTS)
                .anyMatch(network -> address.startsWith("10." + network + "."));
    }

    /**
     * Notes that there were no hints for a while. What was older than a hint may be when they were back need not be
     * told.
     *
     * @param fromMs ms since 1970
     * @param backMs when the first client was served again, ms since 1970
     */
    void outage(long fromMs, double backMs) {
        outages.add(new Outage(fromMs - TTL_MS, backMs - TTL_MS));
    }

    /** Lets the agents send nothing more, waits until the job has told of all, and asks for no more hints. */
    void quiet() throws InterruptedException {
        agents.forEach(stage.traffic()::remove);
        stage.traffic().flush();
        Waits.until(CATCH_UP, () -> stage.job().metric(PENDING, "") == 0);
        Waits.pause(SETTLE);
        watch.close();
    }

    /** What the topics hold now. */
    Tapes tapes() {
        return tapes(stage.topics());
    }

    /** The same without feature rows, of which there is no topic. */
    Tapes tapesWithoutRows() {
        return new Tapes(
                EventLog.read(stage.broker(), stage.topics().events()),
                HintTape.read(stage.broker(), stage.topics().hints()),
                FeatureTape.NONE);
    }

    /** The hints and rows that a run which nothing disturbed makes of the same events; ends the job. */
    Tapes undisturbed(String events, long toMs) throws IOException, InterruptedException {
        StageTopics again = stage.replay(
                events,
                toMs,
                topics -> FeatureTape.read(stage.broker(), topics.features()).newestMs());
        return tapes(again);
    }

    /** Notes what must hold in every row: no mark of a time is lost, and no hint is served that is too old. */
    void judge(Findings findings, Tapes tapes, long toMs) {
        MarkLedger young = MarkLedger.of(tapes.events(), tapes.hints(), agents())
                .between(warmMs, toMs)
                .youngerThan(TTL_MS);
        MarkLedger all = young.youngerThan(PRESENT_MS);
        findings.figure("marks_over_before_the_broker_had_them", young.marks() - all.marks());
        MarkLedger ledger = all.of(mark -> outages.stream().noneMatch(outage -> outage.has(mark)));
        if (!outages.isEmpty()) {
            findings.figure("marks_of_outages", all.marks() - ledger.marks());
            findings.figure("marks_of_outages_lost", all.lost() - ledger.lost());
        }
        findings.figure("events", tapes.events().events());
        findings.atLeast("marks", ledger.marks(), CALM_MARKS);
        findings.none("marks_lost", ledger.lost());
        findings.require(ledger.lost() == 0, "lost marks: " + ledger.lostOnes());
        findings.none("marks_told_out_of_time", ledger.untimely());
        findings.require(ledger.untimely() == 0, "marks told out of time: " + ledger.untimelyOnes());
        findings.figure("mark_to_hint_p50_ms", ledger.delayMs(0.5));
        findings.figure("mark_to_hint_p99_ms", ledger.delayMs(0.99));
        findings.figure("mark_to_hint_max_ms", ledger.delayMs(1));
        findings.atLeast("answers", watch.answers().size(), 1);
        List<GetWatch.Answer> tooOld = watch.tooOld(tapes.hints(), TOLERANCE_MS);
        findings.noneInTime("answers_too_old", tooOld.size());
        List<GetWatch.Answer> muchTooOld = watch.tooOld(tapes.hints(), FAR_MS);
        findings.none("answers_far_too_old", muchTooOld.size());
        findings.require(
                muchTooOld.isEmpty(),
                "answers that were far too old: "
                        + muchTooOld.stream().limit(ANSWERS_SHOWN).toList());
        findings.none("unreadable_hints", tapes.hints().unreadable());
    }

    /** Notes that the rows of a time are those of an undisturbed run. */
    static void judgeRows(Findings findings, FeatureTape.Difference rows, Consumer<String> say) {
        findings.atLeast("rows_compared", rows.compared(), 1);
        findings.none("rows_different", rows.different());
        findings.figure("rows_of_other_oldest_event", rows.otherOldest());
        if (!rows.first().isEmpty()) {
            say.accept("the first row that differs is " + rows.first());
        }
    }

    /** What was in the topics at a time. */
    record Tapes(EventLog events, HintTape hints, FeatureTape features) {}

    @Override
    public void close() {
        watch.close();
        stage.close();
    }

    private Tapes tapes(StageTopics topics) {
        return new Tapes(
                EventLog.read(stage.broker(), topics.events()),
                HintTape.read(stage.broker(), topics.hints()),
                FeatureTape.read(stage.broker(), topics.features()));
    }

    private static boolean hinted(GetWatch watch, List<String> clients) {
        return watch.answers().stream()
                        .filter(GetWatch.Answer::isOwn)
                        .map(GetWatch.Answer::client)
                        .distinct()
                        .count()
                == clients.size();
    }
}
