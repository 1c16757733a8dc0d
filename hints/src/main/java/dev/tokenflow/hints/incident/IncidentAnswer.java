package dev.tokenflow.hints.incident;

import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Response;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import dev.tokenflow.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers what is going on. */
public final class IncidentAnswer {
    /** Most incidents in an answer. */
    static final int SHOWN = 100;

    private final IncidentBook book;

    public IncidentAnswer(IncidentBook book) {
        this.book = book;
    }

    /** {@code GET /v1/incidents}. */
    public void answer(Exchange exchange) {
        List<Incident> all = book.incidents();
        JsonWriter json = new JsonWriter().beginObject();
        json.field("ready", book.isReady());
        json.field("open", all.stream().filter(Incident::isOpen).count());
        json.name("incidents").beginArray();
        all.stream().limit(SHOWN).forEach(incident -> IncidentCodec.write(json, incident));
        json.endArray().endObject();
        exchange.send(new Response(
                200,
                List.of(
                        new Response.Header("Content-Type", "application/json"),
                        new Response.Header("Cache-Control", "no-store")),
                json.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
