package dev.tokenflow.lab.faults.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenflow.lab.faults.ledger.HintDifference;
import dev.tokenflow.lab.faults.ledger.LogCopy;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Whether somebody else makes a difference to the clients of the sound agents: a job that nothing disturbs reads all
 * that was sent, and another one only what the sound agents sent, with the times at which the broker had it. Neither is
 * the run in which it was sent: there a batch that comes late, because the machine had no time, changes a hint as well.
 */
final class Comparison {
    private Comparison() {}

    /**
     * Notes that the hints of the sound agents' clients are the same without the others' records. Of the hints of their
     * prefixes and sites only the number of differences is noted: those count the votes that are there when event time
     * advances, and it advances in other steps when a job catches up.
     *
     * @param toMs until when hints are compared, ms since 1970
     */
    static void judge(Findings findings, Loop loop, long toMs, Consumer<String> say)
            throws IOException, InterruptedException {
        say.accept("a replay of all events");
        Loop.Tapes all = loop.undisturbed(loop.stage().topics().events(), toMs);
        say.accept("a replay of the sound agents' events");
        String alone = loop.stage().topics().events() + "-alone";
        loop.stage().stack().makeCopyTopic(alone);
        Set<String> keys = loop.agents().stream().map(agent -> agent + "/0").collect(Collectors.toSet());
        LogCopy.copy(
                loop.stage().broker(),
                loop.stage().topics().events(),
                alone,
                entry -> entry.key() != null && keys.contains(new String(entry.key(), UTF_8)));
        Loop.Tapes sound = loop.undisturbed(alone, toMs);
        HintDifference hints =
                HintDifference.of(all.hints(), sound.hints(), Comparison::isSoundClient, loop.warmMs(), toMs);
        findings.atLeast("hints_compared", hints.compared(), 1);
        findings.none("hints_different", hints.different());
        HintDifference neighbours = HintDifference.of(
                all.hints(), sound.hints(), key -> isNeighbour(key, loop.agents()), loop.warmMs(), toMs);
        findings.figure("neighbour_hints_compared", neighbours.compared());
        findings.figure("neighbour_hints_different", neighbours.different());
        if (!hints.first().isEmpty()) {
            say.accept("the first hint that differs is " + hints.first());
        }
    }

    private static boolean isSoundClient(String key) {
        return key.startsWith("client/") && Loop.isSoundAddress(key.substring("client/".length()));
    }

    private static boolean isNeighbour(String key, List<String> agents) {
        return key.startsWith("prefix/")
                ? Loop.isSoundAddress(key.substring("prefix/".length()))
                : key.startsWith("site/") && agents.contains(key.substring("site/".length()));
    }
}
