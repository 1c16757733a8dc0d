package dev.tokenflow.http.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoders of other houses get every byte at once, whatever the bytes are and however they are held. */
class StreamEncoderTest {
    private static StreamEncoder encoder(ContentCoding coding) {
        return new StreamEncoders(List.of(ContentCoding.ZSTD, ContentCoding.GZIP), 1 << 20)
                .open(AcceptEncoding.of(List.of(coding.token())))
                .orElseThrow();
    }

    static Stream<Arguments> codingsAndSeeds() {
        return Stream.of(ContentCoding.values())
                .flatMap(coding -> LongStream.range(0, 60).mapToObj(seed -> Arguments.of(coding, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("codingsAndSeeds")
    void afterEveryWriteADecoderHasEveryByteSoFar(ContentCoding coding, long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        IncrementalDecoder decoder = IncrementalDecoder.of(coding);
        try (StreamEncoder encoder = encoder(coding)) {
            assertThat(encoder.coding()).isEqualTo(coding);
            byte[][] events = EventStreams.openAi(100, seed);
            for (int i = 0; i < 100; i++) {
                byte[] plain = dice.nextInt(3) == 0 ? events[i] : anything(dice);
                ByteBuf out = output(dice);
                ByteBuf in = held(plain, dice);
                encoder.encode(in, out);
                assertThat(in.isReadable()).isFalse();
                assertThat(decoder.feed(ByteBufUtil.getBytes(out))).isEqualTo(plain);
                in.release();
                out.release();
            }
            ByteBuf end = output(dice);
            encoder.finish(end);
            assertThat(decoder.feed(ByteBufUtil.getBytes(end))).isEmpty();
            assertThat(decoder.complete()).isTrue();
            end.release();
        }
    }

    /** The most bits a symbol can have: matches of rare lengths at rare distances, many in one write. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void distantMatchesOfAllLengthsSurviveTheSmallestBuffers(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        IncrementalDecoder decoder = IncrementalDecoder.of(ContentCoding.GZIP);
        byte[] all = new byte[400_000];
        int size = 2_100;
        dice.split().nextBytes(all);
        while (size + 300 < all.length) {
            int length = 3 + (int) (256 * Math.pow(dice.nextDouble(), 1 + seed % 4));
            int distance = 2_048 - (int) (1_500 * Math.pow(dice.nextDouble(), 1 + seed % 3));
            for (int i = 0; i < length; i++) {
                all[size + i] = all[size + i - distance];
            }
            size += length + (dice.nextInt(4) == 0 ? 1 : 0);
        }
        try (StreamEncoder encoder = StreamEncoders.gzip()) {
            for (int from = 0; from < size; ) {
                int to = Math.min(size, from + 1 + dice.nextInt(30_000));
                ByteBuf out = Unpooled.buffer(16);
                encoder.encode(Unpooled.wrappedBuffer(all, from, to - from), out);
                assertThat(decoder.feed(ByteBufUtil.getBytes(out))).isEqualTo(Arrays.copyOfRange(all, from, to));
                from = to;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamOfNothingIsValid(ContentCoding coding) {
        ByteBuf out = Unpooled.buffer();
        try (StreamEncoder encoder = encoder(coding)) {
            encoder.encode(Unpooled.EMPTY_BUFFER, out);
            assertThat(out.readableBytes()).isZero();
            encoder.finish(out);
        }
        IncrementalDecoder decoder = IncrementalDecoder.of(coding);
        assertThat(decoder.feed(ByteBufUtil.getBytes(out))).isEmpty();
        assertThat(decoder.complete()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nothingFollowsTheEnd(ContentCoding coding) {
        ByteBuf out = Unpooled.buffer();
        StreamEncoder finished = encoder(coding);
        finished.finish(out);
        StreamEncoder closed = encoder(coding);
        closed.close();
        closed.close();
        for (StreamEncoder ended : List.of(finished, closed)) {
            assertThatThrownBy(() -> ended.encode(Unpooled.wrappedBuffer(new byte[1]), out))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> ended.finish(out)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anEventOfATokenCostsFewBytes() {
        assertThat(EncoderFigures.bytesAnEvent(ContentCoding.GZIP)).isBetween(14.0, 17.0);
        assertThat(EncoderFigures.bytesAnEvent(ContentCoding.ZSTD)).isBetween(16.0, 20.0);
    }

    @Test
    void aGzipStreamCostsAtMost8KiB() {
        long once = EncoderFigures.heapBytesAStream();
        long again = EncoderFigures.heapBytesAStream(); // what others left in the heap can only add to one of them
        assertThat(Math.min(once, again)).isBetween(4_000L, 8L << 10);
    }

    private static byte[] anything(SplittableRandom dice) {
        int length = switch (dice.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2, 3 -> dice.nextInt(2_000);
            case 4 -> dice.nextInt(20_000);
            default -> dice.nextInt(10) == 0 ? 200_000 : 300;
        };
        byte[] bytes = new byte[length];
        int letters = 1 << dice.nextInt(9);
        for (int i = 0; i < length; i++) {
            boolean copied = i > 2_000 && dice.nextInt(3) > 0;
            bytes[i] = copied ? bytes[i - 1 - dice.nextInt(1_900)] : (byte) dice.nextInt(letters);
        }
        return bytes;
    }

    private static ByteBuf held(byte[] bytes, SplittableRandom dice) {
        return switch (dice.nextInt(5)) {
            case 0 -> Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
            case 1 ->
                Unpooled.buffer(bytes.length + 9).writeZero(9).skipBytes(9).writeBytes(bytes);
            case 2 ->
                Unpooled.wrappedBuffer(
                        Unpooled.wrappedBuffer(bytes, 0, bytes.length / 2),
                        Unpooled.copiedBuffer(bytes, bytes.length / 2, bytes.length - bytes.length / 2));
            case 3 -> Unpooled.wrappedBuffer(bytes).asReadOnly();
            default -> Unpooled.wrappedBuffer(bytes);
        };
    }

    private static ByteBuf output(SplittableRandom dice) {
        return switch (dice.nextInt(3)) {
            case 0 -> Unpooled.buffer(dice.nextInt(20));
            case 1 -> Unpooled.directBuffer(1 + dice.nextInt(20));
            default -> Unpooled.compositeBuffer();
        };
    }
}
