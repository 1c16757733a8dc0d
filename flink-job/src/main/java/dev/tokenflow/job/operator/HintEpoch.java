package dev.tokenflow.job.operator;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * The epoch of an operator's hints: the wall clock when it was opened, but always above every epoch a checkpoint knows, so that hints after a restore win
 * over those before it even when the clock went back. The one place where the job looks at the wall clock.
 */
final class HintEpoch {
    private final ListState<Long> state;
    private final long epoch;

    private HintEpoch(ListState<Long> state, long epoch) {
        this.state = state;
        this.epoch = epoch;
    }

    static HintEpoch open(FunctionInitializationContext context) throws Exception {
        ListState<Long> state =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("epoch", Long.class));
        long epoch = System.currentTimeMillis();
        for (long restored : state.get()) {
            epoch = Math.max(epoch, restored + 1);
        }
        return new HintEpoch(state, epoch);
    }

    long value() {
        return epoch;
    }

    void snapshot() throws Exception {
        state.update(List.of(epoch));
    }
}
