package dev.tokenflow.simulator.server;

import dev.tokenflow.http.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Puts a body of a request together, up to a length. */
final class WholeBody implements RequestBody.Reader {
    private final int mostBytes;
    private final Consumer<String> whole;
    private final Runnable tooLong;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean refused;

    /**
     * A body of which nothing has come.
     *
     * @param whole takes the text of a body that is complete
     * @param tooLong runs once, as soon as more than {@code mostBytes} have come; the rest is dropped
     */
    WholeBody(int mostBytes, Consumer<String> whole, Runnable tooLong) {
        this.mostBytes = mostBytes;
        this.whole = whole;
        this.tooLong = tooLong;
    }

    @Override
    public void bodyPart(ByteBuf part) {
        try {
            if (!refused && part.readableBytes() > mostBytes - bytes.size()) {
                refused = true;
                tooLong.run();
            } else if (!refused) {
                bytes.writeBytes(ByteBufUtil.getBytes(part));
            }
        } finally {
            part.release();
        }
    }

    @Override
    public void bodyEnd(HttpHeaders trailers) {
        if (!refused) {
            whole.accept(bytes.toString(StandardCharsets.UTF_8));
        }
    }
}
