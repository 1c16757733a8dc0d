package dev.tokenflow.protocol.event;

import dev.tokenflow.protocol.hint.Tenant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The value of a {@code tcp-events} record: a header, then the structs exactly as the kernel wrote them. Little-endian:
 *
 * <pre>
 *  0 u32 magic "TFEV"       12 u32 event count        40 u64 events lost            60 u32 zero
 *  4 u16 version (2)        16 u64 agent epoch        48 u64 closed, monotonic ns   64 u64 sent, wall-clock ns
 *  6 u16 header size        24 u64 batch sequence     56 u16 shards                 72 agent id (UTF-8), then tenant,
 *  8 u16 event size         32 i64 mono to wall ns    58 u8  length of agent id        zero-padded together to a
 * 10 u16 shard                                        59 u8  length of tenant          multiple of 8
 * </pre>
 *
 * A reader accepts a larger header and a larger event size: both only ever grow at the end, without a new version. The
 * version rises when bytes that are already there move or change their meaning; a reader refuses versions above its
 * own. In version 1 the header ends with the agent id at byte 59, and its events have another layout.
 */
public final class BatchCodec {
    /** "TFEV" in memory order. */
    public static final int MAGIC = 0x56454654;

    /** The version that is written; this and all before it are read. */
    public static final int VERSION = 2;

    /** Most events a batch may announce: far above what any agent sends, far below what could exhaust memory. */
    public static final int MAX_EVENTS = 1 << 20;

    /** From so many bytes at the start of a record its length follows. */
    public static final int PREFIX_BYTES = 16;

    private static final int SENT_AT = 64;
    private static final int TEXT_AT = 72;
    private static final int TEXT_AT_IN_VERSION_1 = 59;
    private static final int MAX_EVENT_BYTES = 4096;

    private BatchCodec() {}

    /** Bytes the header of this agent id takes, without a tenant. */
    public static int headerBytes(String agent) {
        return headerBytes(agent, Tenant.NONE);
    }

    /** Bytes the header of this agent id and tenant takes. */
    public static int headerBytes(String agent, String tenant) {
        return (TEXT_AT + agent.getBytes(StandardCharsets.UTF_8).length + tenant.length() + 7) & -8;
    }

    /** A whole record: header and {@code count} structs copied from {@code events}. */
    public static byte[] encode(BatchHeader header, byte[] events, int count) {
        int headerBytes = headerBytes(header.agent(), header.tenant());
        ByteBuffer out = ByteBuffer.allocate(headerBytes + count * TcpEventLayout.SIZE);
        writeHeader(out, header, count);
        out.put(headerBytes, events, 0, count * TcpEventLayout.SIZE);
        return out.array();
    }

    /** Writes the header at the start of {@code out}; the events belong at {@link #headerBytes(String, String)}. */
    public static void writeHeader(ByteBuffer out, BatchHeader header, int count) {
        byte[] agent = header.agent().getBytes(StandardCharsets.UTF_8);
        byte[] tenant = header.tenant().getBytes(StandardCharsets.US_ASCII);
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0, MAGIC);
        out.putShort(4, (short) VERSION);
        out.putShort(6, (short) headerBytes(header.agent(), header.tenant()));
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
        out.put(59, (byte) tenant.length);
        out.putInt(60, 0);
        out.putLong(SENT_AT, header.sentWallNs());
        out.put(TEXT_AT, agent);
        out.put(TEXT_AT + agent.length, tenant);
    }

    /**
     * Notes in a finished record when it is sent.
     *
     * @param record as {@link #encode} or {@link #writeHeader} made it
     * @param sentWallNs ns since 1970 by the sender's clock
     */
    public static void stampSent(byte[] record, long sentWallNs) {
        ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putLong(SENT_AT, sentWallNs);
    }

    /** Replaces the event count of a record. */
    static void writeCount(byte[] record, int count) {
        ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putInt(12, count);
    }

    /**
     * Checks the record and gives access to its events: of the present version without copying them, of version 1
     * brought into the present layout.
     *
     * @throws MalformedBatchException with the reason; never any other exception, whatever the bytes
     */
    public static Batch decode(byte[] record) throws MalformedBatchException {
        if (record.length < TEXT_AT_IN_VERSION_1) {
            throw new MalformedBatchException(
                    "truncated", record.length + " bytes, the header alone has " + TEXT_AT_IN_VERSION_1 + " or more");
        }
        ByteBuffer in = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        int version = knownVersion(in);
        int textAt = textAt(version);
        int headerBytes = Short.toUnsignedInt(in.getShort(6));
        int eventBytes = Short.toUnsignedInt(in.getShort(8));
        int agentBytes = Byte.toUnsignedInt(in.get(58));
        int tenantBytes = version == 1 || record.length < TEXT_AT ? 0 : Byte.toUnsignedInt(in.get(59));
        if (agentBytes < 1
                || agentBytes > BatchHeader.MAX_AGENT_BYTES
                || headerBytes < textAt + agentBytes + tenantBytes
                || headerBytes > record.length) {
            throw new MalformedBatchException(
                    "header", "header of " + headerBytes + " bytes with an agent id of " + agentBytes);
        }
        requireSize(version, eventBytes);
        long count = Integer.toUnsignedLong(in.getInt(12));
        if (count > MAX_EVENTS || headerBytes + count * eventBytes != record.length) {
            throw new MalformedBatchException(
                    "length",
                    count + " events of " + eventBytes + " bytes announced, " + (record.length - headerBytes)
                            + " bytes follow the header");
        }
        BatchHeader header = header(in, record, version, agentBytes, tenantBytes);
        return version == 1
                ? Batch.ofVersion1(header, record, headerBytes, eventBytes, (int) count)
                : Batch.present(header, record, headerBytes, eventBytes, (int) count);
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
                    "truncated", prefix.length + " bytes, the header alone has " + TEXT_AT_IN_VERSION_1 + " or more");
        }
        ByteBuffer in = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
        int version = knownVersion(in);
        int headerBytes = Short.toUnsignedInt(in.getShort(6));
        if (headerBytes < textAt(version)) {
            throw new MalformedBatchException("header", "header of " + headerBytes + " bytes");
        }
        int eventBytes = Short.toUnsignedInt(in.getShort(8));
        requireSize(version, eventBytes);
        long count = Integer.toUnsignedLong(in.getInt(12));
        if (count > MAX_EVENTS) {
            throw new MalformedBatchException("length", count + " events announced");
        }
        return headerBytes + count * eventBytes;
    }

    private static int knownVersion(ByteBuffer in) throws MalformedBatchException {
        if (in.getInt(0) != MAGIC) {
            throw new MalformedBatchException(
                    "magic", "starts with 0x" + Integer.toHexString(in.getInt(0)) + ", not with \"TFEV\"");
        }
        int version = Short.toUnsignedInt(in.getShort(4));
        if (version < 1 || version > VERSION) {
            throw new MalformedBatchException("version", "version " + version + ", this reader knows 1 to " + VERSION);
        }
        return version;
    }

    private static int textAt(int version) {
        return version == 1 ? TEXT_AT_IN_VERSION_1 : TEXT_AT;
    }

    private static void requireSize(int version, int eventBytes) throws MalformedBatchException {
        int least = version == 1 ? EventsOfVersion1.SIZE : TcpEventLayout.SIZE;
        if (eventBytes < least || eventBytes > MAX_EVENT_BYTES) {
            throw new MalformedBatchException(
                    "event-size",
                    "events of " + eventBytes + " bytes, expected " + least + " or more in version " + version);
        }
    }

    private static BatchHeader header(ByteBuffer in, byte[] record, int version, int agentBytes, int tenantBytes)
            throws MalformedBatchException {
        try {
            int textAt = textAt(version);
            return new BatchHeader(
                    text(record, textAt, agentBytes),
                    Short.toUnsignedInt(in.getShort(10)),
                    Short.toUnsignedInt(in.getShort(56)),
                    in.getLong(16),
                    in.getLong(24),
                    in.getLong(48),
                    in.getLong(32),
                    in.getLong(40),
                    tenantBytes == 0 ? Tenant.NONE : text(record, textAt + agentBytes, tenantBytes),
                    version == 1 ? 0 : in.getLong(SENT_AT));
        } catch (CharacterCodingException e) {
            throw new MalformedBatchException("header", "agent id or tenant is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new MalformedBatchException("header", String.valueOf(e.getMessage()));
        }
    }

    /** Nearly all ids are ASCII, which needs no decoder. */
    private static String text(byte[] record, int from, int length) throws CharacterCodingException {
        for (int i = from; i < from + length; i++) {
            if (record[i] < 0) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(record, from, length))
                        .toString();
            }
        }
        return new String(record, from, length, StandardCharsets.US_ASCII);
    }
}
