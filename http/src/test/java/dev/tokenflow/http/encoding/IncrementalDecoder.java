package dev.tokenflow.http.encoding;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A decoder that nobody here wrote, fed as a socket feeds one: it hands out what it can, and then wants more. */
abstract class IncrementalDecoder {
    static IncrementalDecoder of(ContentCoding coding) {
        return switch (coding) {
            case IDENTITY -> new Plain();
            case GZIP -> new Gzip();
            case ZSTD -> new Zstd();
        };
    }

    /** All plain bytes that can be had once these have arrived, those of earlier calls not included. */
    abstract byte[] feed(byte[] encoded);

    /** Whether it has seen the end of the stream, its checksum included. */
    abstract boolean complete();

    private static final class Plain extends IncrementalDecoder {
        @Override
        byte[] feed(byte[] encoded) {
            return encoded;
        }

        @Override
        boolean complete() {
            return true;
        }
    }

    private static final class Gzip extends IncrementalDecoder {
        /** Nothing more has arrived. */
        private static final class Dry extends IOException {
            private static final long serialVersionUID = 1;
        }

        private byte[] arrived = {};
        private int read;
        private boolean complete;
        private @Nullable GZIPInputStream stream;

        private final InputStream socket = new InputStream() {
            @Override
            public int read() throws IOException {
                if (read == arrived.length) {
                    throw new Dry();
                }
                return arrived[read++] & 0xff;
            }

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                if (read == arrived.length) {
                    throw new Dry();
                }
                int count = Math.min(length, arrived.length - read);
                System.arraycopy(arrived, read, target, from, count);
                read += count;
                return count;
            }

            @Override
            public int available() {
                return arrived.length - read;
            }
        };

        @Override
        byte[] feed(byte[] encoded) {
            arrived = encoded;
            read = 0;
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            try {
                if (stream == null) {
                    stream = new GZIPInputStream(socket);
                }
                byte[] part = new byte[700];
                for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
                    plain.write(part, 0, count);
                }
                complete = true;
            } catch (Dry e) {
                // as far as it gets for now
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return plain.toByteArray();
        }

        @Override
        boolean complete() {
            return complete;
        }
    }

    private static final class Zstd extends IncrementalDecoder {
        private final ZstdDecompressCtx context = new ZstdDecompressCtx();
        private boolean complete;

        @Override
        byte[] feed(byte[] encoded) {
            ByteBuffer input =
                    ByteBuffer.allocateDirect(encoded.length).put(encoded).flip();
            ByteBuffer part = ByteBuffer.allocateDirect(4096);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            do {
                part.clear();
                complete = context.decompressDirectByteBufferStream(part, input);
                byte[] bytes = new byte[part.flip().remaining()];
                part.get(bytes);
                plain.writeBytes(bytes);
            } while (input.hasRemaining() || part.limit() == part.capacity());
            return plain.toByteArray();
        }

        @Override
        boolean complete() {
            context.close();
            return complete;
        }
    }
}
