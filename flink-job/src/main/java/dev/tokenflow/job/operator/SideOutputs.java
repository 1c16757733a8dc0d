package dev.tokenflow.job.operator;

import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.job.record.RejectedBatch;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** What leaves operators besides their main output. */
public final class SideOutputs {
    /** Input that was not used. */
    public static final OutputTag<RejectedBatch> REJECTED =
            new OutputTag<>("rejected", TypeInformation.of(RejectedBatch.class));

    /** What clients tell their neighbourhoods. */
    public static final OutputTag<ClientVote> VOTES = new OutputTag<>("votes", TypeInformation.of(ClientVote.class));

    private SideOutputs() {}
}
