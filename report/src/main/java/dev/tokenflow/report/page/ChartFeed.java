package dev.tokenflow.report.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tokenflow.report.chart.Stroke;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.picture.ArmStyle;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.timeline.TimeGrid;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** The numbers behind the report's charts, as JSON that may stand inside a script element. */
final class ChartFeed {
    private final RunRecord run;

    ChartFeed(RunRecord run) {
        this.run = run;
    }

    String toJson() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            TimeGrid grid = TimeGrid.of(run.timeline());
            out.writeStartObject();
            arms(out);
            phases(out);
            out.writeFieldName("seconds");
            numbers(out, grid.seconds());
            out.writeArrayFieldStart("panels");
            for (ChartPanel panel : ChartPanel.ALL) {
                panel(out, panel, grid);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return text.toString().replace("<", "\\u003c");
    }

    private void arms(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("arms");
        List<String> arms = run.arms();
        for (int i = 0; i < arms.size(); i++) {
            Stroke stroke = ArmStyle.of(arms.get(i), i);
            out.writeStartObject();
            out.writeStringField("name", arms.get(i));
            out.writeStringField("ink", stroke.ink().variable());
            out.writeNumberField("width", stroke.width() * 0.7);
            out.writeFieldName("dash");
            out.writeRawValue("[" + stroke.dashText() + "]");
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void phases(JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("phases");
        for (PhaseFacts phase : run.summary().linkPhases()) {
            out.writeStartObject();
            out.writeStringField("name", phase.name());
            out.writeNumberField("from", phase.startS());
            out.writeNumberField("to", phase.endS());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void panel(JsonGenerator out, ChartPanel panel, TimeGrid grid) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", panel.id());
        out.writeStringField("unit", panel.unit());
        out.writeBooleanField("delay", panel.delay());
        out.writeBooleanField("stepped", panel.stepped());
        for (ClientNetwork network : ClientNetwork.values()) {
            out.writeArrayFieldStart(network.word());
            for (String arm : run.arms()) {
                numbers(out, grid.column(run.rows(arm, network), panel.value()));
            }
            out.writeEndArray();
            out.writeStringField(network.word() + "_text", panel.description(run, network));
        }
        out.writeEndObject();
    }

    private static void numbers(JsonGenerator out, double[] values) throws IOException {
        out.writeStartArray();
        for (double value : values) {
            if (!Double.isFinite(value)) {
                out.writeNull();
            } else if (value == Math.rint(value)) {
                out.writeNumber((long) value);
            } else {
                out.writeNumber(Math.round(value * 1000) / 1000.0);
            }
        }
        out.writeEndArray();
    }
}
