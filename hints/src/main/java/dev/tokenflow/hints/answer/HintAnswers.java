package dev.tokenflow.hints.answer;

import dev.tokenflow.hints.store.HintStore;
import dev.tokenflow.hints.store.ServedHint;
import dev.tokenflow.hints.store.Target;
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

    /** Sends the hint of a target, or 304 when the caller has it. */
    void answer(Exchange exchange, Target target) {
        ServedHint hint = store.find(target);
        if (callerHas(exchange.request(), hint)) {
            sendNotModified(exchange, hint);
        } else {
            send(exchange, target, hint);
        }
    }

    /** Whether {@code If-None-Match} names this hint. */
    static boolean callerHas(Request request, @Nullable ServedHint hint) {
        String known = request.header(HttpHeaderNames.IF_NONE_MATCH);
        return known != null
                && (known.equals("*") || known.contains(opaque(hint == null ? ETAG_OF_NONE : hint.etag())));
    }

    void send(Exchange exchange, Target target, @Nullable ServedHint hint) {
        if (hint == null) {
            exchange.send(stamp(Response.json(HintCodec.encode(Hint.unpaced(target.toString()))), ETAG_OF_NONE, 0));
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

    /** Sends the hints of several targets in their order. */
    void answerAll(Exchange exchange, List<Target> targets) {
        ByteBuf json = ByteBufAllocator.DEFAULT.buffer(512 * targets.size());
        try {
            json.writeByte('[');
            for (int i = 0; i < targets.size(); i++) {
                if (i > 0) {
                    json.writeByte(',');
                }
                append(json, targets.get(i), store.find(targets.get(i)));
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

    void append(ByteBuf json, Target target, @Nullable ServedHint hint) {
        if (hint == null) {
            json.writeCharSequence(HintCodec.encode(Hint.unpaced(target.toString())), StandardCharsets.UTF_8);
        } else {
            hint.appendJson(json, hint.remainingMs(store.nowNanos()));
        }
    }

    /** The target the path names. */
    static Target target(Request request) {
        return parse(request.pathParameter("address"));
    }

    /** The targets the query names, each {@code client=}. */
    static List<Target> targets(Request request) {
        List<String> names = request.queryParameters("client");
        if (names.isEmpty() || names.size() > MAX_CLIENTS) {
            throw new ProblemException(
                    400, "1 to " + MAX_CLIENTS + " client=address are expected, there are " + names.size());
        }
        List<Target> targets = new ArrayList<>(names.size());
        names.forEach(name -> targets.add(parse(name)));
        return targets;
    }

    private static Target parse(String text) {
        try {
            return Target.parse(text);
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
