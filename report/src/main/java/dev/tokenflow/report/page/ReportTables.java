package dev.tokenflow.report.page;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.report.chart.Html;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.network.PhaseText;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.DiagnosisShare;
import dev.tokenflow.report.run.Metric;
import dev.tokenflow.report.run.PhaseResult;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.run.VerdictLine;
import dev.tokenflow.report.text.Figures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report's verdicts and tables as HTML. */
final class ReportTables {
    private final RunSummary summary;

    ReportTables(RunSummary summary) {
        this.summary = summary;
    }

    String verdicts() {
        if (summary.verdict().isEmpty()) {
            return "<p class=\"note\">This run had no targets.</p>";
        }
        StringBuilder out = new StringBuilder("<ul class=\"verdicts\">");
        for (VerdictLine verdict : summary.verdict()) {
            String style = verdict.met() == null ? "open" : verdict.met() ? "met" : "missed";
            String word = verdict.met() == null ? "? unknown" : verdict.met() ? "✓ met" : "✗ missed";
            out.append("<li class=\"")
                    .append(style)
                    .append("\"><span class=\"name\">")
                    .append(Html.escape(verdict.name()))
                    .append("</span><span class=\"value\">")
                    .append(Html.escape(value(verdict)))
                    .append("</span><span class=\"target\">")
                    .append(word)
                    .append(", target ")
                    .append(Html.escape(verdict.targetText()))
                    .append("</span></li>");
        }
        return out.append("</ul>").toString();
    }

    private static String value(VerdictLine verdict) {
        return verdict.value() == null ? "unknown" : Figures.number(verdict.value(), verdict.unit());
    }

    /** What the faulty link was called, by arm and phase. */
    String diagnoses(List<DiagnosisShare> shares) {
        List<Diagnosis> words = DiagnosisShare.words(shares);
        StringBuilder out = open(
                        "Diagnoses",
                        "Share of the time that the faulty link was called so. Where an arm keeps the queue away,"
                                + " nothing is the matter with a link that is congested for the others.")
                .append("<thead><tr><th scope=\"col\">arm</th><th scope=\"col\">phase</th>");
        for (Diagnosis diagnosis : words) {
            out.append("<th scope=\"col\">").append(diagnosis.text()).append("</th>");
        }
        out.append("</tr></thead><tbody>");
        for (DiagnosisShare share : shares) {
            out.append("<tr><th scope=\"row\">")
                    .append(Html.escape(share.arm()))
                    .append("</th><td>")
                    .append(Html.escape(share.phase()))
                    .append("</td>");
            for (Diagnosis diagnosis : words) {
                out.append("<td>")
                        .append(Math.round(100 * share.share(diagnosis)))
                        .append(" %</td>");
            }
            out.append("</tr>");
        }
        return close(out.append("</tbody>"));
    }

    /** All metrics of all arms, first of the faulty and then of the clean link. */
    String arms() {
        ArmResult hinted = summary.hinted();
        ArmResult unpaced = summary.arm(ArmResult.UNPACED);
        String compared = hinted == null || unpaced == null ? null : hinted.name() + " against " + unpaced.name();
        int columns = summary.arms().size() + (compared == null ? 1 : 2);
        StringBuilder out = open("Arms", "Every arm ran over the same link, seed and timeline.")
                .append("<thead><tr><th scope=\"col\">metric</th>");
        for (ArmResult arm : summary.arms()) {
            out.append("<th scope=\"col\">").append(Html.escape(arm.name())).append("</th>");
        }
        out.append(compared == null ? "" : "<th scope=\"col\">" + Html.escape(compared) + "</th>")
                .append("</tr></thead>");
        for (ClientNetwork network : ClientNetwork.values()) {
            out.append("<tbody><tr><th class=\"group\" scope=\"rowgroup\" colspan=\"")
                    .append(columns)
                    .append("\">")
                    .append(network.title())
                    .append("</th></tr>");
            for (Metric metric : Metric.ALL) {
                out.append("<tr><th scope=\"row\">")
                        .append(Html.escape(metric.label()))
                        .append("</th>");
                for (ArmResult arm : summary.arms()) {
                    cell(out, arm.name(), metric.text(arm.figures(network)));
                }
                if (hinted != null && unpaced != null) {
                    cell(out, "", metric.compare(hinted.figures(network), unpaced.figures(network)));
                }
                out.append("</tr>");
            }
            out.append("</tbody>");
        }
        return close(out);
    }

    /** Delay and tokens of every arm by phase, of the faulty link. */
    String phases() {
        List<ArmResult> arms = summary.arms();
        StringBuilder out = open("Phases", "Faulty link, by phase of its timeline.")
                .append("<thead><tr><th rowspan=\"2\" scope=\"col\">phase</th>");
        for (String group : List.of("token delay p95", "tokens delivered")) {
            out.append("<th scope=\"colgroup\" colspan=\"")
                    .append(Math.max(1, arms.size()))
                    .append("\">")
                    .append(group)
                    .append("</th>");
        }
        out.append("</tr><tr>");
        for (int i = 0; i < 2; i++) {
            for (ArmResult arm : arms) {
                out.append("<th scope=\"col\">").append(Html.escape(arm.name())).append("</th>");
            }
        }
        out.append("</tr></thead><tbody>");
        for (PhaseFacts phase : summary.linkPhases()) {
            out.append("<tr><th scope=\"row\">")
                    .append(Html.escape(phase.name()))
                    .append("<span class=\"sub\">")
                    .append(Figures.number(phase.durationS()))
                    .append(" s, ")
                    .append(Html.escape(PhaseText.of(phase)))
                    .append("</span></th>");
            for (ArmResult arm : arms) {
                PhaseResult result = arm.faultyLink().phase(phase.name());
                cell(
                        out,
                        arm.name(),
                        Figures.delay(
                                result == null ? null : result.tokenDelayMs().p95()));
            }
            for (ArmResult arm : arms) {
                PhaseResult result = arm.faultyLink().phase(phase.name());
                cell(out, arm.name(), Figures.number(result == null ? null : result.tokensDelivered()));
            }
            out.append("</tr>");
        }
        return close(out.append("</tbody>"));
    }

    /** What every stage of the loop counted. */
    String loop() {
        StringBuilder out =
                open("Loop", "What passed through the loop, all arms together.").append("<tbody>");
        row(
                out,
                "RTT events from the " + (summary.network().equals("kernel") ? "kernel" : "link model"),
                summary.agent().rttEvents(),
                "");
        row(out, "retransmit events", summary.agent().retransmitEvents(), "");
        row(out, "events lost", summary.agent().lostEvents(), "");
        row(out, "Kafka batches", summary.kafka().batches(), "");
        row(out, "events into the job", summary.job().eventsIn(), "");
        row(out, "rejected", summary.job().rejected(), "");
        row(out, "late", summary.job().late(), "");
        row(out, "feature rows", summary.job().featuresOut(), "");
        row(out, "hints", summary.job().hintsOut(), "");
        row(out, "loop latency p50", summary.loopLatencyMs().p50(), "ms");
        row(out, "loop latency p95", summary.loopLatencyMs().p95(), "ms");
        row(out, "loop latency p99", summary.loopLatencyMs().p99(), "ms");
        row(out, "time to cut", summary.timeToCutS(), "s");
        row(out, "time to recover", summary.timeToRecoverS(), "s");
        return close(out.append("</tbody>"));
    }

    private static void row(StringBuilder out, String name, @Nullable Number value, String unit) {
        out.append("<tr><th scope=\"row\">")
                .append(Html.escape(name))
                .append("</th><td>")
                .append(Figures.number(value, unit))
                .append("</td></tr>");
    }

    private void cell(StringBuilder out, String arm, String text) {
        ArmResult hinted = summary.hinted();
        out.append(hinted != null && arm.equals(hinted.name()) ? "<td class=\"main\">" : "<td>")
                .append(Html.escape(text))
                .append("</td>");
    }

    private static StringBuilder open(String name, String caption) {
        return new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
                .append(name)
                .append("\"><table><caption>")
                .append(caption)
                .append("</caption>");
    }

    private static String close(StringBuilder out) {
        return out.append("</table></div>").toString();
    }
}
