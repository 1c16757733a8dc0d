package dev.tokenflow.hints.answer;

import dev.tokenflow.hints.store.ClientAddress;
import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.ServedHint;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.ProblemException;
import dev.tokenflow.http.Request;
import dev.tokenflow.http.Response;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers from the store: one hint, several, or "not changed". */
final class HintAnswers {
    /** Most clients in one batch or stream: their names fit into a request head. */
    static final int MAX_CLIENTS = 250;

    private static final String ETAG_OF_NONE = "W/\"none\"";

    private final HintStore store;

    HintAnswers(HintStore store) {
        this.store = store;
    }

    HintStore store() {
        return store;
    }

    /** Sends the hint of a client, or 304 when the caller has it. */
    void answer(Exchange exchange, ClientAddress client) {
        ServedHint hint = store.find(client);
        if (callerHas(exchange.request(), hint)) {
            sendNotModified(exchange, hint);
        } else {
            send(exchange, client, hint);
        }
    }

    /** Whether {@code If-None-Match} names this hint. */
    static boolean callerHas(Request request, @Nullable ServedHint hint) {
        String known = request.header(HttpHeaderNames.IF_NONE_MATCH);
        return known != null
                && (known.equals("*") || known.contains(opaque(hint == null ? ETAG_OF_NONE : hint.etag())));
    }

    void send(Exchange exchange, ClientAddress client, @Nullable ServedHint hint) {
        if (hint == null) {
            exchange.send(stamp(Response.json(HintCodec.encode(Hint.unpaced(client.toString()))), ETAG_OF_NONE, 0));
        } else {
            exchange.sendEncoded(hint.toMessage(ByteBufAllocator.DEFAULT, hint.remainingMs(store.nowNanos())));
        }
    }

    void sendNotModified(Exchange exchange, @Nullable ServedHint hint) {
        Response notModified = Response.empty(304);
        exchange.send(
                hint == null
                        ? stamp(notModified, ETAG_OF_NONE, 0)
                        : stamp(notModified, hint.etag(), hint.remainingMs(store.nowNanos())));
    }

    /** Sends the hints of several clients in their order. */
    void answerAll(Exchange exchange, List<ClientAddress> clients) {
        ByteBuf json = ByteBufAllocator.DEFAULT.buffer(512 * clients.size());
        try {
            json.writeByte('[');
            for (int i = 0; i < clients.size(); i++) {
                if (i > 0) {
                    json.writeByte(',');
                }
                append(json, clients.get(i), store.find(clients.get(i)));
            }
            json.writeByte(']');
            exchange.send(new Response(
                    200,
                    List.of(
                            new Response.Header("Content-Type", "application/json"),
                            new Response.Header("Cache-Control", "no-store")),
                    ByteBufUtil.getBytes(json)));
        } finally {
            json.release();
        }
    }

    void append(ByteBuf json, ClientAddress client, @Nullable ServedHint hint) {
        if (hint == null) {
            json.writeCharSequence(HintCodec.encode(Hint.unpaced(client.toString())), StandardCharsets.UTF_8);
        } else {
            hint.appendJson(json, hint.remainingMs(store.nowNanos()));
        }
    }

    /** The client that the path names. */
    static ClientAddress client(Request request) {
        return parse(request.pathParameter("address"));
    }

    /** The clients that the query names, each as {@code client=}. */
    static List<ClientAddress> clients(Request request) {
        List<String> names = request.queryParameters("client");
        if (names.isEmpty() || names.size() > MAX_CLIENTS) {
            throw new ProblemException(
                    400, "1 to " + MAX_CLIENTS + " client=address are expected, there are " + names.size());
        }
        List<ClientAddress> clients = new ArrayList<>(names.size());
        names.forEach(name -> clients.add(parse(name)));
        return clients;
    }

    private static ClientAddress parse(String text) {
        try {
            return ClientAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, String.valueOf(e.getMessage()));
        }
    }

    /** Weak comparison (RFC 9110, section 8.8.3.2) looks at the quoted part only. */
    private static String opaque(String etag) {
        return etag.substring(2);
    }

    private static Response stamp(Response response, String etag, long remainingMs) {
        return response.withHeader("ETag", etag)
                .withHeader("Cache-Control", "max-age=" + remainingMs / 1000)
                .withHeader(ServedHint.TTL_HEADER, Long.toString(remainingMs));
    }
}
