package dev.tokenflow.agent.metric;

import dev.tokenflow.agent.delivery.LossStage;
import dev.tokenflow.agent.probe.ProbeStage;
import dev.tokenflow.agent.probe.ProbeTier;
import dev.tokenflow.agent.probe.ProgramRuns;
import java.util.List;
import java.util.Map;

/**
 * What an agent has done since it started.
 *
 * @param tier how the probe is attached
 * @param sockets of which the kernel remembers something for the probe
 * @param rttEvents events of each kind read from the ring buffer
 * @param retransmitEvents …
 * @param openEvents …
 * @param closeEvents …
 * @param lost events lost, by stage
 * @param batches batches the broker acknowledged, heartbeats included
 * @param bytes bytes of these batches before compression
 * @param queuedBytes bytes that wait for the broker
 * @param ringPendingBytes bytes that wait in the ring buffer
 * @param runs where the runs of the probe ended
 * @param programs what the kernel counted for each program
 * @param cpuNs CPU time by thread of the agent
 */
public record AgentStats(
        ProbeTier tier,
        long sockets,
        long rttEvents,
        long retransmitEvents,
        long openEvents,
        long closeEvents,
        Map<LossStage, Long> lost,
        long batches,
        long bytes,
        long queuedBytes,
        long ringPendingBytes,
        Map<ProbeStage, Long> runs,
        List<ProgramRuns> programs,
        Map<String, Long> cpuNs) {
    public AgentStats {
        lost = Map.copyOf(lost);
        runs = Map.copyOf(runs);
        programs = List.copyOf(programs);
        cpuNs = Map.copyOf(cpuNs);
    }

    /** Events of every kind. */
    public long events() {
        return rttEvents + retransmitEvents + openEvents + closeEvents;
    }

    /** Events lost at every stage together. */
    public long lostEvents() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }
}
