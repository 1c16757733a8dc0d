package dev.tokenflow.ops.chaos.fault;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds out what this kernel can do by trying it on the {@code lo} of a namespace that is removed a moment later. */
public final class KernelTrial {
    private KernelTrial() {}

    /** Loads its module where there is one. */
    public static boolean hasNetem() throws IOException {
        return Iproute.trial(List.of("qdisc add dev lo root netem delay 1ms")).isEmpty();
    }

    /**
     * Tries a plan.
     *
     * @param plan for the device {@code lo}
     * @throws IOException when it does not work
     */
    public static void require(FaultPlan plan) throws IOException {
        Optional<String> refusal = Iproute.trial(plan.commands());
        if (refusal.isPresent()) {
            throw new IOException("this kernel cannot do that (" + refusal.get() + "): --loss needs netem, or clsact"
                    + " and cls_bpf; --rate needs tbf");
        }
    }
}
