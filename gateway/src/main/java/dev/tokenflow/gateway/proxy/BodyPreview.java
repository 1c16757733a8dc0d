package dev.tokenflow.gateway.proxy;

import dev.tokenflow.gateway.observe.RequestRecord;
import dev.tokenflow.gateway.route.Routes;
import dev.tokenflow.gateway.route.Upstream;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.RequestBody;
import dev.tokenflow.protocol.event.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Holds the body of a request until it is complete, since its member {@code model} decides where it goes, and clients
 * write that member anywhere. Bounded; counted in the budget of memory.
 */
final class BodyPreview implements RequestBody.Reader {
    private static final int TOO_LARGE = 413;
    /** Beyond these, parts are joined by copying. */
    private static final int MOST_PARTS = 1024;

    private final Exchange exchange;
    private final RequestBody body;
    private final ApiDialect dialect;
    private final ProxyServices services;
    private final RequestRecord record;
    private final IpAddress client;
    private final Routes routes;
    private final CompositeByteBuf held;
    private boolean over;

    BodyPreview(
            Exchange exchange,
            RequestBody body,
            ApiDialect dialect,
            ProxyServices services,
            RequestRecord record,
            IpAddress client,
            Routes routes) {
        this.exchange = exchange;
        this.body = body;
        this.dialect = dialect;
        this.services = services;
        this.record = record;
        this.client = client;
        this.routes = routes;
        this.held = Unpooled.compositeBuffer(MOST_PARTS);
    }

    void start() {
        exchange.onClose(this::readerGone);
        body.readBy(this);
    }

    @Override
    public void bodyPart(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        int more = bytes.readableBytes();
        record.requestBytes(more);
        if (held.readableBytes() + more > services.limits().previewBytes()) {
            bytes.release();
            drop();
            ProxyHandler.refuse(
                    exchange,
                    record,
                    dialect.error(
                            TOO_LARGE,
                            "body_too_large",
                            "The body is longer than the " + services.limits().previewBytes()
                                    + " bytes in which the gateway looks for the model."));
            return;
        }
        held.addComponent(true, bytes);
        services.carry().memory().add(more);
    }

    @Override
    public void bodyEnd(HttpHeaders trailers) {
        if (over) {
            return;
        }
        over = true;
        int length = held.readableBytes();
        services.carry().memory().add(-length);
        byte[] copy = new byte[length];
        held.getBytes(held.readerIndex(), copy);
        String model = ModelName.of(copy, length);
        Upstream upstream = routes.find(exchange.request().path(), model);
        if (upstream == null) {
            held.release();
            ProxyHandler.refuse(exchange, record, ProxyHandler.notServed(dialect, model));
            return;
        }
        record.model(model);
        new Relay(exchange, body, dialect, client, services, record).start(upstream, held, true, trailers);
    }

    private void readerGone() {
        if (!over) {
            drop();
            record.readerGone();
            record.finish();
        }
    }

    private void drop() {
        over = true;
        services.carry().memory().add(-held.readableBytes());
        held.release();
    }
}
