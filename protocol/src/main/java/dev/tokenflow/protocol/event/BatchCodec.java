package dev.tokenflow.protocol.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The value of a {@code tcp-events} record: a header, then the structs exactly as the kernel wrote them. Little-endian:
 *
 * <pre>
 *  0 u32 magic "TFEV"       8 u16 event size        16 u64 agent epoch      48 u64 closed, monotonic ns
 *  4 u16 version (1)       10 u16 shard             24 u64 batch sequence   56 u16 shards
 *  6 u16 header size       12 u32 event count       32 i64 mono to wall ns  58 u8  length of agent id
 *                                                   40 u64 events lost      59     agent id, UTF-8, zero-padded to a multiple of 8
 * </pre>
 *
 * A reader accepts a larger header and a larger event size: both only ever grow at the end.
 */
public final class BatchCodec {
    /** "TFEV" in memory order. */
    public static final int MAGIC = 0x56454654;

    public static final int VERSION = 1;

    /** Most events a batch may announce: far above what any agent sends, far below what could exhaust memory. */
    public static final int MAX_EVENTS = 1 << 20;

    /** From so many bytes at the start of a record its length follows. */
    public static final int PREFIX_BYTES = 16;

    private static final int FIXED_BYTES = 59;
    private static final int MAX_EVENT_BYTES = 4096;

    private BatchCodec() {}

    /** Bytes the header of this agent id takes. */
    public static int headerBytes(String agent) {
        return (FIXED_BYTES + agent.getBytes(StandardCharsets.UTF_8).length + 7) & -8;
    }

    /** A whole record: header and {@code count} structs copied from {@code events}. */
    public static byte[] encode(BatchHeader header, byte[] events, int count) {
        int headerBytes = headerBytes(header.agent());
        ByteBuffer out = ByteBuffer.allocate(headerBytes + count * TcpEventLayout.SIZE);
        writeHeader(out, header, count);
        out.put(headerBytes, events, 0, count * TcpEventLayout.SIZE);
        return out.array();
    }

    /** Writes the header at the start of {@code out}; the events belong at {@link #headerBytes}. */
    public static void writeHeader(ByteBuffer out, BatchHeader header, int count) {
        byte[] agent = header.agent().getBytes(StandardCharsets.UTF_8);
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0, MAGIC);
        out.putShort(4, (short) VERSION);
        out.putShort(6, (short) headerBytes(header.agent()));
        out.putShort(8, (short) TcpEventLayout.SIZE);
        out.putShort(10, (short) header.shard());
        out.putInt(12, count);
        out.putLong(16, header.epoch());
        out.putLong(24, header.sequence());
        out.putLong(32, header.monoToWallNs());
        out.putLong(40, header.eventsLost());
        out.putLong(48, header.closedNs());
        out.putShort(56, (short) header.shards());
        out.put(58, (byte) agent.length);
        out.put(FIXED_BYTES, agent);
    }

    /** Replaces the event count of a record. */
    static void writeCount(byte[] record, int count) {
        ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putInt(12, count);
    }

    /**
     * Checks the record and gives access to its events without copying them.
     *
     * @throws MalformedBatchException with the reason; never any other exception, whatever the bytes
     */
    public static Batch decode(byte[] record) throws MalformedBatchException {
        if (record.length < FIXED_BYTES) {
            throw new MalformedBatchException(
                    "truncated", record.length + " bytes, the header alone has " + FIXED_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        requireKnown(in);
        int headerBytes = Short.toUnsignedInt(in.getShort(6));
        int eventBytes = Short.toUnsignedInt(in.getShort(8));
        int agentBytes = Byte.toUnsignedInt(in.get(58));
        if (agentBytes < 1
                || agentBytes > BatchHeader.MAX_AGENT_BYTES
                || headerBytes < FIXED_BYTES + agentBytes
                || headerBytes > record.length) {
            throw new MalformedBatchException(
                    "header", "header of " + headerBytes + " bytes with an agent id of " + agentBytes);
        }
        requireSize(eventBytes);
        long count = Integer.toUnsignedLong(in.getInt(12));
        if (count > MAX_EVENTS || headerBytes + count * eventBytes != record.length) {
            throw new MalformedBatchException(
                    "length",
                    count + " events of " + eventBytes + " bytes announced, " + (record.length - headerBytes)
                            + " bytes follow the header");
        }
        return new Batch(header(in, record, agentBytes), record, headerBytes, eventBytes, (int) count);
    }

    /**
     * How long the record is that starts with these bytes, for records that stand one after another in a file.
     *
     * @param prefix the first {@link #PREFIX_BYTES} bytes, or more
     * @throws MalformedBatchException when no record starts with them
     */
    public static long recordBytes(byte[] prefix) throws MalformedBatchException {
        if (prefix.length < PREFIX_BYTES) {
            throw new MalformedBatchException(
                    "truncated", prefix.length + " bytes, the header alone has " + FIXED_BYTES);
        }
        ByteBuffer in = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
        requireKnown(in);
        int headerBytes = Short.toUnsignedInt(in.getShort(6));
        if (headerBytes < FIXED_BYTES) {
            throw new MalformedBatchException("header", "header of " + headerBytes + " bytes");
        }
        int eventBytes = Short.toUnsignedInt(in.getShort(8));
        requireSize(eventBytes);
        long count = Integer.toUnsignedLong(in.getInt(12));
        if (count > MAX_EVENTS) {
            throw new MalformedBatchException("length", count + " events announced");
        }
        return headerBytes + count * eventBytes;
    }

    private static void requireKnown(ByteBuffer in) throws MalformedBatchException {
        if (in.getInt(0) != MAGIC) {
            throw new MalformedBatchException(
                    "magic", "starts with 0x" + Integer.toHexString(in.getInt(0)) + ", not with \"TFEV\"");
        }
        if (in.getShort(4) != VERSION) {
            throw new MalformedBatchException(
                    "version", "version " + Short.toUnsignedInt(in.getShort(4)) + ", this reader knows " + VERSION);
        }
    }

    private static void requireSize(int eventBytes) throws MalformedBatchException {
        if (eventBytes < TcpEventLayout.SIZE || eventBytes > MAX_EVENT_BYTES) {
            throw new MalformedBatchException(
                    "event-size", "events of " + eventBytes + " bytes, expected " + TcpEventLayout.SIZE + " or more");
        }
    }

    private static BatchHeader header(ByteBuffer in, byte[] record, int agentBytes) throws MalformedBatchException {
        try {
            String agent = text(record, agentBytes);
            return new BatchHeader(
                    agent,
                    Short.toUnsignedInt(in.getShort(10)),
                    Short.toUnsignedInt(in.getShort(56)),
                    in.getLong(16),
                    in.getLong(24),
                    in.getLong(48),
                    in.getLong(32),
                    in.getLong(40));
        } catch (CharacterCodingException e) {
            throw new MalformedBatchException("header", "the agent id is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new MalformedBatchException("header", String.valueOf(e.getMessage()));
        }
    }

    /** Nearly all ids are ASCII, which needs no decoder. */
    private static String text(byte[] record, int length) throws CharacterCodingException {
        for (int i = FIXED_BYTES; i < FIXED_BYTES + length; i++) {
            if (record[i] < 0) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(record, FIXED_BYTES, length))
                        .toString();
            }
        }
        return new String(record, FIXED_BYTES, length, StandardCharsets.US_ASCII);
    }
}
