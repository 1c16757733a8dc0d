package dev.tokenflow.lab.arm;

import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.simulator.sender.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every arm there is, by name. Those with a law share one self-clocked sender: they differ in the advice alone, and so
 * a comparison of them is a comparison of laws.
 */
public final class Arms {
    /** As servers send today: every token is written at once as a chunk of its own. */
    public static final Arm UNPACED = Arm.without(ArmResult.UNPACED, Sender.UNPACED, Advice.NONE);

    /** Merges the tokens that are due while the socket takes no more; it knows nothing of the network. */
    public static final Arm SELFCLOCKED = Arm.without(ArmResult.SELFCLOCKED, Sender.SELF_CLOCKED, Advice.NONE);

    /** Writes every 50 ms what came since, as servers with a timer do; the first token leaves at once. */
    public static final Arm TIMER50 = Arm.without("timer50", Sender.TIMER, Advice.NONE);

    /** Four tokens in every chunk, always and for everybody. */
    public static final Arm CHUNK4 =
            new Arm("chunk4", Sender.HINTED, Advice.CONSTANT, PacingAlgorithm.FIXED, LoopSettings.WHOLE);

    /** The rate falls along a sigmoid of the round trip, as in TokenFlow's first prototype. */
    public static final Arm SIGMOID = Arm.hinted("sigmoid", PacingAlgorithm.SIGMOID);

    /** Additive increase and multiplicative decrease of the rate. */
    public static final Arm AIMD = Arm.hinted("aimd", PacingAlgorithm.AIMD);

    /** Gradient of the round trip, as in Netflix' concurrency-limits, on the rate. */
    public static final Arm GRADIENT2 = Arm.hinted("gradient2", PacingAlgorithm.GRADIENT2);

    /** A PID controller of the queueing delay, on the rate. */
    public static final Arm PID = Arm.hinted("pid", PacingAlgorithm.PID);

    /** Sees the link itself: a bound that no real sender can reach. */
    public static final Arm ORACLE = Arm.without("oracle", Sender.UNPACED, Advice.LINK);

    /** TokenFlow's own law on plain streams: larger chunks first, a lower rate only if that is not enough. */
    public static final Arm TOKENFLOW_PLAIN = Arm.hinted(ArmResult.TOKENFLOW_PLAIN, PacingAlgorithm.COALESCE_FIRST);

    /** {@link #UNPACED}, compressed event by event. */
    public static final Arm GZIP = UNPACED.gzipped(ArmResult.GZIP);

    /** {@link #SELFCLOCKED}, compressed event by event. */
    public static final Arm GZIP_SELFCLOCKED = SELFCLOCKED.gzipped(ArmResult.GZIP_SELFCLOCKED);

    /** {@link #CHUNK4}, compressed event by event. */
    public static final Arm GZIP_CHUNK4 = CHUNK4.gzipped("gzip-chunk4");

    /** {@link #ORACLE} of the same bytes as the compressed arms. */
    public static final Arm ORACLE_GZIP = ORACLE.gzipped("oracle-gzip");

    /** TokenFlow: compressed, and hinted by a budget in bytes from which the sender plans its events. */
    public static final Arm TOKENFLOW = new Arm(
            ArmResult.TOKENFLOW,
            Sender.BUDGETED,
            Advice.HINTS,
            PacingAlgorithm.COALESCE_FIRST,
            LoopSettings.WHOLE,
            ContentCoding.GZIP);

    private static final List<Arm> ALL = List.of(
            UNPACED,
            SELFCLOCKED,
            TIMER50,
            CHUNK4,
            SIGMOID,
            AIMD,
            GRADIENT2,
            PID,
            ORACLE,
            TOKENFLOW_PLAIN,
            GZIP,
            GZIP_SELFCLOCKED,
            GZIP_CHUNK4,
            ORACLE_GZIP,
            TOKENFLOW);

    /** Names of earlier versions, and what they are called now. */
    private static final Map<String, String> RENAMED = Map.of(
            "fixed", CHUNK4.name(),
            "seed", SIGMOID.name(),
            "ours", TOKENFLOW_PLAIN.name(),
            "paced", TOKENFLOW_PLAIN.name());

    private Arms() {}

    /** All of them, in the order of the tables. */
    public static List<Arm> all() {
        return ALL;
    }

    /**
     * The arm of that name.
     *
     * @throws IllegalArgumentException when there is none; the message lists all names, or says what an old name became
     */
    public static Arm of(String name) {
        String word = name.strip().toLowerCase(Locale.ROOT);
        for (Arm arm : ALL) {
            if (arm.name().equals(word)) {
                return arm;
            }
        }
        String now = renamed(word);
        throw new IllegalArgumentException(
                now != null
                        ? "the arm '" + word + "' is now called '" + now + "'"
                        : "'" + name + "' is no arm, expected one of " + names(ALL));
    }

    /** What an arm of an earlier version is called now; null when the name is not an old one. */
    public static @Nullable String renamed(String oldName) {
        return RENAMED.get(oldName);
    }

    /** {@code unpaced, selfclocked, …}. */
    public static String names(List<Arm> arms) {
        return arms.stream().map(Arm::name).collect(Collectors.joining(", "));
    }

    /** {@link #TOKENFLOW_PLAIN} with one part taken away, or with a slower loop. */
    public static List<Arm> ablations(LoopSettings whole) {
        List<Arm> arms = new ArrayList<>();
        arms.add(TOKENFLOW_PLAIN.variant("no-chunks", whole.withoutChunks()));
        arms.add(TOKENFLOW_PLAIN.variant("no-rate", whole.withoutSlowing()));
        for (Forecasts forecasts : List.of(Forecasts.LEARNT, Forecasts.EVERY_QUEUE_STANDS, Forecasts.NO_QUEUE_STANDS)) {
            arms.add(TOKENFLOW_PLAIN.variant("forecast-" + forecasts.word(), whole.with(forecasts)));
        }
        for (int delayMs : new int[] {0, 100, 300, 1000}) {
            arms.add(TOKENFLOW_PLAIN.variant("delay-" + delayMs, whole.with(LoopDelay.constant(delayMs))));
        }
        arms.add(TOKENFLOW_PLAIN.variant("silent-10s", whole.silentAfter(10)));
        return arms;
    }
}
