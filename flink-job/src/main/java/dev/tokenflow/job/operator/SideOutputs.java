package dev.tokenflow.job.operator;

import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.type.EdgeType;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/** What leaves operators besides their main output. */
public final class SideOutputs {
    /** Input that was not used. */
    public static final OutputTag<RejectedBatch> REJECTED =
            new OutputTag<>("rejected", TypeInformation.of(RejectedBatch.class));

    /** Rows for those who watch. */
    public static final OutputTag<ScoredReading> ROWS = new OutputTag<>("rows", EdgeType.SCORED);

    /** Readings of sites. */
    public static final OutputTag<ScoredReading> SITES = new OutputTag<>("sites", EdgeType.SCORED);

    /** How many clients of a site each group of paths has. */
    public static final OutputTag<SiteClients> CLIENTS =
            new OutputTag<>("clients", TypeInformation.of(SiteClients.class));

    /** Words about clients that have changed. */
    public static final OutputTag<ClientWord> WORDS = new OutputTag<>("words", EdgeType.WORD);

    private SideOutputs() {}
}
