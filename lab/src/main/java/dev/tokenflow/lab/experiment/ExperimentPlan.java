package dev.tokenflow.lab.experiment;

import dev.tokenflow.lab.arm.Advice;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.lab.arm.LoopSettings;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.testbed.netns.NetworkLabConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything an experiment runs: each arm with each seed over each link and demand.
 *
 * @param medium what the streams run over
 * @param arms in the order of the tables
 * @param cells one for each link and demand
 * @param seeds runs of every arm, with the seeds from 1
 * @param congestionControl of the token server's sockets
 * @param loopDelay of the simulated loop; the kernel's loop has its own
 */
record ExperimentPlan(
        Medium medium,
        List<Arm> arms,
        List<Experiment> cells,
        int seeds,
        String congestionControl,
        LoopDelay loopDelay) {
    private static final String SIMULATED_CONGESTION_CONTROL = "cubic";

    /** The arms of a simulated experiment when the command names none. */
    static final List<Arm> SIMULATED_ARMS = Arms.all();

    /** The arms of an experiment on the kernel when the command names none. */
    static final List<Arm> KERNEL_ARMS = List.of(
            Arms.UNPACED, Arms.SELFCLOCKED, Arms.CHUNK4, Arms.TOKENFLOW_PLAIN, Arms.GZIP_SELFCLOCKED, Arms.TOKENFLOW);

    ExperimentPlan {
        arms = List.copyOf(arms);
        cells = List.copyOf(cells);
        require(
                !arms.isEmpty() && arms.stream().map(Arm::name).distinct().count() == arms.size(),
                "--arms: name each arm once");
        require(seeds >= 1 && seeds <= 1000, "--seeds is " + seeds + ", expected 1 to 1000");
        if (medium == Medium.simulated) {
            require(
                    congestionControl.equals(SIMULATED_CONGESTION_CONTROL),
                    "--congestion-control " + congestionControl
                            + ": the simulated network has cubic only, others need --network kernel");
        } else {
            require(
                    arms.stream().noneMatch(arm -> arm.advice() == Advice.LINK),
                    "--arms: the oracle sees a simulated link only, not --network kernel");
            require(
                    cells.stream().allMatch(cell -> cell.clients() == 1),
                    "--clients: --network kernel has one client behind the link");
            require(
                    cells.stream().allMatch(cell -> cell.neighbours() == 0),
                    "--neighbours belong to the simulated network, not to --network kernel");
            require(
                    arms.size() * seeds <= NetworkLabConfig.MAX_ARMS,
                    arms.size() + " arms of " + seeds + " seeds are too many for --network kernel, at most "
                            + NetworkLabConfig.MAX_ARMS + " runs a link");
        }
    }

    /**
     * The arms with the loop they are to have.
     *
     * @param named by the command; empty = the default of the medium
     * @param ablation whether variants of {@link Arms#TOKENFLOW_PLAIN} come with them
     */
    static List<Arm> arms(Medium medium, List<Arm> named, boolean ablation, LoopDelay loopDelay) {
        require(
                !ablation || medium == Medium.simulated,
                "--ablation takes parts from the simulated loop, not from --network kernel");
        LoopSettings whole = LoopSettings.WHOLE.with(loopDelay);
        List<Arm> chosen = named.isEmpty() ? (medium == Medium.kernel ? KERNEL_ARMS : SIMULATED_ARMS) : named;
        List<Arm> arms = new ArrayList<>();
        chosen.forEach(arm -> arms.add(arm.with(whole)));
        if (ablation) {
            arms.addAll(Arms.ablations(whole));
        }
        return arms;
    }

    /** Whether the simulated network can run the same arms, to be compared with. */
    boolean canBeSimulated() {
        return congestionControl.equals(SIMULATED_CONGESTION_CONTROL);
    }

    /** What all runs have in common, one line for people. */
    String facts() {
        boolean kernel = medium == Medium.kernel;
        return String.format(
                Locale.ROOT,
                "%s · %d seeds · loop delay %s",
                kernel ? medium.title() + ", " + congestionControl : medium.title(),
                seeds,
                kernel
                        ? "that of the real loop"
                        : String.format(Locale.ROOT, "%.0f ms, p99 %.0f ms", loopDelay.p50Ms(), loopDelay.p99Ms()));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
