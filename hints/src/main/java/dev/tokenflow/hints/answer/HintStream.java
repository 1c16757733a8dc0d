package dev.tokenflow.hints.answer;

import dev.tokenflow.hints.store.ClientAddress;
import dev.tokenflow.hints.store.ServedHint;
import dev.tokenflow.hints.store.Watchers;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.ResponseStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One SSE stream of hints. Each issue of a hint is an event, a mere refresh too: it renews the time to live. A reader
 * that does not keep up gets the latest hint when it can take it, not those between. Event data:
 * {@code {"client":"203.0.113.7","hint":{..}}}.
 */
final class HintStream implements Watchers.Watcher {
    private static final long KEEP_ALIVE_S = 5;
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final List<Response.Header> HEADERS = List.of(
            new Response.Header("Content-Type", "text/event-stream"), new Response.Header("Cache-Control", "no-store"));

    private final List<ClientAddress> clients;
    /** What each client was last sent; null = scope none, which {@link #everSent} tells from nothing yet. */
    private final @Nullable ServedHint[] sent;

    private final boolean[] everSent;

    private final HintAnswers answers;
    private final Watchers watchers;
    private final AtomicInteger open;
    private final ResponseStream stream;
    private final ScheduledFuture<?> keepAlive;
    private boolean left;

    private HintStream(
            Exchange exchange,
            List<ClientAddress> clients,
            HintAnswers answers,
            Watchers watchers,
            AtomicInteger open) {
        this.clients = clients;
        this.sent = new ServedHint[clients.size()];
        this.everSent = new boolean[clients.size()];
        this.answers = answers;
        this.watchers = watchers;
        this.open = open;
        this.stream = exchange.startStream(200, HEADERS);
        this.keepAlive =
                stream.eventLoop().scheduleAtFixedRate(this::keepAlive, KEEP_ALIVE_S, KEEP_ALIVE_S, TimeUnit.SECONDS);
    }

    /** Sends the present hint of each client and every later one; on the event loop. */
    static void start(
            Exchange exchange,
            List<ClientAddress> clients,
            HintAnswers answers,
            Watchers watchers,
            AtomicInteger open) {
        HintStream stream = new HintStream(exchange, clients, answers, watchers, open);
        open.incrementAndGet();
        exchange.onClose(stream::leave);
        stream.stream.onWritable(stream::send);
        clients.forEach(client -> watchers.add(client.address(), stream));
        stream.send();
    }

    @Override
    public void changed() {
        stream.eventLoop().execute(this::send);
    }

    @Override
    public void stopping() {
        stream.eventLoop().execute(() -> {
            leave();
            stream.end();
        });
    }

    private void send() {
        for (int i = 0; i < sent.length && stream.isWritable(); i++) {
            ServedHint hint = answers.store().find(clients.get(i));
            if (hint != sent[i] || !everSent[i]) {
                sent[i] = hint;
                everSent[i] = true;
                stream.write(event(clients.get(i), hint));
            }
        }
    }

    private ByteBuf event(ClientAddress client, @Nullable ServedHint hint) {
        ByteBuf event = ByteBufAllocator.DEFAULT.buffer(768);
        event.writeCharSequence(
                "event: hint\ndata: {\"client\":\"" + client + "\",\"hint\":", StandardCharsets.US_ASCII);
        answers.append(event, client, hint);
        event.writeCharSequence("}\n\n", StandardCharsets.US_ASCII);
        return event;
    }

    private void keepAlive() {
        if (stream.isWritable()) {
            stream.write(KEEP_ALIVE);
        }
    }

    private void leave() {
        if (!left) {
            left = true;
            open.decrementAndGet();
            keepAlive.cancel(false);
            clients.forEach(client -> watchers.remove(client.address(), this));
        }
    }
}
