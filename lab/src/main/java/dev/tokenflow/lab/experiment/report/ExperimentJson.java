package dev.tokenflow.lab.experiment.report;

import dev.tokenflow.lab.experiment.result.Agreement;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.result.Figure;
import dev.tokenflow.lab.experiment.result.Judgement;
import dev.tokenflow.lab.experiment.result.MedianRange;
import dev.tokenflow.protocol.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/**
 * The figures as JSON: one object for one link at one demand; for several {@code {"experiments":[…],"judged":[…]}}.
 * Unknown = null.
 */
final class ExperimentJson {
    private ExperimentJson() {}

    static String of(ExperimentReport report, List<Judgement> judged) {
        if (report.results().size() == 1) {
            JsonWriter json = new JsonWriter().beginObject();
            cell(json, report.results().getFirst(), report);
            agreement(json, report.agreement());
            return json.endObject().toString();
        }
        JsonWriter json = new JsonWriter();
        json.beginObject().name("experiments").beginArray();
        for (CellResult cell : report.results()) {
            json.beginObject();
            cell(json, cell, report);
            json.endObject();
        }
        json.endArray().name("judged").beginArray();
        for (Judgement row : judged) {
            json.beginObject()
                    .field("what", row.what())
                    .field("demand", row.demand())
                    .field("value", row.value())
                    .field("target", row.target())
                    .field("met", row.met())
                    .endObject();
        }
        json.endArray();
        agreement(json, report.agreement());
        return json.endObject().toString();
    }

    /** One link at one demand alone. */
    static String of(ExperimentReport report, CellResult cell) {
        JsonWriter json = new JsonWriter().beginObject();
        cell(json, cell, report);
        return json.endObject().toString();
    }

    private static void agreement(JsonWriter json, List<Agreement> agreement) {
        if (agreement.isEmpty()) {
            return;
        }
        json.name("simulated_against_kernel").beginArray();
        for (Agreement row : agreement) {
            json.beginObject()
                    .field("link", row.link())
                    .field("demand", row.demand())
                    .field("arm", row.arm())
                    .field("figure", row.figure().name().toLowerCase(Locale.ROOT))
                    .field("kernel", row.kernel())
                    .field("simulated", row.simulated())
                    .field("ratio", row.ratio())
                    .field("within_25_percent", row.holds())
                    .endObject();
        }
        json.endArray();
    }

    private static void cell(JsonWriter json, CellResult cell, ExperimentReport report) {
        json.field("link", cell.experiment().link().name())
                .field("network", report.network())
                .field("demand", cell.experiment().demand())
                .field(
                        "streams",
                        (long) cell.experiment().streams() * cell.experiment().clients())
                .field("congested_s", (long) cell.experiment().seconds().congestedSeconds())
                .field("gzip_fits", cell.experiment().gzipFits())
                .field("seeds", (long) report.seeds())
                .name("arms")
                .beginArray();
        for (String arm : cell.arms()) {
            arm(json, cell, arm);
        }
        json.endArray();
    }

    private static void arm(JsonWriter json, CellResult cell, String arm) {
        json.beginObject().field("name", arm);
        range(json, "tokens_delivered", cell, arm, Figure.TOKENS_DELIVERED);
        json.name("token_delay_ms").beginObject();
        range(json, "p50", cell, arm, Figure.DELAY_P50);
        range(json, "p95", cell, arm, Figure.DELAY_P95);
        range(json, "p99", cell, arm, Figure.DELAY_P99);
        json.endObject().name("congested").beginObject();
        json.name("token_delay_ms").beginObject();
        range(json, "p95", cell, arm, Figure.CONGESTED_DELAY_P95);
        json.endObject().name("ttft_ms").beginObject();
        range(json, "p95", cell, arm, Figure.CONGESTED_TTFT_P95);
        json.endObject();
        range(json, "stall_ratio", cell, arm, Figure.CONGESTED_STALL);
        json.endObject().name("ttft_ms").beginObject();
        range(json, "p95", cell, arm, Figure.TTFT_P95);
        json.endObject().name("gap_ms").beginObject();
        range(json, "p99", cell, arm, Figure.GAP_P99);
        json.endObject();
        range(json, "stall_ratio", cell, arm, Figure.STALL);
        range(json, "stall_ratio_at_10_tokens_per_s", cell, arm, Figure.STALL_SLOW_READER);
        range(json, "retransmits", cell, arm, Figure.RETRANSMITS);
        json.name("rtt_ms").beginObject();
        range(json, "p95", cell, arm, Figure.RTT_P95);
        json.endObject();
        range(json, "false_slowdown", cell, arm, Figure.FALSE_SLOWDOWN);
        range(json, "oscillation", cell, arm, Figure.OSCILLATION);
        range(json, "hint_changes_per_min", cell, arm, Figure.HINT_CHANGES);
        range(json, "time_to_cut_s", cell, arm, Figure.TIME_TO_CUT);
        range(json, "time_to_recover_s", cell, arm, Figure.TIME_TO_RECOVER);
        json.name("loop_ms").beginObject();
        range(json, "p50", cell, arm, Figure.LOOP_P50);
        range(json, "p99", cell, arm, Figure.LOOP_P99);
        json.endObject().endObject();
    }

    private static void range(JsonWriter json, String name, CellResult cell, String arm, Figure figure) {
        MedianRange range = cell.range(arm, figure);
        json.name(name)
                .beginObject()
                .field("median", range.median())
                .field("low", range.low())
                .field("high", range.high())
                .endObject();
    }
}
