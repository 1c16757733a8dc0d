package dev.tokenflow.job.operator;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.jspecify.annotations.Nullable;

/**
 * The epoch of an operator's hints: the wall clock at the time it was opened, but always above every epoch that a
 * checkpoint knows. So hints after a restore win over those before it, even when the clock went back. This is the only
 * place where the job looks at the wall clock.
 */
final class HintEpoch implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient @Nullable ListState<Long> state;
    private long value;

    /** Starts an epoch of its own. */
    void open(FunctionInitializationContext context) throws Exception {
        ListState<Long> epochs =
                context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>("epoch", Long.class));
        value = System.currentTimeMillis();
        for (long restored : epochs.get()) {
            value = Math.max(value, restored + 1);
        }
        state = epochs;
    }

    long value() {
        return value;
    }

    /** Remembers the epoch in the running checkpoint. */
    void snapshot() throws Exception {
        if (state != null) {
            state.update(List.of(value));
        }
    }
}
