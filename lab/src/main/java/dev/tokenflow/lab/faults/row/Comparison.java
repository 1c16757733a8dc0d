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
 * Whether somebody else made a difference to the clients of the sound agents: their batches alone, with the times at
 * which the broker had them, are given to a second job that nothing disturbs.
 */
final class Comparison {
    private Comparison() {}

    /**
     * Notes that the hints of the sound agents' clients are the same without the others' records. Of the hints of their
     * prefixes and sites only the number of differences is noted: those count the votes that are there when event time
     * advances, and it advances in other steps when a job catches up.
     *
     * @param tapes of the disturbed run
     * @param toMs until when hints are compared, ms since 1970
     */
    static void judge(Findings findings, Loop loop, Loop.Tapes tapes, long toMs, Consumer<String> say)
            throws IOException, InterruptedException {
        say.accept("an undisturbed run of the sound agents' events");
        String alone = loop.stage().topics().events() + "-alone";
        loop.stage().stack().makeCopyTopic(alone);
        Set<String> keys = loop.agents().stream().map(agent -> agent + "/0").collect(Collectors.toSet());
        LogCopy.copy(
                loop.stage().broker(),
                loop.stage().topics().events(),
                alone,
                entry -> entry.key() != null && keys.contains(new String(entry.key(), UTF_8)));
        Loop.Tapes calm = loop.undisturbed(alone, toMs);
        HintDifference hints =
                HintDifference.of(tapes.hints(), calm.hints(), Comparison::isSoundClient, loop.warmMs(), toMs);
        findings.atLeast("hints_compared", hints.compared(), 1);
        findings.none("hints_different", hints.different());
        HintDifference neighbours = HintDifference.of(
                tapes.hints(), calm.hints(), key -> isNeighbour(key, loop.agents()), loop.warmMs(), toMs);
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
