package dev.tokenflow.lab.demo;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.network.NetworkChoice;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the demo is to do.
 *
 * @param network where the streams run
 * @param duration of one arm
 * @param streams concurrent token streams on each of the two links
 * @param tokensPerSecond the model's full rate, per stream
 * @param answerTokens length of an answer
 * @param seed of losses and request times
 * @param arms in the order in which they run
 * @param faulty timeline of the faulty link, as long as {@code duration}
 * @param congestionControl of the token server's kernel sockets
 * @param out folder of the report
 * @param json where {@code summary.json} goes as well; null = nowhere else
 * @param keep whether logs and raw arrivals stay in {@code out}
 */
record DemoOptions(
        NetworkChoice network,
        Duration duration,
        int streams,
        double tokensPerSecond,
        int answerTokens,
        long seed,
        List<Arm> arms,
        LinkSchedule faulty,
        String congestionControl,
        Path out,
        @Nullable Path json,
        boolean keep) {
    /** The arms a demo can run. */
    static final List<Arm> ARMS = List.of(
            Arms.UNPACED,
            Arms.SELFCLOCKED,
            Arms.TIMER50,
            Arms.TOKENFLOW_PLAIN,
            Arms.GZIP,
            Arms.GZIP_SELFCLOCKED,
            Arms.TOKENFLOW);

    DemoOptions {
        arms = List.copyOf(arms);
        require(
                duration.compareTo(Duration.ofSeconds(8)) >= 0,
                "--duration",
                duration.toMillis() / 1e3 + "s",
                "at least 8s");
        require(streams >= 1 && streams <= 1000, "--streams", streams, "1 to 1000");
        require(tokensPerSecond >= 1 && tokensPerSecond <= 1000, "--tokens-per-second", tokensPerSecond, "1 to 1000");
        require(answerTokens >= 10 && answerTokens <= 100_000, "--answer-tokens", answerTokens, "10 to 100000");
        String names = Arms.names(arms);
        require(ARMS.containsAll(arms), "--arms", names, "some of " + Arms.names(ARMS));
        require(Set.copyOf(arms).size() == arms.size(), "--arms", names, "every arm at most once");
        require(arms.contains(Arms.TOKENFLOW), "--arms", names, "a list with " + Arms.TOKENFLOW.name() + " in it");
    }

    private static void require(boolean holds, String option, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(option + " is " + value + ", expected " + expected);
        }
    }
}
